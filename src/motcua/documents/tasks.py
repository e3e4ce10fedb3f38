"""The file store's timetable."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.core import clock
from motcua.documents.scans import scan_pending
from motcua.documents.upkeep import sweep


@app.periodic(cron="* * * * * */5")
@app.task(name="documents.scan", queueing_lock="documents.scan", lock="documents.scan")
def scan(timestamp: int) -> None:
    """Every five seconds: scan what waits. One round at a time."""
    while scan_pending(now=clock.now(), limit=20).left:
        pass


@app.periodic(cron="17 2 * * *")
@app.task(name="documents.sweep", queueing_lock="documents.sweep")
def sweep_store(timestamp: int) -> None:
    """Every night at 02:17."""
    sweep(now=clock.now())
