"""What was found: rounds, their settings and memberships, aspects, key problems, opinions, issues."""

from issues.models.decision import PaperDecision, PaperDecisionQuerySet
from issues.models.draft import NewSectionDraft, SectionDraft
from issues.models.issue import Issue, IssueQuerySet
from issues.models.masking import MaskingRule, MaskingRuleQuerySet
from issues.models.meeting import Meeting, MeetingQuerySet
from issues.models.problem import Aspect, KeyProblem, Opinion, OpinionClause
from issues.models.round import Membership, NarrativeSection, Round, RoundQuerySet

__all__ = [
    "Aspect",
    "Issue",
    "IssueQuerySet",
    "KeyProblem",
    "MaskingRule",
    "MaskingRuleQuerySet",
    "Meeting",
    "MeetingQuerySet",
    "Membership",
    "NarrativeSection",
    "NewSectionDraft",
    "Opinion",
    "OpinionClause",
    "PaperDecision",
    "PaperDecisionQuerySet",
    "Round",
    "RoundQuerySet",
    "SectionDraft",
]
