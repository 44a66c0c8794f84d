"""What is done about it: measures, their departments, evidence and progress notes; and what surrounds an issue's closure."""

from measures.models.clearing import Clearing, ClearingState
from measures.models.closure import Consultation, Finding, LookBack, Reply
from measures.models.measure import Assignment, Measure, MeasureQuerySet
from measures.models.proof import Evidence, ProgressNote

__all__ = [
    "Assignment",
    "Clearing",
    "ClearingState",
    "Consultation",
    "Evidence",
    "Finding",
    "LookBack",
    "Measure",
    "MeasureQuerySet",
    "ProgressNote",
    "Reply",
]
