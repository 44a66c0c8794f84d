"""The way of a version from draft to public: which stations are done, which is due, and whose turn it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from issues.models import PaperDecision
from rectify.templatetags.rectify import cdate, ctime
from reports.models import Notice, ReviewStep
from reports.notice.badges import STATION
from reports.notice.files import Files
from reports.workflow import ReviewState, Status

OFFICE, GROUP, HEAD = "领导小组办公室", "领导小组", "领导小组组长"


@dataclass(frozen=True)
class Station:
    """One station: what it is called, where it stands (done, now, later, failed), what is known of it, whose turn it is."""

    label: str
    state: str
    text: str = ""
    whose: str = ""

    @property
    def badge(self) -> dict[str, str]:
        """Its state in words."""
        return STATION[self.state]


def way_of(notice: Notice, review: Sequence[ReviewStep], papers: Sequence[PaperDecision], files: Files | None) -> list[Station]:
    """Return the stations of a version, in order; `review` are the steps of its last submission, `papers` its decisions."""
    pending = {paper.step: paper for paper in papers if paper.pending}
    stations = [*_opening(notice), *map(_review, review), *_decided(notice, pending), *_closing(notice, files)]
    return _with_turn(stations)


def _with_turn(stations: list[Station]) -> list[Station]:
    """What comes after a station that is still due isn't due yet; steps of review may run beside each other."""
    due = next((place for place, station in enumerate(stations) if station.state != "done"), len(stations))
    beside = stations[due].whose if due < len(stations) else ""
    out = []
    for place, station in enumerate(stations):
        waits = place > due and station.state == "now" and not (station.label.startswith("审核") and beside)
        out.append(replace(station, state="later", whose="") if waits else station)
    return out


def _opening(notice: Notice) -> Iterator[Station]:
    if notice.status == Status.DRAFT:
        again = "退回修改后" if notice.attempt else ""
        yield Station("起草", "now", f"{again}内容随台账变化，送审时固定", OFFICE)
        yield Station("送审", "now", "", OFFICE)
    else:
        yield Station("起草", "done")
        yield Station(
            "送审", "done", f"{notice.submitted_by}　{ctime(notice.submitted_at)}，内容已固定，截至{cdate(notice.cut_off)}"
        )


def _review(step: ReviewStep) -> Station:
    label = f"审核：{step.name}"
    match step.state:
        case ReviewState.RETURNED:
            return Station(label, "done", f"{cdate(step.sent_on)}送出，{cdate(step.returned_on)}返回")
        case ReviewState.SKIPPED:
            return Station(label, "done", f"不经此环节：{step.skip_reason}")
        case ReviewState.SENT:
            return Station(label, "now", f"{cdate(step.sent_on)}送出，待返回", OFFICE)
    return Station(label, "now", "待送出", OFFICE)


def _awaited(label: str, text: str, whose: str, paper: PaperDecision | None) -> Station:
    """What is still to be decided; a paper that was recorded waits for another of the office."""
    if paper is None:
        return Station(label, "now", text, whose)
    return Station(label, "now", f"线下签批已由{paper.recorded_by}代录，待另一人确认", OFFICE)


def _decided(notice: Notice, pending: Mapping[str, PaperDecision]) -> Iterator[Station]:
    meeting = notice.meeting
    if meeting is not None:
        paper = notice.approval_paper
        by = f"线下签批，由{paper.recorded_by}代录" if paper else f"{notice.approved_by}登记"
        counts = f"应到{meeting.expected}人、实到{meeting.present}人"
        yield Station("审议", "done", f"{meeting}，{counts}，{meeting.minutes_number}；{by}")
    else:
        yield _awaited("审议", "党总支委员会会议审议", GROUP, pending.get("approve"))
    if notice.signed:
        paper = notice.signature_paper
        by = f"（线下签批，由{paper.recorded_by}代录）" if paper else ""
        yield Station("书记签发", "done", f"{notice.signed_by}　{cdate(notice.signed_on)}{by}：{notice.signed_opinion}")
    else:
        yield _awaited("书记签发", "", HEAD, pending.get("sign"))


def _closing(notice: Notice, files: Files | None) -> Iterator[Station]:
    yield _files(files)
    if notice.published_at is None:
        yield Station("公布", "now", "", OFFICE)
        return
    yield Station("公布", "done", f"{cdate(notice.published_on)}　{notice.way}　{notice.address}")
    if notice.status == Status.WITHDRAWN:
        yield Station("撤回", "failed", f"{ctime(notice.withdrawn_at)}　{notice.withdrawn_reason}")
    if notice.status == Status.SUPERSEDED:
        yield Station("已被新版替换", "done")


def _files(files: Files | None) -> Station:
    if files is None:
        return Station("生成文件", "now", "送审后自动生成")
    if files.failed:
        return Station("生成文件", "failed", files.failed, OFFICE)
    if files.missing:
        return Station("生成文件", "failed", f"字体缺字：{files.missing}", OFFICE)
    if files.made:
        return Station("生成文件", "done", "、".join(files.labels))
    return Station("生成文件", "now", "正在生成" if files.under_way else "还没有生成", "" if files.under_way else OFFICE)
