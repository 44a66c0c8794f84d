"""What of a notice can be cleared."""

from django.urls import reverse

from measures.clearing.kinds import Kind, register
from rectify.accounts.roles import Action
from reports.models import ReviewAttachment
from reports.notice.services.reviewing import ROOM


def _version_url(attachment: ReviewAttachment) -> str:
    return reverse("reports:notice_version", args=[attachment.notice.round_id, attachment.notice.number])


def register_kinds() -> None:
    """Let the attachments of a review be cleared."""
    kind = Kind(
        "attachment",
        ReviewAttachment,
        "审核意见附件",
        lambda found: f"审核意见附件第{found.pk}号（{found.notice}）",
        _version_url,
        ROOM,
        Action.READ_NOTICE,
    )
    register(kind)
