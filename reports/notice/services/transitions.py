"""The one door for a notice's status: what the table allows, for whom the matrix allows it, with what it needs."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied

from issues.models import Round
from issues.services.parts import held
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import Recorder, recording
from rectify.history.sealing import seal_all
from reports.models import Notice
from reports.notice.services import approving, publishing, submitting
from reports.notice.services.gates import missing_for
from reports.notice.services.recusal import conflict_of, is_head
from reports.notice.versions import next_number
from reports.workflow import NEED_WORDS, TRANSITIONS, Need, Transition

Given = Mapping[Need, Any]
CHOSEN = (Need.MEETING, Need.ON)  # asked for with 请选择


def create_version(*, round: Round, by: User) -> Notice:
    """Begin a new version of the round's notice, a draft; Refused while another is under way. Raises PermissionDenied."""
    acting_as = permit(by, Action.DRAFT_NOTICE, round)
    with recording(actor=by, acting_as=acting_as, action="notice.create"):
        round = held(round.pk)
        if Notice.objects.under_way().filter(round=round).exists():
            raise Refused("已有一版通报正在办理，办完后再起草新版。")
        notice = Notice(round=round, number=next_number(round))
        checked(notice).save()
    return notice


def take_step(*, notice: Notice, name: str, by: User, version: int | None = None, given: Given | None = None) -> Notice:
    """Take `notice` one step further and return it as it stands then.

    `given` holds what the step needs: a Meeting for MEETING, a date for ON, for EXPLANATIONS a reason for each finding by its
    key, texts else. Raises PermissionDenied by the matrix and for a step that is the head's, Refused where the table, a gate,
    recusal or a missing need stands against it, Stale where the notice is no longer `version`.
    """
    step = TRANSITIONS.get(name)
    if step is None:
        raise Refused("没有这样的办理步骤。")
    acting_as = permit(by, step.action, notice)
    if step.head and not is_head(by, notice.round_id):
        raise PermissionDenied
    given = {need: value.strip() if isinstance(value, str) else value for need, value in (given or {}).items()}
    reason = str(given.get(Need.REASON) or "")
    if step.seals:
        seal_all()
    with recording(actor=by, acting_as=acting_as, action=f"notice.{name}", reason=reason) as recorder:
        held(notice.round_id)
        notice = locked(notice, version)
        _check(step, notice, by, given)
        _apply(step, notice, by, given, recorder)
        notice.status = step.target
        checked(notice).save()
    return notice


def _check(step: Transition, notice: Notice, by: User, given: Given) -> None:
    if why := why_closed(step, notice, by):
        raise Refused(why)
    for need in step.needs:
        if need is not Need.EXPLANATIONS and not given.get(need):
            raise Refused(f"请{'选择' if need in CHOSEN else '填写'}{NEED_WORDS[need]}。", field=need.value)


def why_closed(step: Transition, notice: Notice, by: User) -> str:
    """Return why `by` can't take the step now: the status, a gate, or recusal; "" where they can."""
    if notice.status not in step.sources:
        return f"{notice}当前为“{notice.get_status_display()}”，不能“{step.label}”。"
    return missing_for(step, notice) or conflict_of(step, notice, by)


def _apply(step: Transition, notice: Notice, by: User, given: Given, recorder: Recorder) -> None:
    """Do what the step does beside the status itself."""
    moment = recorder.recorded_at
    match step.name:
        case "submit":
            submitting.submit(notice, by, moment, given.get(Need.EXPLANATIONS) or {})
        case "refuse":
            submitting.take_back(notice)
        case "approve":
            approving.approve(notice, by, moment, given[Need.MEETING])
        case "sign":
            approving.sign(notice, by.person, moment, given[Need.OPINION])
        case "publish":
            publishing.publish(notice, by, moment, on=given[Need.ON], way=given[Need.WAY], address=given[Need.ADDRESS])
        case "withdraw":
            publishing.withdraw(notice, by, moment, given[Need.REASON])
