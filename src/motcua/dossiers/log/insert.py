"""The rows beside a fresh dossier: clocks, components, fees and circumstances in one statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from motcua.procedures.terms import ComponentTerm, FeeTerm

from .project import RunRow, clock_ctes


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How a submission came in; private. Hashes are keyed: see :mod:`motcua.dossiers.traces`."""

    assisted: bool = False
    counter_session: str = ""
    device_hash: bytes | None = None
    network_hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    runs: Sequence[RunRow]
    papers: Sequence[ComponentTerm]
    fees: Sequence[FeeTerm]
    circumstances: Circumstances
    account: int | None


def insert_parts(
    dossier_id: int,
    entry: Entry,
    *,
    actor: str,
    recorded_at: dt.datetime,
    extra: tuple[str, Sequence[Any]] | None,
) -> None:
    """Insert ``entry`` in ONE statement. ``extra`` is one more data-modifying query that rides along."""
    parts, params = clock_ctes(dossier_id, entry.runs, actor)
    if entry.papers:
        rows = ",".join(["(%s,%s,%s,%s,%s,%s,false,false,false,false)"] * len(entry.papers))
        columns = "dossier_id, component, name, required, originals, copies"
        flags = "presented_on_paper, digitised, reused, from_store"
        parts.append(
            f"components AS (INSERT INTO dossiers_dossiercomponent ({columns}, {flags}) VALUES {rows})"  # noqa: S608
        )
        for paper in entry.papers:
            params += (dossier_id, paper.code, paper.name[:1000], paper.required)
            params += (paper.originals or 0, paper.copies or 0)
    if entry.fees:
        rows = ",".join(["(%s,%s,%s,%s,'')"] * len(entry.fees))
        columns = "dossier_id, key, name, amount, paid_how"
        parts.append(f"fees AS (INSERT INTO dossiers_dossierfee ({columns}) VALUES {rows})")  # noqa: S608
        for fee in entry.fees:
            params += (dossier_id, fee.key, fee.name[:500], fee.amount)
    if extra is not None:
        parts.append(f"extra AS ({extra[0]})")
        params += extra[1]
    prefix = f"WITH {', '.join(parts)} " if parts else ""
    how = entry.circumstances
    statement = f"""{prefix}
        INSERT INTO dossiers_submission_context
            (dossier_id, assisted, account_id, counter_session, device_hash, network_hash, recorded_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
    """  # noqa: S608 - only constants and placeholders are joined in
    params += (dossier_id, how.assisted, entry.account, how.counter_session, how.device_hash, how.network_hash)
    params.append(recorded_at)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
