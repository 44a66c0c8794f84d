"""What the tests of reading share: samples in our own words, reading one, importing one, building it again."""

import json
import re
from pathlib import Path
from typing import Any

from issues.models import Issue, Opinion, Round
from rectify.accounts.models import User
from reports.builders.notice import public_notice
from reports.reading.importing import Importer, Wish, import_notice
from reports.reading.model import ParsedNotice
from reports.reading.parsing import parse
from reports.render import text as renderer
from tests import factories as make

HERE = Path(__file__).parent
SOURCE = HERE.parents[2].parent / "shared/source/notice.txt"


def sample(name: str) -> str:
    """Return one of the samples."""
    return (HERE / f"samples/{name}.txt").read_text(encoding="utf-8")


def parsed(name: str) -> ParsedNotice:
    """Return what is read of a sample."""
    return parse(sample(name))


def taken(text: str, user: User, **wish: Any) -> Round:
    """Import a text in somebody's name."""
    round, new = import_notice(Wish(text, **wish), Importer(user, user))
    assert new
    return round


def conclude(round: Round, mapping: str) -> None:
    """Set the conclusions as a mapping file says: by word, the codes of the issues. The doors ask for the measures' whole way."""
    said: dict[str, list[str]] = json.loads((HERE / f"conclusions/{mapping}.json").read_text(encoding="utf-8"))
    words = {code: word for word, codes in said.items() for code in codes}
    issues = {issue.code: issue for issue in Issue.objects.filter(round=round).select_related("key_problem", "parent")}
    assert sorted(issues) == sorted(words)
    for code, issue in issues.items():
        issue.conclusion = words[code]
        make._made(issue)
    for opinion in Opinion.objects.filter(round=round):
        opinion.state = "implemented"
        make._made(opinion)


def built(round: Round) -> str:
    """Return the notice of a round as plain text."""
    return renderer.render(public_notice(round))


def squeezed(text: str) -> str:
    """Return a text without its white space, which no comparison counts."""
    return re.sub(r"\s+", "", text)
