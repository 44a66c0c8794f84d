"""Of which kind of change this app's fields, records and actions are, for the review of the change log."""

from rectify.history.kinds import ChangeKind as K
from rectify.history.kinds import Kinds

FIELDS: dict[str, Kinds] = {
    **{f"issues.issue.{name}": (K.CONCLUSION,) for name in ("proposed", "proposed_reason", "proposed_by", "proposed_on")},
    **{f"issues.issue.{name}": (K.CONCLUSION,) for name in ("conclusion", "conclusion_note", "concluded_by", "concluded_on")},
    **{f"issues.issue.{name}": (K.CONCLUSION,) for name in ("concluded_in", "conclusion_paper")},
    **{f"issues.issue.{name}": (K.CLOSURE,) for name in ("closure", "closure_note", "closure_by", "closure_on")},
    **{f"issues.issue.{name}": (K.CLOSURE,) for name in ("closure_paper", "closed_after")},
    "issues.issue.continuing_until": (K.CLOSURE, K.DUE),
    "issues.issue.public_title": (K.WORDING, K.DISCLOSURE),
    **{f"issues.issue.{name}": (K.DISCLOSURE,) for name in ("disclosure", "disclosure_reason", "disclosure_body")},
    **{f"issues.issue.{name}": (K.DISCLOSURE,) for name in ("disclosure_on", "merged_into")},
    "issues.issue.hard": (K.PLAN,),
    "issues.issue.withdrawn": (K.STATUS,),
    "issues.issue.withdrawn_reason": (K.STATUS,),
    "issues.keyproblem.withdrawn": (K.STATUS,),
    "issues.opinion.withdrawn": (K.STATUS,),
    **{f"issues.opinion.{name}": (K.STATUS,) for name in ("state", "basis", "paper")},
    "issues.meeting.withdrawn": (K.STATUS,),
    "issues.opinionclause.withdrawn": (K.STATUS,),
    **{f"issues.round.{name}": (K.PLAN,) for name in ("plan_state", "plan_adopted_on", "plan_basis")},
    "issues.round.concentrated_until": (K.DUE,),
}
RECORDS: dict[str, Kinds] = {
    "issues.paperdecision": (K.PAPER,),
    "issues.membership": (K.MEMBERSHIP,),
    "issues.maskingrule": (K.DISCLOSURE,),
}
