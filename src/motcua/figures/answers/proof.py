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
from .asking import facts_as_of


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
    """A page of what one measure of the figure counted. ``as_of``: what the figure was asked as of."""
    with facts_as_of(as_of) as facts:
        return counting.behind(
            facts, key, answer.unit, answer.period, by=by, member=member, on=on, after=after, limit=limit
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
