"""Taking away what nobody will read: what a killed worker left half written, and internal reports long made."""

import datetime
import logging
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from measures.clearing.erasing import erase_files
from measures.models import Clearing, ClearingState
from reports.notice.keeping import PART
from reports.proof.exports import FOLDER as LOGS
from reports.text.reporting import FOLDER as REPORTS

logger = logging.getLogger(__name__)

PARTS_AFTER = datetime.timedelta(days=1)  # no job may take that long
REPORTS_AFTER = datetime.timedelta(days=30)  # whoever wants one again asks again: it tells of another day then


def sweep() -> int:
    """Delete half-written files older than a day, PDFs of internal reports older than thirty, and what was cleared and is still
    there (a process was killed just then); return how many.

    The files of notices are never touched: published ones are the archive's.
    """
    folder = Path(settings.RENDERS)
    asked = [*(folder / REPORTS).glob("*.pdf"), *(folder / LOGS).glob("*.jsonl")]
    old = [*_older(folder.rglob(f"*{PART}"), PARTS_AFTER), *_older(iter(asked), REPORTS_AFTER)]
    for path in old:
        path.unlink(missing_ok=True)
        logger.info("swept away: %s", path)
    return len(old) + erase_files(Clearing.objects.filter(state=ClearingState.DONE, file=True))


def _older(paths: Iterator[Path], age: datetime.timedelta) -> list[Path]:
    before = (timezone.now() - age).timestamp()
    return [path for path in paths if path.is_file() and path.stat().st_mtime < before]
