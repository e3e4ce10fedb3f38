"""What stands around a list: what it can be filtered by, and how long the other lists are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from motcua.core.database import SqlValue
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.lists import COUNT_LIMIT, Filters, View, filtered, person_on_post
from motcua.people.actors import Actor


@dataclass(frozen=True, slots=True)
class Choices:
    """What a list can be filtered by: (value, words) pairs of what really occurs in it."""

    fields: tuple[tuple[str, str], ...]
    procedures: tuple[tuple[str, str], ...]
    holders: tuple[tuple[str, str], ...]
    steps: tuple[tuple[int, str], ...]
    """(process version, step key)."""


def choices(rows: QuerySet[Dossier], on: dt.date) -> Choices:
    """The choices within the first COUNT_LIMIT rows of a list, in one statement."""
    keys = rows.order_by().values("pk")[:COUNT_LIMIT]
    found = (
        Dossier.objects.filter(pk__in=keys)
        .annotate(person=person_on_post(on))
        .order_by("version__name")
        .values_list(
            "version__field",
            "procedure__key",
            "version__name",
            "holder_post__code",
            "holder_post__title",
            "person",
            "process_version",
            "step",
        )
        .distinct()
    )
    fields: set[tuple[str, str]] = set()
    procedures: dict[str, str] = {}
    holders: dict[str, str] = {}
    steps: set[tuple[int, str]] = set()
    for field, procedure, name, post, title, person, process, step in found:
        fields.add((field, field))
        procedures[procedure] = name
        if post:
            holders[post] = person or title
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
