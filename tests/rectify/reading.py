"""Reading the page on which two texts meet."""

import re
from html import unescape
from typing import Any


def sent(response: Any) -> dict[str, list[str]]:
    """Return what a browser would send from the conflict page if its main button were pressed."""
    html = response.content.decode()
    form = html[html.index('<form method="post" class="stack"') :]
    form = form[: form.index("</form>")]
    data: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = {name: unescape(value) for name, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        if attributes["type"] == "hidden" or " checked" in tag or attributes["type"] in ("text", "number", "date"):
            data.setdefault(attributes["name"], []).append(attributes.get("value", ""))
    for name, value in re.findall(r'<textarea name="(\w+)"[^>]*>\n?([^<]*)</textarea>', form):
        data.setdefault(name, []).append(unescape(value))
    return data
