"""Reads of the room that more than one caller needs."""

from __future__ import annotations

import datetime as dt
import hmac
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from motcua.core.canonical import Json, decode
from motcua.core.clock import legal_date
from motcua.organisation.models import Unit
from motcua.people.actors import Actor
from motcua.people.permissions import decide
from motcua.people.rules import normalise_phone
from motcua.worktime.limits import DayWorking, LimitUnit
from motcua.worktime.rules import Basis, due
from motcua.worktime.selectors import compiled_revision

from .categories import owner_of, tree
from .deadlines import BASES
from .lifecycle import AT_DESK, AT_UNIT, EventKind, Flag, HolderKind, Point, State
from .models import Category, Petition, PetitionClock, PetitionEvent, PetitionPrivate
from .permissions import APPROVE, ASSIGN, HANDLE, PUBLISH, RECEIVE, allowed_actions, reached, scope_read

__all__ = [
    "Page",
    "Pile",
    "Published",
    "allowed_actions",
    "by_receipt",
    "categories",
    "category",
    "due_working",
    "for_desk",
    "history_of_phone",
    "latest_answer",
    "near",
    "one",
    "owner_of",
    "piles",
    "public",
    "public_one",
    "timeline",
    "tracked",
]

PAGE = 50
MOST = 200


def _rows() -> QuerySet[Petition]:
    rows = Petition.objects.select_related("words", "place", "reception_unit", "owner_unit", "holder_unit")
    return rows.defer("snapshot")


def one(uid: UUID) -> Petition | None:
    """The petition with its words and units; whoever shows it asks :mod:`motcua.petitions.permissions` first."""
    return _rows().filter(uid=uid).first()


def by_receipt(receipt_no: str) -> Petition | None:
    return _rows().filter(receipt_no=receipt_no.strip().upper()).first()


def tracked(receipt_no: str, secret: str) -> Petition | None:
    """The petition of a receipt, for who knows its secret."""
    found = by_receipt(receipt_no)
    if found is None or not secret or not hmac.compare_digest(found.secret.encode(), secret.encode()):
        return None
    return found


# ---- the public


@dataclass(frozen=True, slots=True)
class Published:
    """A filter of published petitions. ``categories`` include what lies below them. ``since`` and ``until`` are about
    the day of sending. ``bbox`` is west, south, east, north. ``words`` are looked for in the masked text."""

    categories: Sequence[str] = ()
    place: str = ""
    unit: str = ""
    is_open: bool | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    words: str = ""
    bbox: tuple[float, float, float, float] | None = None
    receipts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """``next`` is the cursor of the page after, empty at the end."""

    items: list[Petition] = field(default_factory=list)
    next: str = ""


def published() -> QuerySet[Petition]:
    """What the public may see: approved by a person, not hidden since, never one that was led away."""
    rows = Petition.objects.filter(publication__isnull=False, publication__hidden_at=None, published_at__isnull=False)
    return rows.exclude(state=State.LED_AWAY.value)


def public(wanted: Published, *, on: dt.date, after: str = "", limit: int = PAGE) -> Page:
    """Published petitions, the latest sent first. Show only ``publication`` and codes, never ``words``."""
    rows = published().filter(_filter(wanted, on)).select_related("publication", "place", "owner_unit")
    rows = rows.defer("snapshot", "secret").order_by("-submitted_at", "-id")
    return _page(rows, after, limit)


def public_one(receipt_no: str) -> Petition | None:
    rows = published().select_related("publication", "place", "owner_unit").defer("snapshot", "secret")
    return rows.filter(receipt_no=receipt_no.strip().upper()).first()


def _filter(wanted: Published, on: dt.date) -> Q:
    found = Q()
    if wanted.categories:
        codes = frozenset[str]().union(*(tree(on).within(code) for code in wanted.categories))
        found &= Q(category__in=sorted(codes))
    if wanted.place:
        found &= Q(place__code=wanted.place)
    if wanted.unit:
        found &= Q(owner_unit__code=wanted.unit)
    if wanted.is_open is not None:
        found &= Q(closed=not wanted.is_open)
    if wanted.since is not None:
        found &= Q(submitted_at__gte=wanted.since)
    if wanted.until is not None:
        found &= Q(submitted_at__lt=wanted.until)
    if wanted.words.strip():
        words = wanted.words.strip()
        found &= Q(publication__title__icontains=words) | Q(publication__question__icontains=words)
    if wanted.receipts:
        found &= Q(receipt_no__in=list(wanted.receipts))
    if wanted.bbox is not None:
        west, south, east, north = wanted.bbox
        found &= Q(lng__gte=west, lng__lte=east, lat__gte=south, lat__lte=north)
    return found


def _page(rows: QuerySet[Petition], after: str, limit: int) -> Page:
    """Keyset by time and key: steady while new ones come in."""
    limit = max(1, min(limit, MOST))
    place = _cursor(after)
    if place is not None:
        at, key = place
        rows = rows.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=key))
    found = list(rows[: limit + 1])
    more = len(found) > limit
    last = found[limit - 1] if more else None
    return Page(found[:limit], f"{last.submitted_at.timestamp():.6f}_{last.pk}" if last else "")


def _cursor(text: str) -> tuple[dt.datetime, int] | None:
    at, _, key = text.partition("_")
    try:
        return dt.datetime.fromtimestamp(float(at), dt.UTC), int(key)
    except (ValueError, OverflowError, OSError):
        return None


_METRES_A_DEGREE = 111_320.0


def near(
    point: Point, *, category: str = "", on: dt.date, now: dt.datetime, days: int = 30, metres: int = 300
) -> list[tuple[Petition, int]]:
    """Published petitions of the last days around a pin with their distance in metres, the nearest first: "the same
    thing?". At most 20."""
    height = metres / _METRES_A_DEGREE
    width = height / max(0.01, math.cos(math.radians(point.lat)))
    box = (point.lng - width, point.lat - height, point.lng + width, point.lat + height)
    wanted = Published(categories=(category,) if category else (), since=now - dt.timedelta(days=days), bbox=box)
    rows = published().filter(_filter(wanted, on)).select_related("publication").defer("snapshot", "secret")
    measured = [(row, _distance(point, row.lat or 0.0, row.lng or 0.0)) for row in rows.order_by("-id")[:MOST]]
    return sorted((pair for pair in measured if pair[1] <= metres), key=lambda pair: pair[1])[:20]


def _distance(point: Point, lat: float, lng: float) -> int:
    north = (lat - point.lat) * _METRES_A_DEGREE
    east = (lng - point.lng) * _METRES_A_DEGREE * math.cos(math.radians(point.lat))
    return round(math.hypot(north, east))


# ---- the desk


class Pile(StrEnum):
    """Heaps of work. ``mine``: whatever the actor's units have to do next; ``late``, ``at_risk``: of those."""

    NEW = "new"
    TO_ASSIGN = "to_assign"
    RETURNED = "returned"
    TO_HANDLE = "to_handle"
    TO_APPROVE = "to_approve"
    TO_PUBLISH = "to_publish"
    WAITING = "waiting"
    URGENT = "urgent"
    LATE = "late"
    AT_RISK = "at_risk"
    APOLOGY = "apology"
    LED_AWAY = "led_away"
    ALL_OPEN = "all_open"
    DONE = "done"


RISK = dt.timedelta(hours=24)


def pile_filter(actor: Actor, pile: Pile, now: dt.datetime) -> Q:
    """The petitions in a pile, within what the actor may read."""
    desk, unit = reached(actor, RECEIVE, "reception_unit"), reached(actor, HANDLE, "owner_unit")
    held = reached(actor, HANDLE, "holder_unit") | reached(actor, RECEIVE, "holder_unit")
    sender, still = Q(holder_kind=HolderKind.SENDER.value), Q(closed=False)
    at_unit = Q(state__in=_values(AT_UNIT)) & unit
    found = {
        Pile.NEW: Q(state=State.NEW.value) & desk & ~sender,
        Pile.TO_ASSIGN: Q(state=State.VERIFIED.value) & reached(actor, ASSIGN, "reception_unit") & ~sender,
        Pile.RETURNED: (Q(state=State.VERIFIED.value) & desk & _flagged(Flag.RETURNED_TO_DESK))
        | (at_unit & _flagged(Flag.RETURNED_TO_UNIT)),
        Pile.TO_HANDLE: at_unit & ~sender,
        Pile.TO_APPROVE: Q(state=State.ANSWERED.value) & reached(actor, APPROVE, "owner_unit"),
        Pile.TO_PUBLISH: Q(state=State.APPROVED.value) & reached(actor, PUBLISH, "reception_unit"),
        Pile.WAITING: sender & (desk | unit),
        Pile.URGENT: _flagged(Flag.URGENT) & Q(state__in=_values(AT_DESK | AT_UNIT)),
        Pile.LATE: still & held & Q(next_at__lt=now),
        Pile.AT_RISK: still & held & Q(next_at__gte=now, next_at__lt=now + RISK),
        Pile.APOLOGY: Q(apology_since__isnull=False) & (desk | unit),
        Pile.LED_AWAY: Q(state=State.LED_AWAY.value),
        Pile.ALL_OPEN: still,
        Pile.DONE: Q(closed=True) & ~Q(state=State.LED_AWAY.value),
    }
    return found[pile] & scope_read(actor)


def _flagged(flag: Flag) -> Q:
    return Q(flags__contains=[flag.value])


def for_desk(actor: Actor, pile: Pile, *, now: dt.datetime, after: str = "", limit: int = PAGE) -> Page:
    """A pile, what is due first on top; what has ended, the latest first. Leave an access record for the list."""
    rows = _rows().filter(pile_filter(actor, pile, now))
    if pile in {Pile.DONE, Pile.LED_AWAY, Pile.APOLOGY}:
        return _page(rows.order_by("-submitted_at", "-id"), after, limit)
    limit = max(1, min(limit, MOST))
    place = _cursor(after)
    if place is not None:
        at, key = place
        rows = rows.filter(Q(next_at__gt=at) | Q(next_at=at, pk__gt=key))
    found = list(rows.order_by("next_at", "id")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    cursor = f"{last.next_at.timestamp():.6f}_{last.pk}" if last is not None and last.next_at is not None else ""
    return Page(found[:limit], cursor)


def piles(actor: Actor, *, now: dt.datetime) -> Mapping[Pile, int]:
    """How many lie in each pile. One statement."""
    counts = {pile.value: Count("pk", filter=pile_filter(actor, pile, now)) for pile in Pile if pile is not Pile.DONE}
    found = Petition.objects.filter(Q(closed=False) | Q(apology_since__isnull=False) | Q(state="led_away"))
    told = found.aggregate(**counts)
    return {Pile(name): number for name, number in told.items()}


def history_of_phone(number: str, actor: Actor, *, limit: int = 20) -> list[Petition]:
    """What this caller said before, the latest first, within what the actor may read."""
    key = normalise_phone(number)[:20]
    if len(key) < 8:
        return []
    rows = _rows().filter(scope_read(actor), words__phone_key=key)
    return list(rows.order_by("-submitted_at", "-id")[:limit])


def may_receive(actor: Actor, petition: Petition) -> bool:
    return decide(actor, RECEIVE, [petition.reception_unit_id]).allowed


# ---- the way of one


@dataclass(frozen=True, slots=True)
class Step:
    """An event as people read it. ``words`` are empty for the public and where they were erased."""

    seq: int
    kind: EventKind
    at: dt.datetime
    data: Mapping[str, Json]
    actor: str
    on_behalf_of: str
    words: Mapping[str, Json] = field(default_factory=dict)


PUBLIC_STEPS = frozenset(
    {
        *(EventKind.SUBMITTED, EventKind.VERIFIED, EventKind.ASSIGNED, EventKind.TAKEN, EventKind.EXTENDED),
        *(EventKind.ANSWERED, EventKind.APPROVED, EventKind.PUBLISHED, EventKind.RATED, EventKind.REOPENED),
        *(EventKind.CLOSED, EventKind.URGENT, EventKind.APOLOGISED, EventKind.MERGED, EventKind.SENDER_ASKED),
        EventKind.SENDER_ANSWERED,
    }
)
SENDER_STEPS = PUBLIC_STEPS | {
    *(EventKind.REJECTED, EventKind.FORWARDED, EventKind.LED_AWAY, EventKind.RETURNED_TO_DESK, EventKind.WITHHELD),
    *(EventKind.WITHDRAWN, EventKind.WENT_ON, EventKind.UNMERGED, EventKind.MOVED, EventKind.DATA_ERASED),
}
_SENDER_READS = frozenset(
    {
        *(EventKind.REJECTED, EventKind.FORWARDED, EventKind.LED_AWAY, EventKind.SENDER_ASKED, EventKind.EXTENDED),
        *(EventKind.WITHDRAWN, EventKind.SENDER_ANSWERED, EventKind.REOPENED, EventKind.RATED, EventKind.APOLOGISED),
    }
)


def timeline(petition: Petition, *, reader: str = "desk") -> list[Step]:
    """The events in their order. ``reader``: ``desk`` sees all with its words, ``sender`` what concerns the sender,
    ``public`` steps and days only."""
    rows = PetitionEvent.objects.filter(petition=petition).order_by("seq")
    if reader == "public":
        rows = rows.filter(kind__in=[kind.value for kind in PUBLIC_STEPS])
    elif reader == "sender":
        rows = rows.filter(kind__in=[kind.value for kind in SENDER_STEPS])
    found = list(rows)
    words = {} if reader == "public" else _words_of(found)
    return [_step(row, words.get(row.pk, {}), reader) for row in found]


def _step(row: PetitionEvent, words: Mapping[str, Json], reader: str) -> Step:
    kind = EventKind(row.kind)
    if reader == "sender" and kind not in _SENDER_READS:
        words = {}
    public = reader == "public"
    return Step(
        seq=row.seq,
        kind=kind,
        at=row.occurred_at,
        data={} if public else decode(bytes(row.payload)),
        actor="" if public else row.actor,
        on_behalf_of="" if public else row.on_behalf_of,
        words=words,
    )


def _words_of(rows: Sequence[PetitionEvent]) -> Mapping[int, Mapping[str, Json]]:
    private = PetitionPrivate.objects.filter(event__in=[row.pk for row in rows])
    return {one.pk: decode(bytes(one.body)) for one in private}


def latest_answer(petition: Petition) -> str:
    """The words of the newest answer, empty when there is none or it was erased."""
    row = PetitionEvent.objects.filter(petition=petition, kind=EventKind.ANSWERED.value).order_by("-seq").first()
    return "" if row is None else str(_words_of([row]).get(row.pk, {}).get("answer", ""))


def due_working(clock: PetitionClock) -> Sequence[DayWorking]:
    """The working of a clock's first date: one row per day of the calendar it was computed by. Pauses and an
    extension moved it since: see its ``pauses`` and the event."""
    unit = LimitUnit(clock.unit)
    calendar = compiled_revision(clock.calendar, clock.calendar_revision)
    basis = BASES.get(unit, Basis.END_OF_DAY)
    return due(calendar, clock.started_at, clock.amount, unit, basis, explain=True).working


# ---- categories


def category(code: str, on: dt.date) -> Category | None:
    return tree(on).by_code.get(code)


def categories(on: dt.date) -> list[tuple[Category, list[Category]]]:
    """The branches of the day with their leaves, in the tree's order."""
    found = tree(on)
    return [(branch, found.children(branch.code)) for branch in found.children()]


def suggested_owner(petition: Petition, now: dt.datetime) -> Unit | None:
    """Whom the rules name for it today."""
    return owner_of(petition.category, petition.place, legal_date(now))


def _values(states: frozenset[State]) -> list[str]:
    return sorted(state.value for state in states)
