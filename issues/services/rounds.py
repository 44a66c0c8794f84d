"""Rounds: making one, and its settings.

A round is made by the office of any round. On a fresh installation there is no office yet: then the administrator makes the
round together with its first post, the office's director, who carries on from there. A command of the server's makes one as
the system (nobody), for a director whom it names.
"""

from contextlib import suppress
from datetime import date, datetime, time
from typing import Any, TypedDict, Unpack

from issues.models import Membership, Round
from issues.models.round import default_period
from issues.naming import check_names
from issues.selectors import STATED
from issues.services.parts import assign
from issues.words import FOUR_WORDS
from rectify.accounts.models import User
from rectify.accounts.permissions import can, permit
from rectify.accounts.roles import Action, Role
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import SYSTEM, ActingAs, recording

DIRECTOR = "领导小组办公室主任"
CLASSIFIED = "反馈意见标密的，不得录入本系统。请停止操作，按保密规定另行办理；没有保存任何内容。"
EXCEPTIONS = 200  # days of a round's calendar
REVIEW_STEPS, REVIEW_NAME = 10, 30  # how many steps a notice's review has at most; how long a name


class RoundValues(TypedDict, total=False):
    """The settings of a round."""

    title: str
    unit: str
    unit_short: str
    inspection: str
    feedback_on: date
    concentrated_until: date
    opening: str
    closing: str
    contact_phone: str
    contact_email: str
    issuer_mark: str
    document_number: str
    signature: str
    signed_on: date | None
    warning_days: int
    remark_days: int
    consultation_days: int
    look_back_months: int
    extension_days: int
    day_exceptions: dict[str, bool]
    work_from: time
    work_until: time
    notable_due_moves: int
    notable_minutes: int
    notable_last_day: int
    stated: dict[str, int]
    glosses: dict[str, str]
    full_sheets_by_mail: bool
    measure_count_note: str
    review_steps: list[str]
    earlier_public: bool
    illustrative: str


def may_create_round(user: Any) -> bool:
    """Tell whether `user` may make a round: the office; the administrator as long as nobody holds an office's post."""
    if can(user, Action.EDIT_ROUND):
        return True
    return can(user, Action.MANAGE_ACCOUNTS) and not _office_exists()


def _office_exists() -> bool:
    return Membership.objects.in_force().filter(role=Role.OFFICE).exists()


def _maker(by: User | None) -> ActingAs:
    return SYSTEM if by is None else permit(by, Action.EDIT_ROUND if _office_exists() else Action.MANAGE_ACCOUNTS)


def create_round(
    *,
    by: User | None,
    classified: bool,
    director: User | None = None,
    director_post: str = DIRECTOR,
    demonstration: bool = False,
    literal: bool = False,
    effective_at: datetime | None = None,
    **values: Unpack[RoundValues],
) -> Round:
    """Make a round, its plan a draft, together with its first post: `director` heads its office (default: the maker).

    `classified` answers 反馈意见是否标密; yes means stop: Refused, and nothing is saved. The end of the concentrated period is
    three months after the feedback unless given. The administrator, who sees no ledger, must name somebody else; so must the
    system (`by` None). `literal` keeps opening and closing as they are, also where they call a figure that there isn't.
    """
    acting_as = _maker(by)
    if classified:
        raise Refused(CLASSIFIED, field="classified")
    if director is None and (by is None or not can(by, Action.EDIT_ROUND)):
        raise Refused("请选择领导小组办公室主任。", field="director")
    with recording(actor=by, acting_as=acting_as, action="round.create", effective_at=effective_at):
        round = Round(demonstration=demonstration)
        if values.get("feedback_on") and not values.get("concentrated_until"):
            values["concentrated_until"] = default_period(values["feedback_on"])
        _set(round, values, literal=literal)
        checked(round).save()
        post = Membership(user=director or by, round=round, role=Role.OFFICE, post=director_post, director=True)
        checked(post).save()
    for user in filter(None, (by, post.user)):  # the posts are read once for each request; these have one more
        with suppress(AttributeError):
            del user.posts
    return round


def edit_round(
    *, round: Round, by: User, version: int | None, effective_at: datetime | None = None, **values: Unpack[RoundValues]
) -> Round:
    """Change a round's settings: only those given. Raises Refused, Stale, PermissionDenied."""
    acting_as = permit(by, Action.EDIT_ROUND, round)
    with recording(actor=by, acting_as=acting_as, action="round.edit", effective_at=effective_at):
        round = locked(round, version)
        _set(round, values)
        checked(round).save()
    return round


def _set(round: Round, values: RoundValues, *, literal: bool = False) -> None:
    _check_stated(values.get("stated") or {})
    _check_glosses(values.get("glosses") or {})
    for name in ("opening", "closing"):
        text = str(values.get(name) or "")
        check_names(text, name, stood=text if literal else getattr(round, name))
    _check_review_steps(values.get("review_steps") or [])
    _check_exceptions(values.get("day_exceptions") or {})
    assign(round, values, RoundValues.__annotations__)
    if round.document_number.strip() and not round.issuer_mark.strip():  # the number stands under the mark, or nowhere
        raise Refused("填写发文字号的，还须填写发文机关标志。", field="issuer_mark")


def _check_stated(stated: dict[str, int]) -> None:
    for name, figure in stated.items():
        if name not in STATED or isinstance(figure, bool) or not isinstance(figure, int) or figure < 0:
            raise Refused("反馈所述数字应为不小于零的整数。", field=name if name in STATED else "stated")


def _check_glosses(glosses: dict[str, str]) -> None:
    if not set(glosses) <= {str(word) for word in FOUR_WORDS}:
        raise Refused("四种结论的说明中有不认识的结论。", field="glosses")


def _check_review_steps(names: list[str]) -> None:
    """At most ten steps of review, each with a name of its own that fits its column."""
    if len(names) > REVIEW_STEPS:
        raise Refused(f"审核环节最多{REVIEW_STEPS}个。", field="review_steps")
    if len(set(names)) < len(names):
        raise Refused("审核环节的名称不能重复。", field="review_steps")
    if any(not name.strip() or len(name) > REVIEW_NAME for name in names):
        raise Refused(f"审核环节的名称应为1至{REVIEW_NAME}字。", field="review_steps")


def _check_exceptions(exceptions: dict[str, bool]) -> None:
    """Days in ISO form, each with whether it is worked; not more than a few years hold."""
    if len(exceptions) > EXCEPTIONS:
        raise Refused(f"工作日例外最多{EXCEPTIONS}天。", field="day_exceptions")
    for day, worked in exceptions.items():
        try:
            date.fromisoformat(day)
        except ValueError as error:
            raise Refused("工作日例外的日期应写成2026-10-10的样子。", field="day_exceptions") from error
        if not isinstance(worked, bool):
            raise Refused("工作日例外须写明上班或休息。", field="day_exceptions")
