"""What is done about it: measures, their departments, evidence and progress notes."""

from measures.models.measure import Assignment, Measure, MeasureQuerySet
from measures.models.proof import Evidence, ProgressNote

__all__ = ["Assignment", "Evidence", "Measure", "MeasureQuerySet", "ProgressNote"]
