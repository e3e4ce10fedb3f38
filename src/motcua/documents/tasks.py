"""The file store's timetable."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.core import clock
from motcua.documents.scans import scan_pending
from motcua.documents.services import SCAN_TASK
from motcua.documents.upkeep import sweep


@app.periodic(cron="* * * * *")
@app.task(name=SCAN_TASK, lock=SCAN_TASK)
def scan(timestamp: int) -> None:
    """Scan what waits, one round at a time. Each waiting file asks for it; the timetable catches up after a scanner was
    away. Raises Unavailable ``scanner_unavailable``; the files keep waiting."""
    while scan_pending(now=clock.now(), limit=20).left:
        pass


@app.periodic(cron="17 2 * * *")
@app.task(name="documents.sweep", queueing_lock="documents.sweep")
def sweep_store(timestamp: int) -> None:
    """Every night at 02:17."""
    sweep(now=clock.now())
