"""What of a notice can be cleared.

Not here: what the public sends in (Feedback) is kept apart, and no line of the log tells a word of it.
"""

from measures.clearing.kinds import Kind, register
from rectify.accounts.roles import Action
from reports.models import Notice, ReviewAttachment, ReviewStep
from reports.notice.services.reviewing import ROOM


def _version_url(found: ReviewAttachment | ReviewStep) -> str:
    return found.notice.get_absolute_url()


KINDS: tuple[Kind, ...] = (
    Kind(
        "attachment",
        ReviewAttachment,
        "审核意见附件",
        lambda found: f"审核意见附件第{found.pk}号（{found.notice}）",
        _version_url,
        ROOM,
        Action.READ_NOTICE,
    ),
    Kind(
        "review-step",
        ReviewStep,
        "通报审核环节",
        lambda found: f"通报审核环节第{found.pk}号（{found.notice}）",
        _version_url,
        seen_by=Action.READ_NOTICE,
        fields=("opinion", "skip_reason"),
    ),
    Kind(
        "notice",
        Notice,
        "通报版本",
        str,
        Notice.get_absolute_url,
        seen_by=Action.READ_NOTICE,
        fields=("signed_opinion", "withdrawn_reason"),
    ),
)


def register_kinds() -> None:
    """Let what belongs to a version of the notice be cleared; what was published is what everybody has read already."""
    register(*KINDS)
