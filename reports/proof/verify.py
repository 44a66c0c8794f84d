"""记录完整性校验 for the inspection team: asked for here, done by a job, and what its result says to one round's readers."""

import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from issues.models import Round
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.sealing import seal_all
from rectify.history.verifying.checking import verify
from rectify.history.verifying.findings import KINDS
from rectify.jobs.models import ENDS, Job, State
from rectify.jobs.services import enqueue
from reports.anchors import Anchor, read_anchor
from reports.models import Publication

KIND = "verify_history"
SHOWN = 20
SOUND = {"word": "记录完整", "tone": "good", "shape": "full"}
UNSOUND = {"word": "记录不完整", "tone": "bad", "shape": "peak"}


class AnchorForm(forms.Form):
    """The head that was kept outside, as it is written there."""

    anchor = forms.CharField(
        label="系统外留存的封存号",
        required=False,
        max_length=200,
        help_text="抄自签字的封存单、调度单邮件或已公布PDF，写成“序号:摘要”，摘要中的空格可以保留。",
    )

    def clean_anchor(self) -> str:
        """Return it without spaces and in small letters, "" for none."""
        text = re.sub(r"\s", "", self.cleaned_data["anchor"]).replace("：", ":").lower()
        if text and re.fullmatch(r"[1-9][0-9]{0,17}:[0-9a-f]{64}", text) is None:
            raise forms.ValidationError("应为“序号:摘要”，摘要是64位数字和字母a至f，请核对有无漏抄。")
        return text


def ask(*, round: Round, reader: User, anchor: str = "") -> Job:
    """Queue a verification for one person; one that this person has under way with the same anchor is returned."""
    permit(reader, Action.VERIFY_HISTORY, round)
    args = {"round": round.pk, "anchor": anchor}
    under_way = Job.objects.filter(kind=KIND, requested_by=reader, args=args).exclude(state__in=ENDS).first()
    key = f"verify-history:{round.pk}:{reader.pk}:{timezone.now().timestamp()}"
    return under_way or enqueue(kind=KIND, key=key, args=args, requested_by=reader)


def make(job: Job, report: Callable[[int, str], None]) -> dict[str, Any]:
    """Seal what is unsealed and verify; returns the job's result. Refused where the right is gone."""
    round, reader = Round.objects.get(pk=job.args["round"]), User.objects.get(pk=job.requested_by_id)
    try:
        permit(reader, Action.VERIFY_HISTORY, round)
    except PermissionDenied as error:
        raise Refused("您已不能校验变更记录。") from error
    report(1, "封存尚未封存的记录")
    seal_all()
    kept = anchors(job.args["anchor"])
    found = verify(anchors=kept, tell=report)
    told = {**found.as_json(), "broken": [asdict(broken) for broken in found.broken], "anchors": len(kept)}
    return {"url": reverse("reports:proof", args=[round.pk]), "label": "查看校验结果", "report": told}


def anchors(outside: str) -> set[tuple[int, str]]:
    """Return the heads to compare with: those that published versions carry, and the one that was typed in."""
    carried = Publication.objects.values_list("log_head", flat=True)
    return {found for text in (*carried, outside) if (found := read_anchor(text)) is not None}


def verification(round: Round) -> dict[str, Any]:
    """Return the last verification of the installation as one round's page shows it, and one that is under way. Two queries."""
    jobs = Job.objects.filter(kind=KIND).select_related("requested_by__person").order_by("-id")
    done = jobs.filter(state=State.DONE).first()
    return {"verification": _told(done, round) if done else None, "verifying": jobs.exclude(state__in=ENDS).first()}


def _told(job: Job, round: Round) -> dict[str, Any]:
    report = (job.result or {})["report"]
    words = [_words(broken, round) for broken in report["broken"][:SHOWN]]
    head = report["head"]
    return {
        "job": job,
        "report": report,
        "badge": SOUND if report["ok"] else UNSOUND,
        "anchor": Anchor(head["seq"], head["hash"]) if head else None,
        "words": list(dict.fromkeys(words)),
        "more": report["broken_count"] - min(len(report["broken"]), SHOWN),
        "outside": job.args["anchor"].partition(":")[0],
    }


def _words(broken: dict[str, Any], round: Round) -> str:
    """Return a broken place in words; what belongs elsewhere is named by its kind alone, since another round isn't in sight."""
    if broken["open"] or broken["round"] == round.pk:
        return str(broken["text"])
    where, _, number = broken["where"].partition(":")
    place = f"第{number}号封记" if where == "seal" else "不属于本轮次的记录"
    return f"{place}：{KINDS[broken['kind']]}。"
