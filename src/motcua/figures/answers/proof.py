"""The proof of a figure: the lists behind what was counted for it, from the same facts, and who may see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import scope_read
from motcua.figures import counting
from motcua.figures.counting.dimensions import Dimension
from motcua.figures.counting.listed import Behind, Row, Thing
from motcua.figures.definitions.model import MeasureKey
from motcua.people.actors import Actor

from . import Answer
from .asking import exact_instant, facts_as_of


def list_behind(
    answer: Answer,
    key: MeasureKey,
    *,
    by: Dimension | None = None,
    member: str | None = None,
    on: dt.date | None = None,
    as_of: dt.datetime | None = None,
    after: str = "",
    limit: int = 50,
) -> Behind:
    """A page of what one measure of the figure counted, by the same ``by``, ``member`` and ``on`` that the figure was
    asked by. ``as_of``: what it was asked as of."""
    number = answer.values.get(key)
    with facts_as_of(as_of) as facts:
        is_same = answer.manifest == facts.manifest.sha256 and answer.as_of == exact_instant(facts)
        return counting.behind(
            facts,
            key,
            answer.unit,
            answer.period,
            by=by,
            member=member,
            on=on,
            after=after,
            limit=limit,
            known=number if is_same and isinstance(number, int) else None,
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """What of one page may be shown; ``hidden``: how many rows of it may not."""

    rows: tuple[Row, ...]
    hidden: int


def shown(page: Behind, actor: Actor) -> Shown:
    """Dossiers that the actor may read; everything else is public. One statement."""
    if page.thing is not Thing.DOSSIER:
        return Shown(page.rows, 0)
    uids = [row.id for row in page.rows]
    allowed = {
        str(uid) for uid in Dossier.objects.filter(scope_read(actor), uid__in=uids).values_list("uid", flat=True)
    }
    rows = tuple(row for row in page.rows if row.id in allowed)
    return Shown(rows, len(page.rows) - len(rows))
