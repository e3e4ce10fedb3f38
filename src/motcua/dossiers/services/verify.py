"""``motcua verify``: chains, projections, roots and files in one report."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from motcua.dossiers.log.roots import kept_days, read_anchor
from motcua.dossiers.log.verify import Report, check_anchor, check_kept, verify_chains


def verify(*, since: dt.datetime | None = None, anchor: Path | None = None) -> Report:
    """Check the log (the chains that moved since then) and every closed day; with ``anchor``, hold both against roots
    exported earlier. Nothing is changed. Raises Invalid("anchor_unreadable")."""
    report = verify_chains(since)
    kept = {day.number: day for day in kept_days()}
    report.findings += check_kept(kept.values())
    if anchor is not None:
        report.findings += check_anchor(read_anchor(anchor), kept)
    report.findings = sorted(set(report.findings), key=lambda f: (f.kind, f.dossier, f.seq or 0))
    return report
