"""《整改事项销号审批表》, written out by hand at each point of a closure; its page and its PDF."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from issues.models import Issue, Meeting, PaperDecision
from measures.closure.recusal import consultation_of
from measures.closure.services.opinions import give_opinion
from measures.closure.services.steps import take
from measures.closure.way import way_of
from measures.models import Consultation
from measures.paper.registry import STEPS
from measures.paper.services import confirm_paper, record_paper
from measures.services.proof import attach
from rectify.jobs import waking
from rectify.jobs.models import Job, State
from reports.builders.closing_form import closing_form
from reports.closing import making
from reports.content import SIGN_HERE, Document, Kind, Table
from reports.render import html, pdf
from reports.tasks import closing_form_pdf
from reports.text.reporting import file_of
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import PDF, changed, upload
from tests.reports.printing import printed, words
from tests.reports.reading import text_of

MONDAY = dt.datetime(2022, 5, 9, 2, tzinfo=dt.UTC)
AFTER = dt.datetime(2022, 5, 30, 2, tzinfo=dt.UTC)
DAY = dt.date(2022, 6, 12)


@pytest.fixture
def completed(world: World) -> Issue:
    """Approve 完成整改 for the world's issue."""
    on = dt.date(2022, 5, 1)
    for measure in (world.measure, world.second):
        changed(measure, status="done", done_on=on, outcome="已落实。", reported_by=world.cast.lead.person)
    people: dict[str, Any] = {"proposed_by": world.cast.clerk, "concluded_by": world.cast.head}
    words = {"proposed": "completed", "conclusion": "completed", "proposed_reason": "措施已完成。", "conclusion_note": "同意。"}
    return changed(world.issue, **people, **words, proposed_on=on, concluded_on=on)


def asked_for(issue: Issue, by: Any) -> Issue:
    return take(issue=issue, name="request", by=by, given={"note": "材料齐全。"}, effective_at=MONDAY)


def answered(issue: Issue, world: World, opinion: str) -> Consultation:
    asked = consultation_of(issue)
    assert asked is not None
    return give_opinion(consultation=asked, by=world.cast.inspector, opinion=opinion, text="已看过材料。", effective_at=MONDAY)


def form_of(issue: Issue) -> Document:
    return closing_form(Issue.objects.select_related("round", "key_problem", "parent").get(pk=issue.pk), DAY)


def rows_of(issue: Issue) -> dict[str, list[str]]:
    """Return what the form says, by the label of its row."""
    found: dict[str, list[str]] = {}
    first = next(block for block in form_of(issue).blocks if isinstance(block, Table))
    for label, said in first.rows:
        found.setdefault(label, []).append(said)
    return found


def test_the_whole_form_of_a_closed_issue(world: World, completed: Issue) -> None:
    issue = asked_for(completed, world.cast.director)
    answered(issue, world, "no_objection")
    issue = take(issue=issue, name="approve", by=world.cast.head, given={"note": "同意销号。"}, effective_at=MONDAY)

    assert rows_of(issue) == {
        "整改事项": ["（三）2　推动能力提升有差距"],
        "种类": ["具体问题"],
        "重点问题": ["（三）深化改革有差距"],
        "销号情况": ["已销号"],
        "拟定结论": ["clerk的姓名，2022年5月1日，拟定为完成整改：措施已完成。"],
        "审定结论": ["head的姓名，2022年5月1日，审定为完成整改：同意。"],
        "领导小组办公室意见": ["director的姓名，2022年5月9日，申请销号：材料齐全。"],
        "驻局纪检监察组意见": ["inspector的姓名，2022年5月9日，无不同意见：已看过材料。"],
        "领导小组审批意见": ["head的姓名，2022年5月9日，同意销号：同意销号。"],
        "回头看": ["计划2022年11月9日开展。"],
    }
    assert (form_of(issue).kind, form_of(issue).title, form_of(issue).cut_off) == (Kind.FORM, "整改事项销号审批表", DAY)


def test_a_hard_one_says_so(world: World) -> None:
    assert rows_of(changed(world.issue, hard=True))["种类"] == ["具体问题，重点难点"]


def test_what_is_not_decided_yet_is_a_blank_to_be_signed(world: World, completed: Issue) -> None:
    found = rows_of(completed)
    labels = ("领导小组办公室意见", "驻局纪检监察组意见", "领导小组审批意见")
    assert [found[label] for label in labels] == [[SIGN_HERE]] * 3

    found = rows_of(asked_for(completed, world.cast.director))
    assert found["征求意见"] == ["2022年5月9日征求意见，未回复，回复期限2022年5月16日。"]
    assert (found["驻局纪检监察组意见"], found["领导小组审批意见"]) == ([SIGN_HERE], [SIGN_HERE])
    assert "回头看" not in found


def test_without_a_conclusion_that_is_a_blank_too(world: World) -> None:
    found = rows_of(world.issue)
    assert (found["审定结论"], "拟定结论" in found) == ([SIGN_HERE], False)


def test_silence_is_printed_as_silence(world: World, completed: Issue) -> None:
    issue = asked_for(completed, world.cast.director)
    issue = take(issue=issue, name="approve", by=world.cast.head, given={"note": "同意。"}, effective_at=AFTER)
    assert rows_of(issue)["驻局纪检监察组意见"] == ["2022年5月9日征求意见，回复期限2022年5月16日，期满未回复，不视为同意。"]


def test_an_objection_stands_beside_the_meeting_that_settled_it(world: World, completed: Issue) -> None:
    issue = asked_for(completed, world.cast.director)
    answered(issue, world, "defer")
    held = make._made(Meeting(round=world.cast.round, kind="group", held_on=dt.date(2022, 5, 12), title="研究销号"))
    given = {"meeting": held, "ruling": "close", "decision": "补充后同意。"}
    issue = take(issue=issue, name="dispute", by=world.cast.director, given=given)

    found = rows_of(issue)
    assert found["驻局纪检监察组意见"] == ["inspector的姓名，2022年5月9日，建议暂缓销号：已看过材料。"]
    assert found["领导小组研究"] == ["2022年5月12日领导小组会议研究，同意销号：补充后同意。"]


def test_what_was_refused_before_is_past(world: World, completed: Issue) -> None:
    issue = asked_for(completed, world.cast.director)
    answered(issue, world, "no_objection")
    issue = take(issue=issue, name="refuse", by=world.cast.head, given={"reason": "再看看"}, effective_at=MONDAY)
    assert rows_of(issue)["驻局纪检监察组意见"] == [SIGN_HERE]


def test_the_teams_own_measure_asks_its_superior(world: World, completed: Issue) -> None:
    changed(world.second, responsible=world.cast.inspector.person)
    assert rows_of(completed)["驻局纪检监察组意见（由上级机关提出）"] == [SIGN_HERE]
    issue = asked_for(completed, world.cast.director)
    asked = consultation_of(issue)
    assert asked is not None
    give_opinion(consultation=asked, by=world.cast.clerk, opinion="no_objection", given_for="市纪委监委", effective_at=MONDAY)
    assert rows_of(issue)["驻局纪检监察组意见"] == ["市纪委监委，2022年5月9日，无不同意见（由领导小组办公室clerk的姓名代录）。"]


def test_one_that_goes_on_says_until_when(world: World, completed: Issue) -> None:
    given = {"reason": "周期较长。", "until": dt.date(2022, 12, 30)}
    issue = take(issue=completed, name="continue", by=world.cast.director, given=given, effective_at=MONDAY)
    assert rows_of(issue)["销号情况"] == ["转入持续整改至2022年12月30日。周期较长。"]


def test_what_was_signed_on_paper_and_confirmed(world: World, completed: Issue) -> None:
    values: dict[str, Any] = {
        "round": world.cast.round, "subject_type": "issues.issue", "subject": completed.pk, "subject_label": "事项",
        "step": "approve",
        "text": "同意销号。", "signatory": world.cast.head.person, "decided_on": dt.date(2022, 5, 20), "number": "第5号",
        "name": "签批单.pdf", "size": 1, "sha256": "ab" * 32, "content_type": "application/pdf",
        "recorded_by": world.cast.clerk, "recorded_at": timezone.now(),
    }  # fmt: skip
    make._made(PaperDecision(**values, path="paper/1"))
    assert "线下签批" not in rows_of(completed)  # nobody has confirmed it

    make._made(PaperDecision(**values, path="paper/2", confirmed_by=world.cast.director, confirmed_at=timezone.now()))
    assert rows_of(completed)["线下签批"] == [
        "head的姓名，2022年5月20日，线下签批，由clerk的姓名代录、director的姓名确认：同意销号；第5号；"
        "扫描件签批单.pdf，指纹abababababababab。"
    ]


def test_an_approval_on_paper_is_the_signatorys_and_not_of_who_typed_it_in(world: World, completed: Issue) -> None:
    issue = asked_for(completed, world.cast.director)
    answered(issue, world, "no_objection")
    signed: dict[str, Any] = {"signatory": world.cast.head.person, "decided_on": dt.date(2022, 5, 20), "number": "第5号"}
    decision = record_paper(
        subject=issue, key="closure-approve", by=world.cast.clerk, content_hash=STEPS["closure-approve"].bound(issue),
        scan=upload("签批单.pdf", PDF), text="同意销号", **signed,
    )  # fmt: skip
    confirm_paper(decision=decision, by=world.cast.two_posts)

    assert rows_of(issue)["领导小组审批意见"] == ["head的姓名，2022年5月20日，同意销号：同意销号"]
    stage = next(stage for stage in way_of(Issue.objects.get(pk=issue.pk), DAY) if stage.word == "同意销号")
    assert stage.lines == ["head的姓名　2022年5月20日", "同意销号"]


def test_a_confirmed_change_stands_beside_the_approval(world: World, completed: Issue) -> None:
    issue = asked_for(completed, world.cast.director)
    answered(issue, world, "no_objection")
    issue = take(issue=issue, name="approve", by=world.cast.head, given={"note": "同意销号。"}, effective_at=MONDAY)
    changed(world.measure, plan="另一个方案")
    take(issue=issue, name="confirm", by=world.cast.leader, given={"note": "已核对。"}, effective_at=AFTER)

    assert rows_of(issue)["领导小组审批意见"] == ["head的姓名，2022年5月9日，同意销号：同意销号。"]
    assert rows_of(issue)["销号后变动"] == ["leader的姓名　2022年5月30日　已核对。"]


def test_measures_and_evidence_that_count(world: World, completed: Issue) -> None:
    kept, taken_back = attach(
        measure=world.measure,
        by=world.cast.lead,
        files=[ContentFile(b"one", name="纪要.txt"), ContentFile(b"two", name="误传.txt")],
    )
    changed(taken_back, withdrawn=True)
    _, measures, proofs = (block for block in form_of(completed).blocks if isinstance(block, Table))

    assert measures.rows[1] == (
        "2. 规范执法案卷", "已落实。",
        "牵头：执法一支队；报送：lead的姓名；时限：2022年6月30日；已完成（2022年5月1日）",
    )  # fmt: skip
    today = timezone.localdate()
    assert proofs.rows == (("1", "纪要.txt", f"{today.year}年{today.month}月{today.day}日", kept.sha256[:16]),)
    assert kept.sha256[:16] == "7692c3ad3540bb80"


def test_it_reads_a_fixed_number_of_times(
    world: World, completed: Issue, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    issue = Issue.objects.select_related("round", "key_problem", "parent", "proposed_by__person", "concluded_by__person").get(
        pk=completed.pk
    )
    with django_assert_num_queries(5):
        closing_form(issue, DAY)


def test_blanks_have_room_on_screen_and_on_paper(world: World, completed: Issue) -> None:
    document = form_of(completed)
    assert html.fragment(document).count('<td class="sign-here">') == 3
    assert words(printed(document)).count("（签字）") == 3


# its pages


MADE: list[str] = []


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(document: Any, chosen: Any, *, watermark: str) -> bytes:
        MADE.append(document.title)
        return f"%PDF-1.7 {watermark}".encode()

    MADE.clear()
    monkeypatch.setattr(waking, "send", lambda job: None)
    monkeypatch.setattr(pdf, "render", draw)


def url(name: str, issue: Issue, *args: Any) -> str:
    return reverse(f"reports:closing_form{name}", args=[issue.round_id, issue.pk, *args])


def made(issue: Issue, client: Client) -> Job:
    """Ask for the PDF as somebody and do the job."""
    client.post(url("_make", issue))
    job = Job.objects.latest("pk")
    job.result = closing_form_pdf(job, lambda percent, text="": None)  # type: ignore[arg-type]
    job.state, job.finished_at = State.DONE, dt.datetime(2022, 6, 12, tzinfo=dt.UTC)
    job.save()
    return job


def test_the_issues_page_leads_to_it_whom_it_is_for(world: World, completed: Issue, sign_in: Any) -> None:
    address, page = url("", completed), reverse("measures:issue", args=[completed.round_id, completed.pk])
    leads = {
        name: f'href="{address}"' in sign_in(getattr(world.cast, name)).get(page).content.decode()
        for name in ("director", "head", "inspector", "lead")
    }
    assert leads == {"director": True, "head": True, "inspector": True, "lead": False}


def test_the_page_says_who_prints_it(world: World, completed: Issue, sign_in: Any) -> None:
    said = text_of(sign_in(world.cast.inspector).get(url("", completed)))
    assert "整改事项销号审批表" in said
    assert "head的姓名，2022年5月1日，审定为完成整改：同意。" in said


@pytest.mark.usefixtures("quick")
def test_the_pdf_bears_the_readers_name_and_the_time_of_asking(world: World, completed: Issue, sign_in: Any) -> None:
    client = sign_in(world.cast.head)
    job = made(completed, client)
    response = client.get(job.result["url"])  # type: ignore[index]

    asked = dt.datetime.fromisoformat(job.args["at"]).astimezone(dt.timezone(dt.timedelta(hours=8)))
    mark = f"head的姓名　{asked.year}年{asked.month}月{asked.day}日 {asked:%H:%M}"
    assert MADE == ["整改事项销号审批表"]
    assert b"".join(response.streaming_content).decode() == f"%PDF-1.7 {mark}"
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "no-store")


@pytest.mark.usefixtures("quick")
def test_a_file_that_was_swept_away_leads_back_to_its_job(world: World, completed: Issue, sign_in: Any) -> None:
    client = sign_in(world.cast.head)
    job = made(completed, client)
    file_of(job).unlink()
    assert client.get(job.result["url"])["Location"] == job.get_absolute_url()  # type: ignore[index]


@pytest.mark.usefixtures("quick")
def test_a_jobs_page_knows_that_its_file_is_gone(world: World, completed: Issue, sign_in: Any) -> None:
    job = made(completed, sign_in(world.cast.head))
    assert making.lost(job) is None

    file_of(job).unlink()
    gone = making.lost(job)
    assert gone is not None
    assert gone.again == url("_make", completed)
