"""Conclusions: the office proposes with a reason, the leading group approves; a change below takes 完成整改 back to 待认定."""

import datetime

from django.utils import timezone

from issues.models import Issue, Meeting, PaperDecision
from issues.services.parts import same_round
from issues.words import Closure, Conclusion
from measures.models import Consultation, Measure
from measures.services.recusal import approver_conflict
from measures.workflow import Status
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused
from rectify.history.checks import checked
from rectify.history.locking import locked
from rectify.history.recording import recording


def propose(
    *,
    issue: Issue,
    by: User,
    conclusion: str,
    reason: str,
    version: int | None = None,
    effective_at: datetime.datetime | None = None,
) -> Issue:
    """Propose one of the four words for `issue`, with a reason. Raises Refused where 完成整改 isn't borne out."""
    acting_as = permit(by, Action.PROPOSE, issue)
    if conclusion not in Conclusion.values or conclusion == Conclusion.UNDETERMINED:
        raise Refused("请选择拟定结论。", field="conclusion")
    if not reason.strip():
        raise Refused("请填写拟定理由。", field="reason")
    with recording(
        actor=by, acting_as=acting_as, action="issue.propose", reason=reason.strip(), effective_at=effective_at
    ) as recorder:
        issue = _counted(locked(issue, version))
        _check_borne_out(issue, conclusion)
        issue.proposed, issue.proposed_reason, issue.proposed_by = conclusion, reason.strip(), by
        issue.proposed_on = timezone.localdate(effective_at or recorder.recorded_at)
        checked(issue).save()
    return issue


def approve(
    *,
    issue: Issue,
    by: User,
    note: str,
    version: int | None = None,
    meeting: Meeting | None = None,
    effective_at: datetime.datetime | None = None,
) -> Issue:
    """Approve the proposed conclusion, in a meeting or alone; recusal by person.

    Raises Refused without a proposal, where it isn't borne out, or for another round's meeting.
    """
    acting_as = permit(by, Action.APPROVE, issue)
    if not note.strip():
        raise Refused("请填写审定意见。", field="note")
    with recording(
        actor=by, acting_as=acting_as, action="issue.approve", reason=note.strip(), effective_at=effective_at
    ) as recorder:
        issue = _waiting(locked(issue, version), by, meeting)
        conclude(issue, by, note.strip(), timezone.localdate(effective_at or recorder.recorded_at), meeting)
    return issue


def conclude(
    issue: Issue,
    who: User | None,
    note: str,
    day: datetime.date,
    meeting: Meeting | None = None,
    paper: PaperDecision | None = None,
) -> None:
    """Let the proposed conclusion hold, inside the caller's recording; on paper it is the signatory's, and nobody's here.

    Raises Refused without a proposal that waits, and where it isn't borne out.
    """
    if closed := closed_for_conclusion(issue):
        raise Refused(closed)
    _check_borne_out(issue, issue.proposed)
    issue.conclusion, issue.conclusion_note, issue.concluded_by = issue.proposed, note, who
    issue.concluded_on, issue.concluded_in, issue.conclusion_paper = day, meeting, paper
    checked(issue).save()


def closed_for_conclusion(issue: Issue) -> str:
    """Return why no conclusion of `issue` can be approved now, as a sentence, or "" where one waits."""
    if issue.withdrawn:
        return "该事项已撤销，不再认定结论。"
    return "" if issue.proposed and issue.proposed != issue.conclusion else "没有待审定的拟定结论。"


def decline(*, issue: Issue, by: User, reason: str, version: int | None = None, meeting: Meeting | None = None) -> Issue:
    """Send a proposed conclusion back to the office, with the reason; what was approved before stays. Raises like `approve`."""
    acting_as = permit(by, Action.APPROVE, issue)
    if not reason.strip():
        raise Refused("不同意的，请写明原因。", field="reason")
    said = f"{meeting}：{reason.strip()}" if meeting is not None else reason.strip()
    with recording(actor=by, acting_as=acting_as, action="issue.decline", reason=said):
        issue = _waiting(locked(issue, version), by, meeting)
        issue.proposed, issue.proposed_reason, issue.proposed_by, issue.proposed_on = "", "", None, None
        checked(issue).save()
    return issue


def _waiting(issue: Issue, by: User, meeting: Meeting | None) -> Issue:
    """Return `issue` where its proposal waits and `by` may decide on it."""
    if closed := closed_for_conclusion(issue):
        raise Refused(closed)
    if conflict := approver_conflict(issue, by):
        raise Refused(conflict)
    same_round(issue.round_id, meeting, "meeting")
    return issue


def _counted(issue: Issue) -> Issue:
    if issue.withdrawn:
        raise Refused("该事项已撤销，不再认定结论。")
    return issue


def _check_borne_out(issue: Issue, conclusion: str) -> None:
    """完成整改 only when there is at least one measure and all are done (the rules' section “An issue”)."""
    if conclusion != Conclusion.COMPLETED:
        return
    statuses = list(Measure.objects.filter(issue=issue, withdrawn_at=None).values_list("status", flat=True))
    if not statuses or any(status != Status.DONE for status in statuses):
        raise Refused("所属措施尚未全部完成，不能认定为“完成整改”。", field="conclusion")


def reconsider(issue: Issue) -> None:
    """Take an approved 完成整改 back to 待认定, inside the recording of a measure's adding or reopening; `issue` is locked.

    A closure that was asked for on it falls back to 未销号; one that was approved stands, and shows that something changed.
    """
    if Conclusion.COMPLETED not in {issue.conclusion, issue.proposed}:
        return
    take_back(issue)
    if issue.closure == Closure.REQUESTED:
        issue.closure, issue.closure_note, issue.closure_by, issue.closure_on = Closure.OPEN, "", None, None
        issue.closure_paper = None
        for asked in Consultation.objects.filter(issue=issue, ended=False):
            asked.ended = True
            asked.save()
    issue.save()


def take_back(issue: Issue) -> None:
    """Set 完成整改, approved or proposed, back to what stands before it; the caller saves."""
    if issue.conclusion == Conclusion.COMPLETED:
        issue.conclusion, issue.conclusion_note = Conclusion.UNDETERMINED, ""
        issue.concluded_by, issue.concluded_on, issue.concluded_in = None, None, None
        issue.conclusion_paper = None
    if issue.proposed == Conclusion.COMPLETED:
        issue.proposed, issue.proposed_reason, issue.proposed_by, issue.proposed_on = "", "", None, None
