"""Projections of what a whole records of its parts, and of what the head of a one-stop centre must know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from motcua.core.canonical import Json
from motcua.dossiers import references
from motcua.dossiers.lifecycle import EventKind
from motcua.dossiers.lifecycle.state import parse_instant
from motcua.dossiers.models import Dossier
from motcua.procedures.bundle import Outcome

from .chain import Sealed
from .riders import Rider, insert

SILENT, OVERDUE, FAILED, BLOCKED = "consultation_silent", "part_overdue", "part_failed", "part_blocked"

_OPENED = """
INSERT INTO dossiers_familypart (whole_id, key, child_id, unit_id, status, opened_at, alarm_at)
SELECT %s, %s, id, settling_unit_id, %s, %s, %s FROM dossier WHERE uid = %s::uuid
"""
_STANDS = "UPDATE dossiers_familypart SET status = %s, ended_at = %s, alarm_at = %s WHERE whole_id = %s AND key = %s"
_LOOK_AGAIN = "UPDATE dossiers_familypart SET alarm_at = %s WHERE whole_id = %s AND key = %s"
_CLEAR = (
    "UPDATE dossiers_alert SET cleared_at = %s WHERE dossier_id = %s AND kind = %s AND about = %s"
    " AND cleared_at IS NULL"
)
_CLEAR_ALL = "UPDATE dossiers_alert SET cleared_at = %s WHERE dossier_id = %s AND kind = %s AND cleared_at IS NULL"


def clear_alerts(dossier: Dossier, kind: str, about: str, now: dt.datetime) -> Rider:
    """What the head was told of is over."""
    return _CLEAR, (now, dossier.pk, kind, about)


def _alert(dossier: Dossier, link: Sealed, now: dt.datetime, kind: str, about: str) -> Rider:
    data = link.event.data
    return insert(
        "dossiers_alert",
        dossier_id=dossier.pk,
        kind=kind,
        about=about,
        unit_id=_unit(data.get("tell")) or dossier.reception_unit_id,
        agency_id=_unit(data.get("agency")),
        seq=link.seq,
        raised_at=now,
    )


def _unit(value: Json) -> int | None:
    return references.unit_id(value) if isinstance(value, str) and value else None


def _opened(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    data = link.event.data
    due = parse_instant(data["due"])
    key = str(data["part"])
    yield _OPENED, (dossier.pk, key, Outcome.OPEN.value, now, due, str(data["child"]))
    yield clear_alerts(dossier, BLOCKED, key, now)


def _waits(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    yield _STANDS, (Outcome.WAITING.value, None, None, dossier.pk, str(link.event.data["part"]))


def _resumed(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    due = parse_instant(link.event.data.get("due"))
    yield _STANDS, (Outcome.OPEN.value, None, due, dossier.pk, str(link.event.data["part"]))


def _ended(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    data = link.event.data
    key = str(data["part"])
    yield _STANDS, (str(data["outcome"]), now, None, dossier.pk, key)
    yield clear_alerts(dossier, OVERDUE, key, now)
    if data["failed"] is True and not dossier.closed:
        yield _alert(dossier, link, now, FAILED, key)


def _overdue(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    data = link.event.data
    key = str(data["part"])
    yield _LOOK_AGAIN, (parse_instant(data["look_again_at"]), dossier.pk, key)
    yield _alert(dossier, link, now, OVERDUE, key)


def _blocked(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    key = str(link.event.data["part"])
    yield clear_alerts(dossier, BLOCKED, key, now)
    yield _alert(dossier, link, now, BLOCKED, key)


def _silent(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    key = str(link.event.data["consultation"])
    yield (
        "UPDATE dossiers_consultation SET silent_at = %s WHERE dossier_id = %s AND key = %s",
        (now, dossier.pk, key),
    )
    yield _alert(dossier, link, now, SILENT, key)


def went_on(dossier: Dossier, now: dt.datetime) -> Iterator[Rider]:
    """The lead agency decided what becomes of a whole with a part that failed or could not open."""
    if "interlinked" in dossier.flags:
        yield _CLEAR_ALL, (now, dossier.pk, FAILED)
        yield _CLEAR_ALL, (now, dossier.pk, BLOCKED)


def _went_on(dossier: Dossier, link: Sealed, now: dt.datetime) -> Iterator[Rider]:
    yield from went_on(dossier, now)


FAMILY_RECORDERS: Mapping[EventKind, Callable[[Dossier, Sealed, dt.datetime], Iterator[Rider]]] = {
    EventKind.CHILD_OPENED: _opened,
    EventKind.CHILD_WAITS: _waits,
    EventKind.CHILD_RESUMED: _resumed,
    EventKind.CHILD_ENDED: _ended,
    EventKind.CHILD_OVERDUE: _overdue,
    EventKind.CHILD_BLOCKED: _blocked,
    EventKind.CONSULTATION_SILENT: _silent,
    EventKind.STEP_COMPLETED: _went_on,
    EventKind.WITHDRAWN: _went_on,
    EventKind.STOPPED: _went_on,
}
"""``STOPPED`` clears too: whoever stops the whole has seen to it."""
