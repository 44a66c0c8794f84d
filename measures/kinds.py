"""Of which kind of change this app's fields, records and actions are, for the review of the change log."""

from rectify.history.kinds import ChangeKind as K
from rectify.history.kinds import Kinds

FIELDS: dict[str, Kinds] = {
    **{f"measures.measure.{name}": (K.STATUS,) for name in ("status", "status_note", "status_before", "withdrawn_at")},
    **{f"measures.measure.{name}": (K.STATUS,) for name in ("reported_by", "recorded_by", "reported_on", "done_on", "verifier")},
    "measures.measure.proof_note": (K.EVIDENCE,),
    "measures.measure.due_on": (K.DUE,),
    "measures.measure.original_due_on": (K.DUE,),
    "measures.measure.plan": (K.WORDING, K.PLAN),
    "measures.measure.public_text": (K.WORDING, K.DISCLOSURE),
    **{f"measures.measure.{name}": (K.PLAN,) for name in ("responsible_leader", "responsible", "long_term", "number")},
}
RECORDS: dict[str, Kinds] = {
    "measures.evidence": (K.EVIDENCE,),
    "measures.assignment": (K.PLAN,),
    "measures.consultation": (K.CLOSURE,),
    "measures.lookback": (K.CLOSURE,),
}
ACTIONS: dict[str, Kinds] = {"extension.": (K.DUE,)}
