"""Every place that masking rules strike in a round's notice, before and after."""

from collections.abc import Sequence
from dataclasses import dataclass

from issues.models import Round
from measures.figures import figures
from reports.builders.masking import Mask, Masking, Strike
from reports.builders.notice import notice_of
from reports.builders.places import Places
from reports.builders.printed import printed_ledger
from reports.content import Ref

CLOSING = "结尾"


@dataclass(frozen=True)
class Struck:
    """A place that is struck: where it is, what stands around it, and the record in which it is written."""

    where: str
    strike: Strike
    ref: Ref | None


def struck(round: Round, masks: Sequence[Mask]) -> list[Struck]:
    """Return what `masks` strike in the notice as it stands, in reading order."""
    places = Places(round, notice_of(round, printed_ledger(round), figures(round), masks=()))
    masking = Masking(masks)
    found = [
        Struck(place.where, strike, places.written_in(place, strike.was))
        for place in places
        for strike in masking.strikes(place.text.source)
    ]
    closing = [line for line in round.closing.splitlines() if line.strip()][
        -1:
    ]  # it stands in the contact line, which is passed by
    return found + [Struck(CLOSING, strike, Ref("round", round.pk)) for text in closing for strike in masking.strikes(text)]
