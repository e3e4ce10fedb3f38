"""The rows beside a fresh dossier: clocks, components, fees and circumstances, all in the statement of its first
event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from motcua.core.database import SqlValue
from motcua.procedures.terms import ComponentTerm, FeeTerm

from .project import RunRow, runs_query
from .riders import Rider, insert


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How a submission came in; private. Hashes are keyed: see :mod:`motcua.dossiers.traces`."""

    assisted: bool = False
    counter_session: str = ""
    device_hash: bytes | None = None
    network_hash: bytes | None = None
    trace_period: str = ""
    filling_seconds: int | None = None
    others_before: int | None = None
    official_before: bool | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    runs: Sequence[RunRow]
    papers: Sequence[ComponentTerm]
    fees: Sequence[FeeTerm]
    circumstances: Circumstances
    account: int | None
    payee: int | None = None
    """The agency whose account the fees go to."""
    contacts: tuple[bytes | None, bytes | None] = (None, None)
    """Digests of the applicant's telephone number and e-mail address, of an application that came online."""
    reused: frozenset[str] = frozenset()
    """Components that are there already: papers of the whole, results of other parts."""


def entry_riders(dossier_id: int, entry: Entry, *, recorded_at: dt.datetime) -> list[Rider]:
    """The queries that write ``entry``; they ride along with the first event."""
    riders = [runs_query(dossier_id, entry.runs)] if entry.runs else []
    if entry.papers:
        columns = "dossier_id, component, name, required, originals, copies"
        flags = "reused, presented_on_paper, digitised, from_store"
        values: list[SqlValue] = []
        for paper in entry.papers:
            values += (dossier_id, paper.code, paper.name[:1000], paper.required)
            values += (paper.originals or 0, paper.copies or 0, paper.code in entry.reused)
        rows = ",".join(["(%s,%s,%s,%s,%s,%s,%s,false,false,false)"] * len(entry.papers))
        riders.append((f"INSERT INTO dossiers_dossiercomponent ({columns}, {flags}) VALUES {rows}", values))  # noqa: S608
    if entry.fees:
        fees: list[SqlValue] = []
        for fee in entry.fees:
            fees += (dossier_id, fee.key, fee.name[:500], fee.amount, entry.payee)
        rows = ",".join(["(%s,%s,%s,%s,%s,'')"] * len(entry.fees))
        columns = "dossier_id, key, name, amount, payee_id, paid_how"
        riders.append((f"INSERT INTO dossiers_dossierfee ({columns}) VALUES {rows}", fees))  # noqa: S608
    how = entry.circumstances
    riders.append(
        insert(
            "dossiers_submission_context",
            dossier_id=dossier_id,
            assisted=how.assisted,
            account_id=entry.account,
            counter_session=how.counter_session,
            device_hash=how.device_hash,
            network_hash=how.network_hash,
            recorded_at=recorded_at,
            trace_period=how.trace_period,
            phone_digest=entry.contacts[0],
            email_digest=entry.contacts[1],
            filling_seconds=how.filling_seconds,
            others_before=how.others_before,
            official_before=how.official_before,
        )
    )
    return riders
