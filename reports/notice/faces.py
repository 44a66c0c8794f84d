"""The faces in which a notice would be printed now: the office's own where a setting names them, else what stands in."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from rectify.errors import Refused
from reports.frozen import canonical
from reports.render.fonts import Face, FontError, Role, faces


@dataclass(frozen=True)
class Faces:
    """The face of every role, and the digest that says whether a file was set in the same ones."""

    chosen: dict[Role, Face]

    def as_data(self) -> list[dict[str, Any]]:
        """Return what is kept and shown of each: role, name, where it comes from, whether it stands in for another."""
        return [
            {"role": role.value, "name": face.name, "origin": face.origin, "substitute": face.substitute}
            for role, face in self.chosen.items()
        ]

    @property
    def digest(self) -> str:
        """The SHA-256 of the names and of the files' sizes."""
        sizes = [face.path.stat().st_size for face in self.chosen.values()]
        return hashlib.sha256(canonical({"faces": self.as_data(), "sizes": sizes}).encode()).hexdigest()


def current_faces() -> Faces:
    """Return the faces of now; Refused, with role and file in its sentence, where a font can't be used."""
    try:
        return Faces(faces(settings.FONTS))
    except FontError as error:
        raise Refused(str(error)) from error
