"""``motcua verify``: chains, projections, roots and receipts in one report."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from motcua.core.processes import share
from motcua.dossiers.log.anchors import check_anchor, check_kept
from motcua.dossiers.log.findings import Report
from motcua.dossiers.log.roots import kept_days, kept_stream, read_anchor
from motcua.dossiers.log.verify import ranges, verify_range
from motcua.dossiers.services.receipt_check import check_receipts

Progress = Callable[[int, int], None]
"""Ranges done and in all."""
MOST_PROCESSES = 4
WORTH = 4
"""How many ranges a process must have to do before it is worth starting."""


def verify(
    *,
    since: dt.datetime | None = None,
    anchor: Path | None = None,
    processes: int | None = 1,
    progress: Progress | None = None,
) -> Report:
    """Check the log (the chains that moved since then), every closed day and every signed receipt; with ``anchor``,
    hold the log against roots exported earlier. Nothing is changed. ``processes``: how many share the work; ``None``:
    what the size of the log and the machine suggest. Raises Invalid("anchor_unreadable")."""
    report = verify_chains(since, processes=processes, progress=progress)
    report.findings += check_kept(kept_stream())
    if anchor is not None:
        report.findings += check_anchor(read_anchor(anchor), {day.number: day for day in kept_days()})
    report.findings += check_receipts(since)
    report.findings = sorted(set(report.findings), key=lambda f: (f.kind, f.dossier, f.seq or 0))
    return report


def verify_chains(
    since: dt.datetime | None = None, *, processes: int | None = 1, progress: Progress | None = None
) -> Report:
    """Every chain, in bounded memory; by several processes when asked."""
    asked = [(first, last, since) for first, last in ranges()]
    report = Report()
    for done, part in enumerate(_parts(asked, processes or processes_for(len(asked))), start=1):
        report.add(part)
        if progress is not None:
            progress(done, len(asked))
    return report


def processes_for(number: int) -> int:
    """How many processes so many ranges are worth on this machine."""
    return max(1, min(len(os.sched_getaffinity(0)), MOST_PROCESSES, number // WORTH))


def _parts(asked: Sequence[tuple[int, int, dt.datetime | None]], processes: int) -> Iterable[Report]:
    if processes < 2:
        return (verify_range(*one) for one in asked)
    return share(verify_range, asked, processes=processes)
