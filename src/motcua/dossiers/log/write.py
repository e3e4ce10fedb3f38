"""Writing acts: their events, what these change in the tables and what goes along, in ONE statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from motcua.core.hot import Value
from motcua.dossiers.lifecycle import DossierState
from motcua.dossiers.models import Dossier

from .append import event_parts, public_parts
from .chain import Sealed, Signature
from .project import REBOUND_COLUMNS, changed_runs, clock_parts, dossier_values, update
from .riders import Rider, insert, parts_of, run_together


@dataclass(frozen=True, slots=True)
class Act:
    """Sealed events of one act on a locked dossier, with the states around them. ``process_version`` is what the row
    has before; ``held`` since when the holder holds afterwards."""

    dossier_id: int
    process_version: int
    before: DossierState
    after: DossierState
    sealed: Sequence[Sealed]
    signature: Signature
    held: dt.datetime | None

    @property
    def plain(self) -> bool:
        """Whether it changes no clock and keeps nothing private, so that events and row are all there is."""
        return not any(link.salt is not None or "clocks" in link.event.data for link in self.sealed)

    def values(self) -> dict[str, Value]:
        """What the dossier's row says afterwards."""
        return dossier_values(
            self.after,
            head_hash=self.sealed[-1].hash,
            held_since=self.held,
            recorded_at=self.signature.recorded_at,
        )


def write_act(act: Act, riders: Iterable[Rider] = ()) -> None:
    """Append ``sealed`` to a locked dossier and project them on its row and its clocks. ``riders`` go along: facts of
    single events, the stored answer of an idempotency key."""
    parts = event_parts(act.dossier_id, act.signature, act.sealed)
    parts += clock_parts(act.dossier_id, changed_runs(act.before, act.after, act.sealed), act.signature.actor)
    parts += parts_of(riders)
    run_together(parts, update(act.dossier_id, act.values()))


def write_acts(acts: Sequence[Act]) -> None:
    """As :func:`write_act` for acts on many dossiers, one each, all of them ``plain``: one statement together."""
    if not acts:
        return
    parts = public_parts([(act.dossier_id, act.signature, link) for act in acts for link in act.sealed])
    rows: list[Value] = []
    for act in acts:
        values = {"process_version_id": act.process_version, **act.values()}
        rows += [act.dossier_id, *(values[column] for column in REBOUND_COLUMNS)]
    head, one, tail = _updating_many()
    run_together(parts, (f"{head}{','.join([one] * len(acts))}{tail}", rows))


@lru_cache(maxsize=1)
def _updating_many() -> tuple[str, str, str]:
    """``UPDATE dossier`` from rows of values: what comes before the rows, one row, what comes after. Values of rows
    have no column to take their type from, so each is cast; without its length, as a cast to one cuts off unseen."""
    kinds = {field.column: str(field.db_type(connection)) for field in Dossier._meta.concrete_fields}  # noqa: SLF001
    casts = ",".join(f"%s::{_without_length(kinds[column])}" for column in REBOUND_COLUMNS)
    sets = ", ".join(f"{column} = v.{column}" for column in REBOUND_COLUMNS)
    head = f"UPDATE dossier SET {sets} FROM (VALUES "  # noqa: S608 - constant column names
    return head, f"(%s::bigint,{casts})", f") AS v(id, {', '.join(REBOUND_COLUMNS)}) WHERE dossier.id = v.id"


def _without_length(kind: str) -> str:
    name, bracket, rest = kind.partition("(")
    return name + rest.partition(")")[2] if bracket else kind


def write_first(dossier: Dossier, signature: Signature, sealed: Sequence[Sealed], riders: Iterable[Rider]) -> None:
    """Insert a fresh dossier, its key drawn before, with its first events and ``riders``: the rows beside it."""
    parts = [*event_parts(dossier.pk, signature, sealed), *parts_of(riders)]
    fields = Dossier._meta.concrete_fields  # noqa: SLF001 - documented by Django
    run_together(parts, insert("dossier", **{field.column: getattr(dossier, field.attname) for field in fields}))
