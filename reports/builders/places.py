"""The places of a document that a check reads: each stretch of text with what it is called and where it is written."""

from collections.abc import Iterator
from dataclasses import dataclass

from issues.models import NarrativeSection, Round
from measures.models import Measure
from reports.builders.squeezing import Squeezed, bare, squeezed
from reports.content import Block, ContactLine, Document, Heading, Paragraph, Ref, Signature, lines

SHORTENED = 24  # characters of a heading that name a place


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of text. `titled`: it prints a record's title; `issue`: whose paragraph it is in."""

    where: str
    text: Squeezed
    ref: Ref | None = None
    titled: bool = False
    issue: int | None = None


class Places:
    """The places of one document of a round, and what leads from a stretch without a record to where it was written."""

    def __init__(self, round: Round, document: Document) -> None:
        self.round, self.document = round, document
        self._issue_of = dict(Measure.objects.filter(round=round).values_list("pk", "issue"))
        sections = NarrativeSection.objects.filter(round=round).order_by("slot", "order")
        written = [(Ref("narrativesection", s.pk), bare(f"{s.heading}\n{s.body}")) for s in sections]
        self._written = [*written, (Ref("round", round.pk), bare(f"{round.opening}\n{round.closing}"))]
        self._places = list(self._all())

    def __iter__(self) -> Iterator[Place]:
        """Give every place in reading order: red header, title, then each run of each block but the contact line."""
        return iter(self._places)

    def _all(self) -> Iterator[Place]:
        for text in (self.document.issuer_mark, self.document.document_number):
            if text:
                yield Place("版头", squeezed(text), Ref("letterhead", self.round.pk))
        yield Place("标题", squeezed(self.document.title), Ref("title", self.round.pk))  # it is made of the unit's name
        where, number = "开头", 0
        for block in self.document.blocks:
            if isinstance(block, Heading):
                where, number = _shortened(block.number + block.text), 0
            number += not isinstance(block, Heading)
            yield from self._of_block(block, f"{where}第{number}段" if number else where)

    def titles(self) -> str:
        """Return, squeezed, every title that is printed: what they say is public."""
        return "|".join(place.text.text for place in self if place.titled)

    def written_in(self, place: Place, text: str) -> Ref | None:
        """Return the record in which a place's text is written, the section or the settings that hold it, else None."""
        if place.ref is not None:
            return place.ref
        for part in (place.text.text, bare(text)):
            found = next((ref for ref, written in self._written if part and part in written), None)
            if found is not None:
                return found
        return None

    def _of_block(self, block: Block, where: str) -> Iterator[Place]:
        match block:
            case ContactLine():
                return
            case Heading():
                yield Place(where, squeezed(block.text), block.ref, titled=block.ref is not None)
            case Paragraph():
                issue = next((run.ref.pk for run in block.runs if run.ref and run.ref.record == "issue"), None)
                for run in block.runs:
                    own = self._issue_of.get(run.ref.pk, issue) if run.ref and run.ref.record == "measure" else issue
                    titled = run.ref is not None and run.ref.record == "issue"
                    yield Place(where, squeezed(run.text), run.ref, titled, own)
            case Signature():
                yield Place("署名", squeezed(block.issuer), Ref("letterhead", self.round.pk))
            case _:
                yield Place(where, squeezed("\n".join(lines(block))))


def _shortened(text: str) -> str:
    return text if len(text) <= SHORTENED else f"{text[: SHORTENED - 1]}…"
