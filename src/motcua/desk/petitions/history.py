"""What happened to a petition, with names and words, the newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from motcua.core.canonical import Json, decode
from motcua.desk.petitions.wording import EVENTS, REASONS, STEPS, TRACKS, WAYS
from motcua.desk.wording import words
from motcua.organisation.models import Unit
from motcua.people.models import User
from motcua.petitions.models import Petition, PetitionClock, PetitionEvent
from motcua.web.words import instant

MOST = 400
_SAID = ("words", "answer", "text", "outside")
_BAD = frozenset({"returned_to_unit", "returned_to_desk", "reopened", "apology_due"})


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, read: ``data`` in the open, ``private`` while it is not erased."""

    seq: int
    kind: str
    at: dt.datetime
    actor: str
    on_behalf_of: str
    data: Mapping[str, Json]
    private: Mapping[str, Json]


def events_of(petition: Petition) -> list[Happened]:
    """In their order; one statement."""
    rows = PetitionEvent.objects.filter(petition=petition).select_related("private").order_by("seq")[:MOST]
    return [_read(row) for row in rows]


def _read(row: PetitionEvent) -> Happened:
    private = decode(bytes(row.private.body)) if hasattr(row, "private") else {}
    return Happened(
        row.seq, row.kind, row.occurred_at, row.actor, row.on_behalf_of, decode(bytes(row.payload)), private
    )


def items(events: Sequence[Happened]) -> list[dict[str, object]]:
    """For the timeline; two statements, for the names of people and units."""
    people = _people(events)
    units = _units(events)
    return [
        {
            "title": words(EVENTS, one.kind),
            "at": one.at,
            "by": _by(one, people),
            "text": _said(one, units),
            "state": "late" if one.kind in _BAD else "",
        }
        for one in reversed(events)
    ]


def since(petition: Petition, seq: int) -> list[dict[str, object]]:
    """What happened after event ``seq``."""
    return items([one for one in events_of(petition) if one.seq > seq])


def last_answer(events: Iterable[Happened]) -> str:
    """The words of the answer in force; empty before the first, and once they are erased."""
    found = ""
    for one in events:
        if one.kind == "answered":
            found = str(one.private.get("answer", ""))
    return found


def _people(events: Iterable[Happened]) -> dict[str, str]:
    uids = {uid for one in events if (uid := _uid(one.actor))}
    return {str(uid): name for uid, name in User.objects.filter(uid__in=uids).values_list("uid", "full_name")}


def _units(events: Iterable[Happened]) -> dict[str, str]:
    uids = {uid for one in events if (uid := _uid(str(one.data.get("unit", ""))))}
    return {str(uid): name for uid, name in Unit.objects.filter(uid__in=uids).values_list("uid", "name")}


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _by(one: Happened, people: Mapping[str, str]) -> str:
    if one.actor == "sender" or (one.kind in {"submitted", "sender_answered", "rated"} and one.actor not in people):
        return _("Người gửi")
    name = people.get(one.actor, _("Hệ thống"))
    return _("{name}, thay {post}").format(name=name, post=one.on_behalf_of) if one.on_behalf_of else name


def _said(one: Happened, units: Mapping[str, str]) -> str:
    parts = [units.get(str(one.data.get("unit", "")), "")]
    if one.data.get("reason"):
        parts.append(words(REASONS, str(one.data["reason"])))
    if one.data.get("track"):
        parts.append(words(TRACKS, str(one.data["track"])))
    if one.data.get("way"):
        parts.append(words(WAYS, str(one.data["way"])))
    if one.kind == "rated":
        parts.append(_("{score}/5").format(score=one.data.get("score", "")))
    if one.kind == "extended":
        parts.append(_("hạn mới {at}").format(at=_instant(one.data.get("due_at"))))
    parts += [str(one.private[name]) for name in _SAID if one.private.get(name)]
    return ". ".join(part for part in parts if part)


def _instant(value: Json) -> str:
    try:
        return instant(dt.datetime.fromisoformat(str(value)))
    except ValueError:
        return ""


def dues(clocks: Iterable[PetitionClock]) -> list[dict[str, object]]:
    """Each limit with its working: how long, by which calendar, from when to when, and what did not count."""
    return [
        {
            "name": words(STEPS, one.step),
            "limit": limit_words(one.amount, one.unit),
            "start": one.started_at,
            "due": one.due_at,
            "ended": one.ended_at,
            "lines": [
                _("Lịch {code}, bản {revision}").format(code=one.calendar, revision=one.calendar_revision),
                *(
                    _("Không tính: {since} đến {until}").format(
                        since=instant(pause.paused_from), until=instant(pause.paused_to)
                    )
                    for pause in one.pauses.all()
                ),
                *([_("Đang dừng từ {at}").format(at=instant(one.paused_since))] if one.paused_since else []),
            ],
        }
        for one in clocks
    ]


def limit_words(amount: int, unit: str) -> str:
    named = {
        "working_day": _("{n} ngày làm việc"),
        "day": _("{n} ngày"),
        "working_hour": _("{n} giờ làm việc"),
        "hour": _("{n} giờ"),
        "month": _("{n} tháng"),
    }
    return named.get(unit, "{n}").format(n=amount)
