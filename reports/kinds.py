"""Of which kind of change this app's fields, records and actions are, for the review of the change log."""

from rectify.history.kinds import ChangeKind as K
from rectify.history.kinds import Kinds

FIELDS: dict[str, Kinds] = {
    "reports.notice.status": (K.STATUS,),
}
RECORDS: dict[str, Kinds] = {"reports.notice": (K.DISCLOSURE,)}
ACTIONS: dict[str, Kinds] = {"export.": (K.EXPORT,), "download.": (K.EXPORT,)}
