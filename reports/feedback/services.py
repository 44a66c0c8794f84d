"""The doors of feedback: its window, what the public sends, what the office enters, and every step by the table.

No text of it goes into the change log: a step's reason is kept with the record alone.
"""

import datetime
from collections.abc import Mapping
from typing import Any, TypedDict, Unpack

from django.utils import timezone

from issues.models import Round
from issues.services.parts import assign
from rectify.accounts.models import User
from rectify.accounts.permissions import can, permit
from rectify.accounts.roles import Action
from rectify.errors import Refused, Stale
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import ActingAs, recording
from reports.feedback.models import MESSAGE_LIMIT, Feedback, FeedbackWindow
from reports.feedback.workflow import ENTERED, OPTIONAL, STEPS, Channel, Need, State, Step, steps_from

PUBLIC = ActingAs("public", "公众")
MISSING = {
    Need.DEPARTMENT: "请选择转办部门。",
    Need.REPLY: "请填写答复内容。",
    Need.REPLY_WAY: "请选择答复方式。",
    Need.REASON: "请填写说明。",
}


class WindowValues(TypedDict, total=False):
    """What is set of a window."""

    opens_on: datetime.date
    closes_on: datetime.date
    answered_by: str
    organ: str
    organ_phone: str
    organ_address: str
    organ_note: str


def open_window(*, round: Round, by: User, **values: Unpack[WindowValues]) -> FeedbackWindow:
    """Say from when until when the round asks for feedback. Raises Refused where it has a window, PermissionDenied."""
    with recording(actor=by, acting_as=permit(by, Action.EDIT_ROUND, round), action="window.open"):
        window = FeedbackWindow(round=round)
        _set_window(window, values)
    return window


def edit_window(*, window: FeedbackWindow, by: User, version: int | None, **values: Unpack[WindowValues]) -> FeedbackWindow:
    """Change a window: only what is given. Raises Refused, Stale, PermissionDenied."""
    with recording(actor=by, acting_as=permit(by, Action.EDIT_ROUND, window), action="window.edit"):
        window = locked(window, version)
        _set_window(window, values)
    return window


def _set_window(window: FeedbackWindow, values: WindowValues) -> None:
    assign(window, values, WindowValues.__annotations__)
    if not (window.organ_phone or window.organ_address or window.organ_note):
        raise Refused("举报电话、地址和其他方式至少填写一项。", field="organ_phone")
    checked(window).save()


def receive(*, round: Round, message: str, sender: str = "", contact: str = "") -> Feedback:
    """Keep what the public sent. Raises Refused outside the window and for an empty or overlong message."""
    window = FeedbackWindow.objects.filter(round=round).first()
    day = timezone.localdate()
    if window is None or not window.open_on(day):
        raise Refused("现在不在意见建议受理期内。")
    with recording(actor=None, acting_as=PUBLIC, action="feedback.receive"):
        feedback = Feedback(round=round, channel=Channel.WEB, received_on=day, sender=sender.strip(), contact=contact.strip())
        return _kept(feedback, message)


def register(
    *,
    round: Round,
    by: User,
    channel: str,
    received_on: datetime.date,
    message: str,
    sender: str = "",
    contact: str = "",
    accusation: bool = False,
) -> Feedback:
    """Enter a call, a letter, a mail or a visit; an `accusation` is the inspection team's at once.

    Raises Refused for another channel, a day to come and an empty or overlong message; PermissionDenied.
    """
    acting_as = permit(by, Action.HANDLE_FEEDBACK, round)
    if channel not in ENTERED:
        raise Refused("请选择来件渠道。", field="channel")
    if received_on > timezone.localdate():
        raise Refused("收到日期不能晚于今天。", field="received_on")
    with recording(actor=by, acting_as=acting_as, action="feedback.register"):
        feedback = Feedback(round=round, channel=channel, received_on=received_on, sender=sender, contact=contact)
        feedback.state = State.ACCUSATION if accusation else State.RECEIVED
        return _kept(feedback, message)


def _kept(feedback: Feedback, message: str) -> Feedback:
    feedback.message = message.strip()
    if not feedback.message:
        raise Refused("请填写意见建议的内容。", field="message")
    if len(feedback.message) > MESSAGE_LIMIT:
        raise Refused(f"内容过长，最多{MESSAGE_LIMIT}字。", field="message")
    checked(feedback).save()
    return feedback


def steps_for(feedback: Feedback, user: User) -> list[Step]:
    """Return the next steps that the table allows and the matrix gives `user`."""
    return [step for step in steps_from(feedback.state) if can(user, step.action, feedback)]


def take_step(
    *, feedback: Feedback, name: str, by: User, version: int | None, given: Mapping[Need, Any] | None = None
) -> Feedback:
    """Take feedback one step further and return it as it stands then.

    Raises PermissionDenied by the matrix, Refused where the table or a missing need stands against it, Stale. The right is asked
    of the row as it is now: who had it open when it became an accusation learns from neither Refused nor Stale what it became.
    """
    step = STEPS.get(name)
    if step is None:
        raise Refused("没有这样的办理步骤。")
    acting_as = permit(by, step.action, feedback)
    with recording(actor=by, acting_as=acting_as, action=f"feedback.{name}"):
        feedback = locked(feedback)
        permit(by, step.action, feedback)
        if version is not None and feedback.version != version:
            raise Stale(feedback)
        if feedback.state not in step.sources:
            raise Refused(f"这件意见建议当前为“{feedback.get_state_display()}”，不能“{step.label}”。")
        _apply(step, feedback, given or {})
        checked(feedback).save()
    return feedback


def _apply(step: Step, feedback: Feedback, given: Mapping[Need, Any]) -> None:
    for need in step.needs:
        value = given.get(need)
        value = value.strip() if isinstance(value, str) else value
        if not value and need not in OPTIONAL:
            raise Refused(MISSING[need], field=need.value)
        setattr(feedback, need.value, value or "")
    if Need.REPLY in step.needs:
        feedback.replied_on = timezone.localdate()
    feedback.state = step.target
