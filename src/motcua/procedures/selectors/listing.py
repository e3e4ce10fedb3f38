"""Lists of procedures: searched, filtered, page by page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import CharField, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from motcua.core.pagination import seal, unseal
from motcua.organisation.models import in_force
from motcua.procedures.models import Channel, ProcedureVersion, ServiceLevel
from motcua.procedures.search import Entry, Filters, SearchIndex, Stage
from motcua.procedures.selectors.memory import memory
from motcua.procedures.terms import ChannelName

MOST_ON_A_PAGE = 100
_PURPOSE = "procedures.list"


@dataclass(frozen=True, slots=True)
class ProcedureList:
    """``next`` is the cursor of the following page, None at the end. ``corrected`` holds the words searched for when
    those typed found nothing."""

    items: tuple[Entry, ...]
    total: int
    next: str | None
    stage: Stage
    corrected: str


def list_procedures(
    on: dt.date, *, query: str = "", filters: Filters | None = None, cursor: str = "", limit: int = 20
) -> ProcedureList:
    """The procedures in force on the day that answer the query and the filters, best first (by name without a query).
    One SQL statement once the index is made. Raises Invalid ``cursor_invalid``."""
    index = search_index(on)
    found = index.search(query, filters or Filters())
    start = _start(cursor, index, found.positions) if cursor else 0
    stop = start + max(1, min(limit, MOST_ON_A_PAGE))
    page = tuple(index.entries[number] for number in found.positions[start:stop])
    following = seal([page[-1].code, stop], purpose=_PURPOSE) if page and stop < len(found.positions) else None
    return ProcedureList(page, len(found.positions), following, found.stage, found.corrected)


@dataclass(frozen=True, slots=True)
class Facets:
    """What can be filtered by, with the number of procedures, most first."""

    fields: tuple[tuple[str, int], ...]
    levels: tuple[tuple[str, int], ...]
    life_events: tuple[tuple[str, int], ...]


def facets(on: dt.date) -> Facets:
    entries = search_index(on).entries
    return Facets(
        fields=tuple(Counter(entry.field for entry in entries).most_common()),
        levels=tuple(Counter(level for entry in entries for level in entry.levels).most_common()),
        life_events=tuple(Counter(event for entry in entries for event in entry.life_events).most_common()),
    )


def search_index(on: dt.date) -> SearchIndex:
    """The index of a day, kept as long as the registry does not change. It asks the revision: one SQL statement."""
    held = memory()
    index = held.indexes.get(on)
    if index is None:
        if len(held.indexes) >= 4:
            held.indexes.clear()
        index = held.indexes[on] = SearchIndex(load_entries(on))
    return index


def load_entries(on: dt.date) -> list[Entry]:
    """Every procedure in force on the day, in one statement."""
    level = ServiceLevel.objects.filter(in_force(on), procedure=OuterRef("procedure")).values("level")[:1]
    online = Channel.objects.filter(version=OuterRef("pk"), channel=ChannelName.ONLINE.value)
    rows = (
        ProcedureVersion.objects.filter(in_force(on))
        .annotate(
            declared=Coalesce(Subquery(level), Value(""), output_field=CharField()),
            offers_online=Exists(online),
            used=Coalesce("procedure__use__count", Value(0)),
        )
        .order_by("pk")
        .values_list(
            "procedure__key",
            "procedure__code",
            "name",
            "field",
            "levels",
            "life_events",
            "keywords",
            "summary",
            "used",
            "declared",
            "offers_online",
        )
    )
    return [
        Entry(
            code=key,
            national_code=code or "",
            name=name,
            field=field,
            levels=tuple(levels),
            life_events=tuple(events),
            keywords=tuple(keywords),
            summary=summary,
            use=used,
            online=declared if declared in {"full", "partial", "none"} else "unstated" if offers else "none",
        )
        for key, code, name, field, levels, events, keywords, summary, used, declared, offers in rows
    ]


def _start(cursor: str, index: SearchIndex, positions: tuple[int, ...]) -> int:
    """Where the next page begins: after the procedure that ended the last one, wherever it stands now."""
    code, stop = unseal(cursor, purpose=_PURPOSE)
    number = index.position.get(str(code))
    return positions.index(number) + 1 if number is not None and number in positions else int(str(stop))
