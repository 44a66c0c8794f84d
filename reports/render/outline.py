"""The headings of a content tree as a tree of places that can be led to, run-in headings included.

A place's name tells the way to it: the third heading below the second below the first is s1-2-3. The same tree, the same
names; what the records are called inside the house doesn't show.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from reports.content import Block, Document, Heading, Paragraph


@dataclass(slots=True)
class Place:
    """A heading: where it stands (`anchor`, and `depth` from 1), its level as it is set, and what stands below it."""

    anchor: str
    label: str
    level: int
    depth: int
    below: list["Place"] = field(default_factory=list)


def places(document: Document) -> dict[int, Place]:
    """The place of each block that is or begins with a heading, by the block's position."""
    found: dict[int, Place] = {}
    path = [Place("s", "", level=0, depth=0)]
    for position, block in enumerate(document.blocks):
        level, label = _heading(block)
        if not level:
            continue
        while path[-1].level >= level:
            path.pop()
        above = path[-1]
        anchor = above.anchor + ("-" if above.depth else "") + str(len(above.below) + 1)
        place = Place(anchor, label, level, above.depth + 1)
        above.below.append(place)
        path.append(place)
        found[position] = place
    return found


def top(found: dict[int, Place]) -> Iterator[Place]:
    """The places that stand below no other."""
    return (place for place in found.values() if place.depth == 1)


def _heading(block: Block) -> tuple[int, str]:
    """Level and words of a block's heading; level 0 where it has none."""
    match block:
        case Heading():
            return block.level, block.number + block.text
        case Paragraph() if block.level:
            return block.level, (block.number + block.runs[0].text).rstrip("。")
    return 0, ""
