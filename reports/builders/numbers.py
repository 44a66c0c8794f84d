"""Numbers that name a person: identity numbers (18 digits with their checksum) and telephone numbers."""

import re
from collections.abc import Iterator

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECKS = "10X98765432"
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_GAP = r"[ \-‐–—·]?"  # how people part the digits
_IDENTITY = re.compile(rf"(?<!\d)\d{{6}}{_GAP}(?:19|20)\d{{2}}{_GAP}\d{{4}}{_GAP}\d{{3}}[\dXx](?![\dXx])")
_PHONES = (
    re.compile(rf"(?<!\d)(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)"),
    re.compile(rf"(?<!\d)(?:\(0\d{{2,3}}\)|0\d{{2,3}}{_GAP}) ?[2-9]\d{{2,3}}{_GAP}\d{{4}}(?!\d)"),
    re.compile(rf"(?<!\d)[48]00{_GAP}\d{{3}}{_GAP}\d{{4}}(?!\d)"),
    re.compile(r"(?:电话|手机|座机|传真|热线)(?:号码|是|为)?[:: ]*([2-9]\d{6,7})(?!\d)"),
)


def identities(text: str) -> Iterator[tuple[int, int]]:
    """Give the place (start, end) of each identity number; a number whose checksum is wrong is none."""
    for found in _IDENTITY.finditer(_narrow(text)):
        digits = re.sub(_GAP[:-1], "", found[0]).upper()
        if _CHECKS[sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=False)) % 11] == digits[17]:
            yield found.span()


def phones(text: str) -> Iterator[tuple[int, int]]:
    """Give the place of each mobile, landline (with its area code, or named as a telephone) and 400 number, in order."""
    narrow, taken = _narrow(text), list(identities(text))
    found = sorted(match.span(match.lastindex or 0) for phone in _PHONES for match in phone.finditer(narrow))
    for start, end in found:
        if all(end <= first or start >= last for first, last in taken):
            taken.append((start, end))
            yield start, end


def _narrow(text: str) -> str:
    """Return the text with full-width digits, letters and brackets narrow, every character in its place."""
    return text.translate(_NARROW)
