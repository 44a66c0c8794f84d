"""The words of this app's actions, as the change log shows them; a step's word stands in its table."""

from reports.workflow import REVIEW_MOVES, TRANSITIONS

ACTIONS: dict[str, str] = {
    "notice.create": "起草通报",
    **{f"notice.{name}": step.label for name, step in TRANSITIONS.items()},
    **{f"review.{name}": move.label for name, move in REVIEW_MOVES.items()},
}
