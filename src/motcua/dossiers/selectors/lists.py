"""Lists of dossiers: the inbox, ordered by the date that comes next, and everything an actor may see.

A page costs the same however many dossiers there are: keyset by (next_at, id) on partial indexes, counts over at
most COUNT_LIMIT rows.
"""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass
from enum import StrEnum

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import F, Func, OuterRef, Q, QuerySet, Subquery, Value

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.core.search_text import tokens
from motcua.dossiers.deadlines import CalendarDeadlines
from motcua.dossiers.lifecycle import State
from motcua.dossiers.lifecycle.states import PAUSED_STATES
from motcua.dossiers.models import Alert, Consultation, Dossier, DossierAlias, Forwarding
from motcua.dossiers.permissions import scope_read
from motcua.dossiers.selectors.family import grain_q
from motcua.dossiers.selectors.maps import of_place
from motcua.organisation.models import in_force
from motcua.people.actors import Actor
from motcua.people.models import Assignment

Rows = QuerySet[Dossier]
PAGE = 25
COUNT_LIMIT = 5000
MOST_EXPORTED = 50_000
WAITING = sorted({State.SUPPLEMENT_AT_RECEPTION, *PAUSED_STATES})
STUCK = ["part_blocked", "part_failed"]
"""Of these the lead agency is told too: it holds the whole."""
DONE_STATES = [State.RESULT_READY, State.RETURNED]


class View(StrEnum):
    """The lists at the side of the desk."""

    MINE = "mine"
    LATE = "late"
    SOON = "soon"
    SIGN = "sign"
    WAITING = "waiting"
    ASKED = "asked"
    FORWARDED = "forwarded"
    UNIT = "unit"
    DONE = "done"
    ALERTS = "alerts"


OWN_VIEWS = frozenset({View.MINE, View.LATE, View.SOON, View.SIGN, View.WAITING})
"""Lists of what the official's own posts and roles hold."""


class Status(StrEnum):
    LATE = "late"
    SOON = "soon"
    ONTIME = "ontime"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of a list says. Empty strings filter nothing."""

    view: View = View.MINE
    field: str = ""
    procedure: str = ""
    step: str = ""
    status: str = ""
    state: str = ""
    unit: str = ""
    holder: str = ""
    query: str = ""
    place: str = ""
    """The code of a place, read on the map of the day ``map`` (empty: today's)."""
    map: str = ""
    grain: str = ""
    """What one row of a count is (:class:`motcua.dossiers.selectors.family.Grain`); empty: every dossier."""


def piles(actor: Actor) -> list[Q]:
    """What :func:`mine` is made of: what each own post holds, and what waits for each role in its unit."""
    posts = {standing.post_id for standing in actor.standings}
    roles = {(standing.unit_id, standing.role) for standing in actor.standings}
    waits = ["unit", "applicant", "agency"]
    return [
        *(Q(holder_kind="post", holder_post=post) for post in sorted(posts)),
        *(Q(holder_kind__in=waits, holder_unit=unit, holder_role=role) for unit, role in sorted(roles)),
    ]


def mine(actor: Actor) -> Q:
    """Dossiers the actor's own posts hold, or that wait for one of the actor's roles in its unit."""
    return _any(piles(actor))


def _any(parts: Sequence[Q]) -> Q:
    return functools.reduce(operator.or_, parts, Q(pk__in=[]))


def own_units(actor: Actor) -> list[int]:
    return sorted({standing.unit_id for standing in actor.standings})


def _in_view(actor: Actor, view: View, now: dt.datetime, soon: dt.datetime, held: Q) -> Q:
    """``held``: the actor's own, or one pile of it."""
    waiting = Q(state__in=WAITING)
    units = own_units(actor)
    match view:
        case View.LATE:
            return held & ~waiting & Q(next_at__lt=now)
        case View.SOON:
            return held & ~waiting & Q(next_at__gte=now, next_at__lte=soon)
        case View.SIGN:
            return held & ~waiting & Q(holder_role__in=["unit_head", "province_leader"])
        case View.WAITING:
            return held & waiting
        case View.ASKED:
            open_questions = Consultation.objects.filter(unit__in=units, answered_at=None).values("dossier")
            return Q(pk__in=open_questions)
        case View.FORWARDED:
            return Q(pk__in=Forwarding.objects.filter(from_unit__in=units).values("dossier"))
        case View.UNIT:
            return Q(holder_unit__in=units) | Q(settling_unit__in=units) | Q(reception_unit__in=units)
        case View.DONE:
            ours = Q(settling_unit__in=units) | Q(reception_unit__in=units)
            return ours & Q(state__in=DONE_STATES, finished_at__gte=week_start(now))
        case View.ALERTS:
            stuck = Q(kind__in=STUCK, dossier__settling_unit__in=units)
            told = Alert.objects.filter(Q(unit__in=units) | stuck, cleared_at=None)
            return Q(pk__in=told.values("dossier"))
        case _:
            return held


def week_start(now: dt.datetime) -> dt.datetime:
    """Monday, 00:00 legal time."""
    day = legal_date(now)
    return dt.datetime.combine(day - dt.timedelta(days=day.weekday()), dt.time(), LEGAL_ZONE)


def soon_until(deadlines: CalendarDeadlines, now: dt.datetime) -> dt.datetime:
    """ "Soon" is one working day ahead, by the actor's settlement calendar."""
    return deadlines.working_minutes(8 * 60, now).at


def status_of(dossier: Dossier, now: dt.datetime, soon: dt.datetime) -> Status:
    """One rule for every list and page. A dossier that waits for somebody outside is paused."""
    if dossier.closed or dossier.state in WAITING:
        return Status.PAUSED
    if dossier.next_at is not None and dossier.next_at < now:
        return Status.LATE
    if dossier.next_at is not None and dossier.next_at <= soon:
        return Status.SOON
    return Status.ONTIME


def _by_status(status: str, now: dt.datetime, soon: dt.datetime) -> Q:
    running = ~Q(state__in=WAITING)
    match status:
        case Status.LATE:
            return running & Q(next_at__lt=now)
        case Status.SOON:
            return running & Q(next_at__gte=now, next_at__lte=soon)
        case Status.ONTIME:
            return running & Q(next_at__gt=soon)
        case Status.PAUSED:
            return Q(state__in=WAITING)
        case _:
            return Q()


def _by_query(text: str) -> Q:
    """By code, receipt number or the applicant's name, with or without diacritics."""
    words = tokens(text)[:8]
    code = Q(code__startswith=text.strip().upper()) | Q(receipt_no=text.strip().upper())
    if not words:
        return code
    raw = " & ".join(f"{word}:*" for word in words)
    return code | Q(found=SearchQuery(raw, config="simple", search_type="raw"))


def _searchable(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """With ``found``, written as the index ``dossiers_search`` is."""
    vector = Func(Value("simple"), "search_text", function="to_tsvector", output_field=SearchVectorField())
    return rows.annotate(found=vector)


def find_dossiers(actor: Actor, text: str, *, most: int = 50) -> QuerySet[Dossier]:
    """Open and closed dossiers within the actor's reach by code (whole or its beginning), receipt number, older code,
    name or identity number of the applicant; the newest first."""
    text = text.replace("\0", "")
    code = "".join(text.split()).upper()[:80]
    older = Q(pk__in=DossierAlias.objects.filter(code=code).values("dossier"))
    rows = _searchable(Dossier.objects.filter(scope_read(actor)))
    return rows.filter(_by_query(text) | Q(code__startswith=code) | older if code else Q(pk__in=[])).order_by("-id")[
        :most
    ]


def filtered(actor: Actor, filters: Filters, *, now: dt.datetime, soon: dt.datetime) -> QuerySet[Dossier]:
    """The list ``filters`` name, within what ``actor`` may read, in the order of the next date (the newest first for
    what is done)."""
    return _filtered(actor, filters, now, soon, mine(actor))


def in_piles(actor: Actor, filters: Filters, *, now: dt.datetime, soon: dt.datetime) -> list[QuerySet[Dossier]]:
    """The same list in parts that lie in the order of an index each; a dossier may lie in two of them."""
    parts = piles(actor) if filters.view in OWN_VIEWS else []
    return [_filtered(actor, filters, now, soon, part) for part in parts or [mine(actor)]]


def _filtered(actor: Actor, filters: Filters, now: dt.datetime, soon: dt.datetime, held: Q) -> QuerySet[Dossier]:
    if any("\0" in str(value) for value in astuple(filters)):
        return Dossier.objects.none()
    rows = Dossier.objects.filter(scope_read(actor)).filter(_in_view(actor, filters.view, now, soon, held))
    if filters.view is not View.DONE:
        rows = rows.filter(closed=False)
    rows = rows.filter(_by_status(filters.status, now, soon)).filter(grain_q(filters.grain))
    exact: Mapping[str, str] = {
        "version__field": filters.field,
        "procedure__key": filters.procedure,
        "step": filters.step,
        "state": filters.state,
        "holder_unit__code": filters.unit,
        "holder_post__code": filters.holder,
    }
    rows = rows.filter(**{key: value for key, value in exact.items() if value})
    if filters.place:
        rows = rows.filter(of_place(filters.place, map_day(filters.map) or legal_date(now)))
    if filters.query.strip():
        rows = _searchable(rows).filter(_by_query(filters.query))
    order = ("-id",) if filters.view is View.DONE else ("next_at", "id")
    return rows.order_by(*order)


def map_day(text: str) -> dt.date | None:
    """The day in ``map``, as ISO or as people write it (30/06/2025); None when it is empty or no day."""
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        with suppress(ValueError):
            return dt.datetime.strptime(text.strip(), shape).date()  # noqa: DTZ007 - a day, not an instant
    return None


def person_on_post(on: dt.date) -> Subquery:
    """Who fills the holder's post on the day; null when nobody does."""
    filling = Assignment.objects.filter(in_force(on), post=OuterRef("holder_post")).order_by("-valid_from")
    return Subquery(filling.values("user__full_name")[:1])


def with_names(rows: QuerySet[Dossier], on: dt.date | None = None) -> QuerySet[Dossier]:
    """Join what a row of a list shows, so that the number of statements does not grow with the rows.
    With ``on``, ``holder_person`` is who fills the holder's post on that day."""
    joined = rows.select_related("procedure", "version", "case", "holder_unit", "holder_post", "settling_unit")
    return (joined.annotate(holder_person=person_on_post(on)) if on else joined).defer("snapshot")


def nearest(
    parts: Sequence[QuerySet[Dossier]], most: int, on: dt.date, *, also: Callable[[Rows], Rows] = lambda rows: rows
) -> list[Dossier]:
    """The first ``most`` of what lies in ``parts`` (all ordered alike) with what a row shows, in two statements: names
    are looked up for these alone, however high the piles are. ``also``: what a higher room adds to these rows."""
    order = [str(name) for name in parts[0].query.order_by]
    keys = [part.values_list(*(name.lstrip("-") for name in order), "pk")[:most] for part in parts]
    first = keys[0].union(*keys[1:], all=True).order_by(*order)[:most] if len(keys) > 1 else keys[0]
    rows = also(Dossier.objects.filter(pk__in=[key for *_order, key in first]))
    return list(with_names(rows, on).order_by(*order))


def before(rows: QuerySet[Dossier], *, next_at: dt.datetime | None, key: int) -> QuerySet[Dossier]:
    """The rows ahead of a place in the list, nearest first."""
    if next_at is None:
        return rows.filter(pk__gt=key).order_by("id")
    earlier = rows.filter(Q(next_at__lt=next_at) | Q(next_at=next_at, pk__lt=key))
    return earlier.order_by("-next_at", "-id")


def after(rows: QuerySet[Dossier], *, next_at: dt.datetime | None, key: int) -> QuerySet[Dossier]:
    """The rows after a place in the list: the keyset of the last row shown."""
    if next_at is None:
        return rows.filter(pk__lt=key)
    return rows.filter(Q(next_at__gt=next_at) | Q(next_at=next_at, pk__gt=key))


def exported(rows: QuerySet[Dossier], on: dt.date, *, most: int = MOST_EXPORTED) -> Iterator[Dossier]:
    """Exactly the filtered list, streamed; ``whole_code`` is the code of the whole that a row is a part of."""
    named = with_names(rows, on).annotate(whole_code=F("parent__code"))
    return named[:most].iterator(chunk_size=500)
