"""Fonts made fit for a PDF that names glyphs by their place in the file.

WeasyPrint writes the places of glyphs where PDF wants character identifiers (CIDs). In a CID-keyed CFF font the two may
differ, in one that was cut out of a larger one they do: then a reader that keeps to the standard finds other glyphs than those
meant, or none. So the font's table of identifiers is overwritten before use: every glyph's is its place. Nothing else changes.
"""

import struct
from collections.abc import Iterator

CHARSET, CHAR_STRINGS, ROS = 15, 17, (12, 30)
_SMALL = 256  # glyphs that a range with a count of one byte holds


def identified(data: bytes) -> bytes:
    """The font file's bytes with CIDs that are the glyphs' places; as they are where it is no CID-keyed CFF font."""
    start = _table(data, b"CFF ")
    if start is None:
        return data
    top = _top_dict(data, start)
    if ROS not in top or CHARSET not in top or CHAR_STRINGS not in top:
        return data
    glyphs = struct.unpack_from(">H", data, start + top[CHAR_STRINGS])[0]
    if glyphs < 4:  # the table of so few may be shorter than what would be written
        return data
    count = glyphs - 2  # how many follow the first; .notdef isn't in the table
    table = struct.pack(">BHB", 1, 1, count) if count < _SMALL else struct.pack(">BHH", 2, 1, count)
    at = start + top[CHARSET]
    return data[:at] + table + data[at + len(table) :]


def _table(data: bytes, tag: bytes) -> int | None:
    """Where a table of the font begins, the first one's of a collection."""
    at = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    for number in range(struct.unpack_from(">H", data, at + 4)[0]):
        name, _sum, offset, _length = struct.unpack_from(">4sIII", data, at + 12 + 16 * number)
        if name == tag:
            return int(offset)
    return None


def _top_dict(data: bytes, start: int) -> dict[int | tuple[int, int], int]:
    """The last number before each operator of the font's first dictionary."""
    _begin, after = _index(data, start + data[start + 2])  # the font's name
    begin, _after = _index(data, after)
    return dict(_operators(data[begin[0] : begin[1]]))


def _index(data: bytes, at: int) -> tuple[list[int], int]:
    """Where each entry of an INDEX begins, with the end of the last; and where the INDEX ends."""
    count, size = struct.unpack_from(">HB", data, at)
    first = at + 3 + (count + 1) * size - 1
    offsets = [first + int.from_bytes(data[at + 3 + n * size : at + 3 + (n + 1) * size], "big") for n in range(count + 1)]
    return offsets, offsets[-1]


def _operators(data: bytes) -> Iterator[tuple[int | tuple[int, int], int]]:
    at, number = 0, 0
    while at < len(data):
        first = data[at]
        if first == 12:
            yield (12, data[at + 1]), number
            at += 2
        elif first <= 21:
            yield first, number
            at += 1
        else:
            number, at = _number(data, at)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """The number at a place (0 for a real one, which none that is asked for is), and the place after it."""
    first = data[at]
    if first == 28:
        return struct.unpack_from(">h", data, at + 1)[0], at + 3
    if first == 29:
        return struct.unpack_from(">i", data, at + 1)[0], at + 5
    if first == 30:
        return 0, next(n for n in range(at + 1, len(data)) if data[n] & 0x0F == 0x0F or data[n] >> 4 == 0x0F) + 1
    if first < 247:
        return first - 139, at + 1
    return ((first - 247) * 256 + data[at + 1] + 108 if first < 251 else -(first - 251) * 256 - data[at + 1] - 108), at + 2
