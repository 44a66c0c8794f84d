"""What beat calls to seal what the writers' commits have left."""

import logging

from celery import shared_task

from rectify.history import sealing

logger = logging.getLogger(__name__)


@shared_task(name="rectify.history.tasks.seal", ignore_result=True)
def seal() -> None:
    """Seal the latest entries."""
    _tell(sealing.sweep(whole=False))


@shared_task(name="rectify.history.tasks.seal_whole", ignore_result=True)
def seal_whole() -> None:
    """Seal also what was committed long after its neighbours."""
    _tell(sealing.sweep(whole=True))


def _tell(sealed: int) -> None:
    if sealed:
        logger.info("seal: %s entries sealed", sealed)
