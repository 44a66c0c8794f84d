"""Texts compared by their characters alone: width, case, spaces and punctuation make no difference to what is given away."""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Squeezed:
    """The letters, digits and Chinese characters of a text, and where each stood in it."""

    text: str
    places: tuple[int, ...]
    source: str

    def original(self, start: int, end: int) -> str:
        """Return the stretch of the source behind squeezed characters `start` to `end`."""
        return self.source[self.places[start] : self.places[end - 1] + 1]


def squeezed(text: str) -> Squeezed:
    """Squeeze a text."""
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for plain in char if "\u4e00" <= char <= "\u9fff" else unicodedata.normalize("NFKC", char).casefold():
            if plain.isalnum():
                chars.append(plain)
                places.append(place)
    return Squeezed("".join(chars), tuple(places), text)


def bare(text: str) -> str:
    """Return the squeezed characters alone."""
    return squeezed(text).text
