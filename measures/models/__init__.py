"""What is done about it: measures, their departments, evidence and progress notes; remarks on them, and what came on paper."""

from measures.models.measure import Assignment, Measure, MeasureQuerySet
from measures.models.proof import Evidence, ProgressNote
from measures.models.register import RegisterFile, RegisterItem, RegisterLink, RegisterQuerySet
from measures.models.remark import Remark, RemarkFile, RemarkQuerySet

__all__ = [
    "Assignment",
    "Evidence",
    "Measure",
    "MeasureQuerySet",
    "ProgressNote",
    "RegisterFile",
    "RegisterItem",
    "RegisterLink",
    "RegisterQuerySet",
    "Remark",
    "RemarkFile",
    "RemarkQuerySet",
]
