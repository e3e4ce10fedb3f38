"""The scanner at work. The files that wait are the queue; nothing is held in the database while a file is scanned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import structlog
from django.db import transaction

from motcua.core import outbox
from motcua.core.errors import DomainError, Unavailable
from motcua.documents.models import ScanState, StoredFile
from motcua.documents.scanning import Scanner, current_scanner
from motcua.documents.services import read_content
from motcua.documents.verdicts import Verdict

log = structlog.get_logger()

TOPIC = "documents"


@dataclass(frozen=True, slots=True)
class Scanned:
    """How many files a round found in each state; ``left`` tells that more wait."""

    clean: int = 0
    infected: int = 0
    error: int = 0
    skipped: int = 0
    left: bool = False


def scan_pending(*, now: dt.datetime, limit: int = 100, scanner: Scanner | None = None) -> Scanned:
    """Scan waiting files, oldest first. Raises Unavailable ``scanner_unavailable``: then the rest keep waiting.

    Several rounds at once do no harm: the first verdict about a file is kept.
    """
    asked = scanner or current_scanner()
    counts = dict.fromkeys(ScanState, 0)
    waiting = list(StoredFile.objects.filter(scan_state=ScanState.PENDING, erased_at=None).order_by("id")[: limit + 1])
    for file in waiting[:limit]:
        verdict = _judge(file, asked)
        if record_verdict(file, verdict, now=now):
            counts[verdict.state] += 1
    return Scanned(
        clean=counts[ScanState.CLEAN],
        infected=counts[ScanState.INFECTED],
        error=counts[ScanState.ERROR],
        skipped=counts[ScanState.SKIPPED],
        left=len(waiting) > limit,
    )


def _judge(file: StoredFile, scanner: Scanner) -> Verdict:
    try:
        return scanner.scan(read_content(file))
    except Unavailable as error:
        if error.code == "scanner_unavailable":
            raise
        return Verdict(ScanState.ERROR, error.code)
    except DomainError as error:
        return Verdict(ScanState.ERROR, error.code)


@transaction.atomic
def record_verdict(file: StoredFile, verdict: Verdict, *, now: dt.datetime) -> bool:
    """Keep the first verdict about a waiting file and tell the rest of the house; False when there is one already.

    Publishes ``file_scanned`` with the state and the signature's name; what the file belongs to, the rooms above know.
    """
    answered = verdict.state in {ScanState.CLEAN, ScanState.INFECTED, ScanState.ERROR}
    waiting = StoredFile.objects.filter(pk=file.pk, scan_state=ScanState.PENDING)
    if not waiting.update(scan_state=verdict.state.value, scanned_at=now if answered else None):
        return False
    body = {"file": file.uid, "state": verdict.state.value, "signature": verdict.signature}
    outbox.publish(topic=TOPIC, key=str(file.uid), kind="file_scanned", body=body, now=now)
    log.info("file.scanned", file=str(file.uid), state=verdict.state.value, signature=verdict.signature)
    return True


def queue_unscanned(*, limit: int = 1000) -> int:
    """After a scanner was turned on: let files that came before it wait for their scan, and files it could not judge
    for another; the count."""
    states = [ScanState.SKIPPED.value, ScanState.ERROR.value]
    ids = StoredFile.objects.filter(scan_state__in=states, erased_at=None).order_by("id").values_list("id", flat=True)
    return StoredFile.objects.filter(id__in=list(ids[:limit])).update(
        scan_state=ScanState.PENDING.value, scanned_at=None
    )
