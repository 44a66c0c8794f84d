"""The inspection team's opinion on a closure, or its superior's where it answers for a measure itself."""

import datetime

from django.utils import timezone

from measures.closure.recusal import team_concerned
from measures.closure.workflow import AGAINST, GIVEN
from measures.models import Consultation
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording


def give_opinion(
    *,
    consultation: Consultation,
    by: User,
    opinion: str,
    text: str = "",
    given_for: str = "",
    version: int | None = None,
    effective_at: datetime.datetime | None = None,
) -> Consultation:
    """Give the inspection team's opinion on a closure that is asked for; an opinion against it needs its reasons.

    Where the team answers for a measure itself, the office records the opinion of its superior, `given_for`.
    Raises Refused, Stale, PermissionDenied.
    """
    issue = consultation.issue
    superior = bool(given_for.strip())
    acting_as = permit(by, Action.PROPOSE if superior else Action.GIVE_OPINION, issue)
    with recording(
        actor=by, acting_as=acting_as, action="closure.opinion", reason=text.strip(), effective_at=effective_at
    ) as recorder:
        locked(issue)
        consultation = locked(consultation, version)
        _check(consultation, opinion, text.strip(), superior=superior)
        consultation.opinion, consultation.text, consultation.given_for = opinion, text.strip(), given_for.strip()
        consultation.given_by = by
        consultation.given_on = timezone.localdate(effective_at or recorder.recorded_at)
        consultation.settled_in, consultation.ruling, consultation.settlement = None, "", ""
        checked(consultation).save()
    return consultation


def _check(consultation: Consultation, opinion: str, text: str, *, superior: bool) -> None:
    if consultation.ended:
        raise Refused("这次申请已经办结，不能再提出意见。")
    if opinion not in GIVEN:
        raise Refused("请选择意见。", field="opinion")
    if opinion in AGAINST and not text:
        raise Refused("请写明理由和建议。", field="text")
    concerned = team_concerned(consultation.issue)
    if concerned and not superior:
        raise Refused("驻局纪检监察组是所属措施的责任方，意见由其上级机关提出，由领导小组办公室代录。")
    if superior and not concerned:
        raise Refused("驻局纪检监察组不是所属措施的责任方，意见由其自行提出。", field="given_for")
