"""The leak check: what a document says that stands in a private record, or that nobody's notice should hold.

It compares by runs of characters, punctuation aside, and looks for identity and telephone numbers, names on the roll, the
round's masked terms and figures that weren't filled in. The contact line is passed by; what it must hold is another rule.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from issues.models import Round
from issues.naming import called
from rectify.accounts.models import Person
from reports.builders.gaps import MASKED
from reports.builders.masking import masks_of, pattern
from reports.builders.numbers import identities, phones
from reports.builders.overlap import Overlaps
from reports.builders.places import Place, Places
from reports.builders.private import private_texts
from reports.builders.squeezing import bare
from reports.content import ContactLine, Document, Ref

RULES = {
    "private": "与未公开的记录相同",
    "identity": "身份证号码",
    "phone": "电话号码",
    "name": "人员姓名",
    "term": "应替换的词语",
    "figure": "没有填上的数字",
}
NAME = 2  # a name on the roll is looked for from this many characters on
QUOTED = 60  # characters of a finding that are quoted


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to be looked at: `key` is the same in every run as long as the thing is; `ref` leads to where it is written."""

    key: str
    rule: str
    where: str
    text: str
    ref: Ref | None

    @property
    def word(self) -> str:
        """The rule in words."""
        return RULES[self.rule]


@dataclass(frozen=True, slots=True)
class Hit:
    """What a search found in a place: the words there, what they are, and the record that says so."""

    rule: str
    words: str
    told: str
    source: Ref | None = None


Search = Callable[[Place], Iterator[Hit]]


def findings(round: Round, document: Document) -> list[Finding]:
    """Return what a document of `round` says that the public shouldn't read, in reading order. Fourteen queries."""
    places = Places(round, document)
    searches = _searches(round, places)
    hits = ((place, hit) for place in places for search in searches for hit in search(place))
    return _told_apart([_finding(place, hit, places.written_in(place, hit.words)) for place, hit in hits])


def contact_blocked(document: Document) -> str:
    """Return what in a document's contact line keeps it from being published, "" where nothing does.

    That is the mark for what is still to be filled in, or a figure that wasn't.
    """
    text = "\n".join(block.text for block in document.blocks if isinstance(block, ContactLine))
    return MASKED if MASKED in text else next((f"{{{{ {name} }}}}" for name in called(text)), "")


def _finding(place: Place, hit: Hit, ref: Ref | None) -> Finding:
    said = hit.words if len(hit.words) <= QUOTED else f"{hit.words[: QUOTED - 1]}…"
    source, written = ("".join(map(str, found)) if found else "" for found in (hit.source, ref))
    bound = "|".join((hit.rule, source, written, bare(hit.words)))
    return Finding(hashlib.sha256(bound.encode()).hexdigest()[:16], hit.rule, place.where, f"“{said}”{hit.told}", ref)


def _told_apart(found: list[Finding]) -> list[Finding]:
    """Number what is found more than once in one record: each needs its own answer."""
    seen = Counter[str]()
    out = []
    for finding in found:
        seen[finding.key] += 1
        times = seen[finding.key]
        out.append(finding if times == 1 else replace(finding, key=f"{finding.key}-{times}"))
    return out


# what is looked for


def _searches(round: Round, places: Places) -> list[Search]:
    known = (round.unit, round.unit_short, round.inspection, round.title)
    overlaps = Overlaps(private_texts(round), places.titles(), known)
    people = Person.objects.filter(active=True).order_by("pk").values_list("name", flat=True)
    terms = [mask.term for mask in masks_of(round)]
    return [_private(overlaps), _numbers, _names(list(people)), _terms(terms), _figures]


def _private(overlaps: Overlaps) -> Search:
    def search(place: Place) -> Iterator[Hit]:
        for found in overlaps.of(place):
            words = place.text.original(found.start, found.end)
            yield Hit("private", words, f"与{found.private.name}相同。", found.private.ref)

    return search


def _numbers(place: Place) -> Iterator[Hit]:
    text = place.text.source
    yield from (Hit("identity", text[start:end], "是身份证号码。") for start, end in identities(text))
    yield from (Hit("phone", text[start:end], "像是电话号码。") for start, end in phones(text))


def _names(names: list[str]) -> Search:
    """Look for names on the roll: by their first two characters, then whole; the longest that fits."""
    begun: dict[str, list[str]] = {}
    for name in sorted({bare(name) for name in names}, key=len, reverse=True):
        if len(name) >= NAME:
            begun.setdefault(name[:NAME], []).append(name)

    def search(place: Place) -> Iterator[Hit]:
        text, start = place.text.text, 0
        while start < len(text) - 1:
            found = next((n for n in begun.get(text[start : start + NAME], ()) if text.startswith(n, start)), "")
            if found:
                yield Hit("name", place.text.original(start, start + len(found)), "是在册人员的姓名。")
            start += len(found) or 1

    return search


def _terms(terms: list[str]) -> Search:
    """Look for what a masking rule should have replaced, spaces between its characters or not."""
    finds = [re.compile(r"\s*".join(map(pattern, re.sub(r"\s", "", term)))) for term in terms]

    def search(place: Place) -> Iterator[Hit]:
        for find in finds:
            yield from (Hit("term", found[0], "按本轮次的规则应当替换。") for found in find.finditer(place.text.source))

    return search


def _figures(place: Place) -> Iterator[Hit]:
    yield from (Hit("figure", f"{{{{ {name} }}}}", "没有换成数字。") for name in called(place.text.source))
