"""Which steps may be decided on paper: each says what is signed, who may sign it, and what follows once it is confirmed.

`measures.approvals` registers those of the ledger, in `AppConfig.ready`; recording, confirming, the pages and 待我办理 read this
list alone.
"""

import datetime
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from issues.models import PaperDecision
from rectify.accounts.models import Person, User
from rectify.errors import Refused
from rectify.history.locking import locked
from rectify.history.models import Tracked

Said = list[tuple[str, str]]


@dataclass(frozen=True)
class PaperStep:
    """One step that may be decided on paper; `key` is its name in the address and on the decision.

    `of_round` gives the records of a round that it can be about; `says` what is put before the signatory, bound by its digest;
    `closed` why it can't be decided (on a day), `unfit` why a person may not sign it, each as a sentence or "". `put_forward`
    gives the records that a person put forward in a round, and so confirms no paper about; `take` does what was decided.
    """

    key: str
    label: str
    of_round: Callable[[int], QuerySet[Any]]
    says: Callable[[Any], Said]
    closed: Callable[[Any, datetime.date], str]
    unfit: Callable[[Any, Person], str]
    take: Callable[[Any, PaperDecision, User], None]
    put_forward: Callable[[int, int], QuerySet[Any]]
    url: Callable[[Any], str]
    who: Callable[[Any], str]
    hold: Callable[[Any], Any] = locked

    @property
    def subject_type(self) -> str:
        """The kind of record it is about, as a decision keeps it."""
        return self.of_round(0).model._meta.label_lower

    def bound(self, subject: Tracked) -> str:
        """Return the digest of what is signed."""
        text = json.dumps([self.key, self.says(subject)], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


STEPS: dict[str, PaperStep] = {}


def register(*steps: PaperStep) -> None:
    """Let these steps be decided on paper."""
    STEPS.update({step.key: step for step in steps})


def paper_step(key: str) -> PaperStep:
    """Return a registered step; Refused where there is none of this name."""
    step = STEPS.get(key)
    if step is None:
        raise Refused("这一步骤不能以线下签批代替。")
    return step


def subject_of(decision: PaperDecision) -> Any:
    """Return the record that a decision is about."""
    return paper_step(decision.step).of_round(decision.round_id).get(pk=decision.subject)
