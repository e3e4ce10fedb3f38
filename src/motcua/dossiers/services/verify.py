"""``motcua verify``: chains, projections, roots and receipts in one report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings

from motcua.core.processes import share
from motcua.dossiers.log.anchors import check_anchor, check_kept
from motcua.dossiers.log.findings import Report
from motcua.dossiers.log.roots import kept_days, kept_stream, read_anchor
from motcua.dossiers.log.verify import ranges, verify_range
from motcua.dossiers.services.receipt_check import check_receipts

Progress = Callable[[int, int], None]
"""Ranges done and in all."""
_RANGE = "motcua.dossiers.log.verify:verify_range"


def verify(
    *,
    since: dt.datetime | None = None,
    anchor: Path | None = None,
    processes: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Check the log (the chains that moved since then), every closed day and every signed receipt; with ``anchor``,
    hold the log against roots exported earlier. Nothing is changed. Raises Invalid("anchor_unreadable")."""
    report = verify_chains(since, processes=processes, progress=progress)
    report.findings += check_kept(kept_stream())
    if anchor is not None:
        report.findings += check_anchor(read_anchor(anchor), {day.number: day for day in kept_days()})
    report.findings += check_receipts(since)
    report.findings = sorted(set(report.findings), key=lambda f: (f.kind, f.dossier, f.seq or 0))
    return report


def verify_chains(since: dt.datetime | None = None, *, processes: int = 1, progress: Progress | None = None) -> Report:
    """Every chain, in bounded memory; by several processes when asked."""
    asked = [(first, last, since) for first, last in ranges()]
    report = Report()
    for done, part in enumerate(_parts(asked, processes), start=1):
        report.add(part)
        if progress is not None:
            progress(done, len(asked))
    return report


def _parts(asked: list[tuple[int, int, dt.datetime | None]], processes: int) -> Iterable[Report]:
    if processes < 2 or len(asked) < processes:
        return (verify_range(*one) for one in asked)
    return _shared(asked, processes)


def _shared(asked: list[tuple[int, int, dt.datetime | None]], processes: int) -> Iterator[Report]:
    yield from share(_RANGE, asked, processes=processes, url=settings.DATABASE_URL)
