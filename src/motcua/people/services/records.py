"""The trail of reading: one record a file opened, one a list with its filter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from motcua.core import hot
from motcua.core.masking import scrub
from motcua.people.actors import Actor, Standing
from motcua.people.models import AccessRecord
from motcua.people.rules import storable

FilterValue = str | int | bool | None | list[str]


def record_read(
    actor: Actor,
    verb: str,
    subject_kind: str,
    subject_uid: UUID,
    *,
    now: dt.datetime,
    standing: Standing | None = None,
) -> None:
    """``actor`` opened one file (``dossier``, ``party``, ``stored_file``...). ``standing`` is what
    :func:`motcua.people.permissions.standing_for` answered. One statement."""
    hot.insert(
        AccessRecord(
            recorded_at=now,
            user_id=actor.user_id,
            actor_kind=actor.kind.value,
            delegation_id=None if standing is None else standing.delegation_id,
            verb=verb,
            subject_kind=subject_kind,
            subject_uid=subject_uid,
        )
    )


def record_list(
    actor: Actor,
    verb: str,
    subject_kind: str,
    filters: Mapping[str, FilterValue],
    *,
    rows: int,
    now: dt.datetime,
) -> None:
    """``actor`` saw or exported a list of ``rows`` rows. Numbers, addresses and telephones in the filter are masked;
    empty filters are left out. One statement."""
    AccessRecord.objects.create(
        recorded_at=now,
        user_id=actor.user_id,
        actor_kind=actor.kind.value,
        verb=verb,
        subject_kind=subject_kind,
        filter={"schema_version": 1, **{name: _masked(value) for name, value in filters.items() if value}},
        rows=rows,
    )


def _masked(value: FilterValue) -> FilterValue:
    if isinstance(value, str):
        return scrub(storable(value))
    if isinstance(value, list):
        return [scrub(storable(one)) for one in value]
    return value
