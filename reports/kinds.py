"""Of which kind of change this app's fields, records and actions are, for the review of the change log."""

from rectify.history.kinds import ChangeKind as K
from rectify.history.kinds import Kinds

FIELDS: dict[str, Kinds] = {
    "reports.notice.status": (K.STATUS,),
    **{f"reports.notice.{name}_hash": (K.DISCLOSURE,) for name in ("content", "submission", "approved", "publication")},
    **{f"reports.notice.{name}": (K.DISCLOSURE,) for name in ("signed_opinion", "way", "address", "pdf_sha256")},
    "reports.notice.withdrawn_reason": (K.DISCLOSURE,),
    **{f"reports.reviewstep.{name}": (K.DISCLOSURE,) for name in ("opinion", "skip_reason")},
}
RECORDS: dict[str, Kinds] = {
    f"reports.{name}": (K.DISCLOSURE,) for name in ("notice", "reviewstep", "reviewattachment", "feedbackwindow")
}
ACTIONS: dict[str, Kinds] = {"export.": (K.EXPORT,), "download.": (K.EXPORT,)}
