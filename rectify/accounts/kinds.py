"""Of which kind of change this app's records and actions are, for the review of the change log."""

from rectify.history.kinds import ChangeKind as K
from rectify.history.kinds import Kinds

RECORDS: dict[str, Kinds] = {f"accounts.{name}": (K.MEMBERSHIP,) for name in ("user", "person", "department")}
ACTIONS: dict[str, Kinds] = {"user.sign_in": (K.SIGN_IN,), "session.": (K.SIGN_IN,)}
