"""What is done about it: measures, their departments, evidence and notes; closure, remarks, and what came on paper."""

from measures.models.clearing import Clearing, ClearingState
from measures.models.closure import Consultation, Finding, LookBack, Reply, Ruling
from measures.models.extension import Extension, ExtensionState
from measures.models.measure import Assignment, Measure, MeasureQuerySet
from measures.models.proof import Evidence, ProgressNote
from measures.models.register import RegisterFile, RegisterItem, RegisterLink, RegisterQuerySet
from measures.models.remark import Remark, RemarkFile, RemarkQuerySet

__all__ = [
    "Assignment",
    "Clearing",
    "ClearingState",
    "Consultation",
    "Evidence",
    "Extension",
    "ExtensionState",
    "Finding",
    "LookBack",
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
    "Reply",
    "Ruling",
]
