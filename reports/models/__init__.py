"""What was told: frozen trees and their files, the versions of the notice, the weekly sheets and their mails."""

from reports.feedback import models as feedback
from reports.models.digest import Delivery, DeliveryState, Digest, DigestQuerySet
from reports.models.frozen import FrozenTree, Rendering
from reports.models.imported import ImportedNotice
from reports.models.notice import Notice, NoticeQuerySet, Publication, Submission
from reports.models.review import ReviewAttachment, ReviewStep
from reports.models.rows import OfRoundQuerySet

__all__ = [
    "Delivery",
    "DeliveryState",
    "Digest",
    "DigestQuerySet",
    "FrozenTree",
    "ImportedNotice",
    "Notice",
    "NoticeQuerySet",
    "OfRoundQuerySet",
    "Publication",
    "Rendering",
    "ReviewAttachment",
    "ReviewStep",
    "Submission",
    "feedback",
]
