"""Giving a kept file out: to keep, or to look at where a browser may show it safely."""

from pathlib import Path

from django.http import FileResponse

from rectify.errors import Refused

# an image is shown in a sandbox; many browsers' PDF viewers refuse to start in one, so there nothing may run or load
PREVIEW_POLICY = {
    "image": "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    "pdf": "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
}
_IMAGES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


def preview_of(content_type: str) -> str:
    """Return how a browser may show a file safely: "image", "pdf", or "" for a download only."""
    if content_type in _IMAGES:
        return "image"
    return "pdf" if content_type == "application/pdf" else ""


def file_response(path: Path, *, name: str, content_type: str, inline: bool = False) -> FileResponse:
    """Answer with the bytes under the name they came with; what isn't shown is never opened as a page.

    Refused where the bytes are gone: the record says that there were some.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise Refused("这份材料的文件没有找到，请联系系统管理员从备份恢复。") from error
    response = FileResponse(file, as_attachment=not inline, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Encoding"] = "identity"  # files are compressed already: the length stays known, and progress is shown
    if inline and (kind := preview_of(content_type)):
        response["Content-Security-Policy"] = PREVIEW_POLICY[kind]
    return response
