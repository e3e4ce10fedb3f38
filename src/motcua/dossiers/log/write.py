"""Writing an act: its events, what they change in the tables and what goes along, in ONE statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from motcua.dossiers.lifecycle import DossierState
from motcua.dossiers.models import Dossier

from .append import event_parts
from .chain import Sealed, Signature
from .project import changed_runs, clock_parts, dossier_values, update
from .riders import Rider, insert, parts_of, run_together


def write_act(
    dossier_id: int,
    *,
    before: DossierState,
    after: DossierState,
    sealed: Sequence[Sealed],
    signature: Signature,
    held: dt.datetime | None,
    riders: Iterable[Rider] = (),
) -> None:
    """Append ``sealed`` to a locked dossier and project them on its row and its clocks. ``riders`` go along: facts of
    single events, the stored answer of an idempotency key."""
    values = dossier_values(after, head_hash=sealed[-1].hash, held_since=held, recorded_at=signature.recorded_at)
    parts = event_parts(dossier_id, signature, sealed)
    parts += clock_parts(dossier_id, changed_runs(before, after, sealed), signature.actor)
    parts += parts_of(riders)
    run_together(parts, update(dossier_id, values))


def write_first(dossier: Dossier, signature: Signature, sealed: Sequence[Sealed], riders: Iterable[Rider]) -> None:
    """Insert a fresh dossier, its key drawn before, with its first events and ``riders``: the rows beside it."""
    parts = [*event_parts(dossier.pk, signature, sealed), *parts_of(riders)]
    fields = Dossier._meta.concrete_fields  # noqa: SLF001 - documented by Django
    run_together(parts, insert("dossier", **{field.column: getattr(dossier, field.attname) for field in fields}))
