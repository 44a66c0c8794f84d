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
    # words that a step asks for are of the step's kind; what merely corrects a record is wording beside it
    **{f"measures.remark.{name}": (K.REMARK,) for name in ("answer", "sign_note", "note")},
    **{f"measures.registeritem.{name}": (K.REMARK,) for name in ("reply", "reply_number", "note")},
    **{f"measures.extension.{name}": (K.DUE,) for name in ("reason", "opinion")},
    **{f"measures.consultation.{name}": (K.CLOSURE,) for name in ("note", "text", "settlement", "given_for")},
    **{f"measures.lookback.{name}": (K.CLOSURE,) for name in ("findings", "done_for", "reopened")},
    "measures.clearing.decision_note": (K.OTHER,),
}
REMARKS = ("remark", "remarkfile", "registeritem", "registerfile", "registerlink")
RECORDS: dict[str, Kinds] = {
    **{f"measures.{name}": (K.REMARK,) for name in REMARKS},
    "measures.extension": (K.DUE,),
    "measures.evidence": (K.EVIDENCE,),
    "measures.assignment": (K.PLAN,),
    "measures.consultation": (K.CLOSURE,),
    "measures.lookback": (K.CLOSURE,),
}
ACTIONS: dict[str, Kinds] = {"extension.": (K.DUE,)}
