"""Answering with a kept file: its whole bytes, as a download, never opened as a page of ours."""

from urllib.parse import quote

from django.http import HttpResponse

from reports.notice.formats import Format


def attachment(data: bytes, name: str, form: Format) -> HttpResponse:
    """Answer with bytes that were read and compared already, to be saved under `name`."""
    return as_download(data, name, form.content_type)


def as_download(data: bytes, name: str, content_type: str) -> HttpResponse:
    """Answer with bytes to be saved under `name`."""
    response = HttpResponse(data, content_type=content_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Encoding"] = "identity"  # as it is: what arrives has the SHA-256 that is printed beside it
    return response
