"""How the states of a version, of its review and of the stations of its way look: always a word, with tone and shape."""

from reports.workflow import ReviewState, Status

NOTICE: dict[str, dict[str, str]] = {
    status.value: {"word": str(status.label), "tone": tone, "shape": shape}
    for status, tone, shape in (
        (Status.DRAFT, "pending", "dots"),
        (Status.SUBMITTED, "phased", "half"),
        (Status.APPROVED, "phased", "eye"),
        (Status.PUBLISHED, "good", "full"),
        (Status.SUPERSEDED, "quiet", "block"),
        (Status.WITHDRAWN, "bad", "dash"),
    )
}
REVIEW: dict[str, dict[str, str]] = {
    state.value: {"word": str(state.label), "tone": tone, "shape": shape}
    for state, tone, shape in (
        (ReviewState.WAITING, "pending", "dots"),
        (ReviewState.SENT, "phased", "half"),
        (ReviewState.RETURNED, "good", "full"),
        (ReviewState.SKIPPED, "quiet", "dash"),
    )
}
STATION: dict[str, dict[str, str]] = {
    "done": {"word": "已办", "tone": "good", "shape": "full"},
    "now": {"word": "待办", "tone": "phased", "shape": "half"},
    "later": {"word": "未到", "tone": "pending", "shape": "dots"},
    "failed": {"word": "未成", "tone": "bad", "shape": "peak"},
}
