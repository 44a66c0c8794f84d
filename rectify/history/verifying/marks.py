"""A set of keys in one bit each: what has been met already, in 125 kB a million."""

_PAGE = 13  # bits of a key within a page of 1 kB


class Marks:
    """Keys that were met; sparse, so that keys may lie far apart."""

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}

    def add(self, key: int) -> bool:
        """Mark a key; return whether it was new."""
        page = self._pages.get(key >> _PAGE)
        if page is None:
            page = self._pages[key >> _PAGE] = bytearray(1 << (_PAGE - 3))
        place, bit = (key >> 3) & 1023, 1 << (key & 7)
        if page[place] & bit:
            return False
        page[place] |= bit
        return True

    def __contains__(self, key: int) -> bool:
        page = self._pages.get(key >> _PAGE)
        return page is not None and bool(page[(key >> 3) & 1023] & (1 << (key & 7)))
