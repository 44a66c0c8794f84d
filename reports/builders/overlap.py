"""What a text shares with private ones: runs of characters long enough that it is no coincidence."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.builders.places import Place
from reports.builders.private import Private
from reports.builders.squeezing import bare

RUN = 12  # characters in a row that give a private text away, punctuation aside
SHORT = 6  # a private text shorter than RUN is looked for whole, from this length on

# what every such document says: these words alone give nothing away
STOCK = tuple(
    map(
        bare,
        (
            "习近平新时代中国特色社会主义思想",
            "习近平总书记关于巡视工作的重要论述",
            "习近平总书记重要讲话和重要指示批示精神",
            "习近平总书记重要讲话精神",
            "中国特色社会主义",
            "全面从严治党主体责任",
            "党风廉政建设责任制",
            "落实意识形态工作责任制",
            "中央八项规定及其实施细则精神",
            "理论学习中心组学习",
            "党总支委员会会议纪要",
            "党组理论学习中心组",
            "“推动改革促进发展”深度整改任务",
            "“举一反三”整改事项",
            "巡视反馈意见整改工作领导小组",
            "进行了以下整改",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Overlap:
    """A stretch (start, end) of a place's squeezed characters, and the private text that it is shared with."""

    start: int
    end: int
    private: Private


class Overlaps:
    """An index of private texts, asked of one place after the other."""

    def __init__(self, privates: Sequence[Private], public: str, known: Sequence[str]) -> None:
        """`public` is what is printed as titles, squeezed; `known` are words that are public anyway (unit, inspection)."""
        self._public = public
        self._stock = sorted({*STOCK, *filter(None, map(bare, known))}, key=len, reverse=True)
        self._texts = [(private, bare(private.text)) for private in privates]
        self._runs: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._wholes: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, (_, text) in enumerate(self._texts):
            for start in range(len(text) - RUN + 1):
                self._runs[text[start : start + RUN]].append((number, start))
            if SHORT <= len(text) < RUN:
                self._wholes[text].append((number, 0))
        self._lengths = sorted({len(text) for text in self._wholes}, reverse=True)
        self._heads = {text[:SHORT] for text in (*self._runs, *self._wholes)}  # most places begin with none of these

    def of(self, place: Place) -> Iterator[Overlap]:
        """Give what a place shares with private texts, from left to right, each stretch once."""
        text, start = place.text.text, 0
        while start < len(text):
            found = self._at(place, text, start) if text[start : start + SHORT] in self._heads else None
            if found is not None and not self._harmless(place, text[start : found.end]):
                yield found
            start = found.end if found is not None else start + 1

    def _at(self, place: Place, text: str, start: int) -> Overlap | None:
        for number, offset in self._runs.get(text[start : start + RUN], ()):
            private, whole = self._texts[number]
            if private.own is None or private.own != place.issue:
                length = _shared(text, start, whole, offset)
                return Overlap(start, start + length, private)
        for length in self._lengths:
            for number, _ in self._wholes.get(text[start : start + length], ()):
                private = self._texts[number][0]
                if private.own is None or private.own != place.issue:
                    return Overlap(start, start + length, private)
        return None

    def _harmless(self, place: Place, shared: str) -> bool:
        """Whether a stretch is public anyway: in a title that is printed, or little more than what every notice says."""
        if not place.titled and shared in self._public:
            return True
        rest = shared
        for words in self._stock:
            rest = rest.replace(words, "")
        return rest != shared and len(rest) < SHORT


def _shared(text: str, start: int, other: str, offset: int) -> int:
    """Return how many characters are the same from two places on; RUN at least."""
    most = min(len(text) - start, len(other) - offset)
    return next((n for n in range(RUN, most) if text[start + n] != other[offset + n]), most)
