"""What is done about it: measures, their departments, evidence and progress notes; and what surrounds an issue's closure."""

from measures.models.closure import Consultation, Finding, LookBack, Reply
from measures.models.extension import Extension, ExtensionState
from measures.models.measure import Assignment, Measure, MeasureQuerySet
from measures.models.proof import Evidence, ProgressNote

__all__ = [
    "Assignment",
    "Consultation",
    "Evidence",
    "Extension",
    "ExtensionState",
    "Finding",
    "LookBack",
    "Measure",
    "MeasureQuerySet",
    "ProgressNote",
    "Reply",
]
