"""What is checked before a notice is submitted: the contact rule blocks, anything else is mended or explained.

Every source of findings is gathered here, and nowhere else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from issues.models import Round
from measures.figures import Figures
from reports.builders import leaks
from reports.builders.gaps import MASKED, gaps
from reports.builders.printed import PrintedLedger
from reports.content import Document, Ref
from reports.notice.reconciling import differing

CONTACT, RECONCILING, GAPS = "联系方式", "口径核对", "待补充"
OF_SETTINGS = (CONTACT, GAPS)  # what names no record of these is to be filled in in the round's settings


@dataclass(frozen=True)
class Finding:
    """One thing found: by which rule, where, and what; `ref` leads to the record (None: the round's settings).

    `key` names it from one look to the next; `blocks` can't be explained away.
    """

    key: str
    rule: str
    where: str
    text: str
    ref: Ref | None = None
    blocks: bool = False

    @property
    def named(self) -> str:
        """By what a page's address leads to it."""
        return f"finding-{self._digest}"

    @property
    def field(self) -> str:
        """Under which name a form asks for its reason."""
        return f"reason_{self._digest}"

    @property
    def _digest(self) -> str:
        return sha256(self.key.encode()).hexdigest()[:12]


def findings(round: Round, document: Document, ledger: PrintedLedger, counted: Figures) -> list[Finding]:
    """Return everything that was found in `document`, what blocks first."""
    found = [*contact(document), *_leaking(round, document), *_reconciled(round, counted), *_gaps(round, ledger)]
    return sorted(found, key=lambda finding: not finding.blocks)


def contact(document: Document) -> Iterator[Finding]:
    """Find a contact line that still holds the mark for what is to be filled in: it is never published."""
    if held := leaks.contact_blocked(document):
        text = f"联系方式仍含“{held}”，须先填写，不能以说明代替"
        yield Finding("contact", CONTACT, "通报结尾的联系方式", text, blocks=True)


def _leaking(round: Round, document: Document) -> Iterator[Finding]:
    """Give what the leak check finds: each is mended, or explained."""
    for found in leaks.findings(round, document):
        yield Finding(f"leak:{found.key}", found.word, found.where, found.text, found.ref)


def _reconciled(round: Round, counted: Figures) -> Iterator[Finding]:
    for line in differing(round, counted):
        stated = "未载" if line.stated is None else line.stated
        listed = "" if line.listed is None else f"、单列公开{line.listed}"
        yield Finding(f"figures:{line.word}", RECONCILING, line.word, f"反馈{stated}、台账{line.computed}{listed}")


def _gaps(round: Round, ledger: PrintedLedger) -> Iterator[Finding]:
    """What the notice lacks; a masked contact is the contact rule's."""
    for gap in gaps(round, ledger):
        if gap.ref is not None or MASKED not in gap.missing:
            place = f"{gap.ref.record}:{gap.ref.pk}" if gap.ref else gap.name
            yield Finding(f"gap:{place}:{gap.missing}", GAPS, gap.name, gap.missing, gap.ref)
