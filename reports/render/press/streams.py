"""The streams of a PDF, compressed once and ended so that nobody can mistake their length.

pydyf ends a stream with a line feed. Where its last byte is a carriage return, the two look like one line end, and the length
like one too long: checkers of PDF/A say so of one file in six. pydyf also compresses every stream twice, for the identifier.
"""

from typing import Any

END = b"\nendstream"


def settle(pdf: Any) -> None:
    """Put each stream's final bytes in its place."""
    import pydyf

    class Settled(pydyf.Stream):
        """A stream that is ready to be written."""

        def __init__(self, stream: Any) -> None:
            super().__init__()
            self.number = stream.number
            self._data = ended(stream.data)

        @property
        def data(self) -> bytes:
            """Its dictionary and its bytes."""
            return self._data

    for place, item in enumerate(pdf.objects):
        if isinstance(item, pydyf.Stream):
            pdf.objects[place] = Settled(item)


def ended(data: bytes) -> bytes:
    """The bytes of a stream's object, with an unmistakable end."""
    return data.removesuffix(END) + b"\r" + END if data.endswith(b"\r" + END) else data
