"""What is done about it: measures, their departments, evidence and progress notes."""

from measures.models.clearing import Clearing, ClearingState
from measures.models.measure import Assignment, Measure, MeasureQuerySet
from measures.models.proof import Evidence, ProgressNote

__all__ = ["Assignment", "Clearing", "ClearingState", "Evidence", "Measure", "MeasureQuerySet", "ProgressNote"]
