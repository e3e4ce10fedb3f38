"""What stands around a list: what it can be filtered by, and how long the other lists are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from motcua.core.database import SqlValue
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.lists import COUNT_LIMIT, WAITING, Filters, Status, View, filtered
from motcua.people.actors import Actor


@dataclass(frozen=True, slots=True)
class Choices:
    """What a list can be filtered by: (value, words) pairs of what really occurs in it."""

    fields: tuple[tuple[str, str], ...]
    procedures: tuple[tuple[str, str], ...]
    holders: tuple[tuple[str, str], ...]
    steps: tuple[tuple[int, str], ...]
    """(process version, step key)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Open dossiers by status; ``more`` says that only the first COUNT_LIMIT were counted."""

    by_status: Mapping[str, int]
    total: int
    more: bool


def counts(actor: Actor, filters: Filters, *, now: dt.datetime, soon: dt.datetime) -> Counts:
    """How many rows a list has, by status, in one statement over at most COUNT_LIMIT rows."""
    status = Case(
        When(state__in=WAITING, then=Value(Status.PAUSED.value)),
        When(next_at__lt=now, then=Value(Status.LATE.value)),
        When(next_at__lte=soon, then=Value(Status.SOON.value)),
        default=Value(Status.ONTIME.value),
        output_field=TextField(),
    )
    rows = filtered(actor, filters, now=now, soon=soon).order_by()
    listed = rows.values_list(Cast(status, TextField()))[: COUNT_LIMIT + 1]
    found = {
        row[0]: row[1] for row in rows_over(listed, "SELECT listed.*, count(*) FROM ({rows}) AS listed GROUP BY 1")
    }
    total = sum(found.values())
    return Counts(found, min(total, COUNT_LIMIT), total > COUNT_LIMIT)


def rows_over(listed: QuerySet[Any, Any], statement: str, *values: SqlValue) -> list[tuple[Any, ...]]:
    """What ``statement`` says of a query that takes the place of ``{rows}`` in it, ahead of its own ``values``: the ORM
    cannot group what it has cut off."""
    try:
        sql, asked = listed.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("{rows}", sql), [*asked, *values])
        return cursor.fetchall()


OCCURRING = """
SELECT version.field, procedure.key, version.name, post.code, coalesce(person.full_name, post.title),
    found.process_version_id, found.step
FROM (SELECT DISTINCT listed.* FROM ({rows}) AS listed) AS found
JOIN procedures_procedureversion AS version ON version.id = found.version_id
JOIN procedures_procedure AS procedure ON procedure.id = version.procedure_id
LEFT JOIN organisation_post AS post ON post.id = found.holder_post_id
LEFT JOIN LATERAL (
    SELECT one.full_name FROM people_assignment AS filling JOIN people_user AS one ON one.id = filling.user_id
    WHERE filling.post_id = post.id AND filling.valid_from <= %s AND (filling.valid_to IS NULL OR filling.valid_to > %s)
    ORDER BY filling.valid_from DESC LIMIT 1
) AS person ON true
ORDER BY version.name
"""
"""What occurs in a list is few; only that is given names."""


def choices(rows: QuerySet[Dossier], on: dt.date) -> Choices:
    """The choices within the first COUNT_LIMIT rows of a list, in one statement."""
    listed = rows.order_by().values_list("version_id", "holder_post_id", "process_version_id", "step")[:COUNT_LIMIT]
    fields: set[tuple[str, str]] = set()
    procedures: dict[str, str] = {}
    holders: dict[str, str] = {}
    steps: set[tuple[int, str]] = set()
    for field, procedure, name, post, person, process, step in rows_over(listed, OCCURRING, on, on):
        fields.add((field, field))
        procedures[procedure] = name
        if post:
            holders[post] = person
        if step:
            steps.add((process, step))
    return Choices(
        tuple(sorted(fields)),
        tuple(procedures.items()),
        tuple(sorted(holders.items(), key=lambda one: one[1])),
        tuple(sorted(steps)),
    )


def side_counts(actor: Actor, *, now: dt.datetime, soon: dt.datetime, most: int = 999) -> Mapping[View, int]:
    """How many rows each list of the side navigation has, at most ``most`` + 1 each, in one statement."""
    parts: list[str] = []
    params: list[SqlValue] = []
    for view in View:
        rows = filtered(actor, Filters(view=view), now=now, soon=soon).order_by().values("pk")[: most + 1]
        try:
            sql, values = rows.query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS one)")  # noqa: S608 - made by the ORM, values apart
        params.extend(values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        row = cursor.fetchone()
    return dict(zip(View, row or [0] * len(View), strict=True))
