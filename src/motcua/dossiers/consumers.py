"""What dossiers hear from other rooms."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from uuid import UUID

from procrastinate.exceptions import AlreadyEnqueued

from motcua.core.outbox import Message, consumer, publish
from motcua.dossiers.services.family import MOVES, follow, whole_of
from motcua.dossiers.services.family_blocked import waiting_wholes
from motcua.dossiers.services.reorganise import follow_competence
from motcua.dossiers.services.responsibility import ended_late
from motcua.dossiers.tasks import replan_open, replan_units, reroute_open
from motcua.worktime.selectors import RECHECK_SECONDS

FAMILY = "family"
"""Topic of families that may have to move; the key is the whole."""
LATE_WRITERS = int(RECHECK_SECONDS) * 3
"""Seconds after which no process plans by the old revision any more; what it started meanwhile is planned again."""


@consumer("dossiers.replan", topics=("worktime",))
def on_calendar(message: Message, *, now: dt.datetime) -> None:
    """A revised calendar: queue the re-planning, which may take long, as a job of its own."""
    body = message.body
    if message.kind != "calendar_revised" or body.get("changed_from") is None:
        return
    calendar, revision = str(body["calendar"]), int(str(body["revision"]))
    replan_open.defer(calendar=calendar, revision=revision)
    replan_open.configure(schedule_in={"seconds": LATE_WRITERS}).defer(calendar=calendar, revision=revision)


@consumer("dossiers.reroute", topics=("organisation", "registry"))
def on_competence(message: Message, *, now: dt.datetime) -> None:
    """Units were reorganised, or a decision moved competence: open dossiers follow, in a job of its own."""
    if message.kind == "competence_moved":
        follow_competence(message.body, now=now)
        for whole in waiting_wholes():
            publish(topic=FAMILY, key=str(whole), kind="family_moved", body={"dossier": str(whole)}, now=now)
    elif message.kind != "units_reorganised":
        return
    with suppress(AlreadyEnqueued):
        reroute_open.defer()


@consumer("dossiers.calendars", topics=("organisation",))
def on_calendar_of_unit(message: Message, *, now: dt.datetime) -> None:
    """A unit was given another calendar: its open dossiers follow; one that begins later is found that night."""
    if message.kind == "calendar_set":
        replan_units.defer()
        replan_units.configure(schedule_in={"seconds": LATE_WRITERS}).defer()


ENDS = frozenset({"result_issued", "dossier_withdrawn", "dossier_stopped"})
"""Events with which the time of an agency may end."""


@consumer("dossiers.responsibility", topics=("dossier",))
def on_end(message: Message, *, now: dt.datetime) -> None:
    """A dossier came to its end: one that is late gets its record of responsibility counted for good."""
    if message.kind in ENDS:
        ended_late(UUID(str(message.body["dossier"])), now=now)


@consumer("dossiers.family", topics=("dossier",))
def on_move(message: Message, *, now: dt.datetime) -> None:
    """An act that may concern a family is passed on under the key of its whole, so that one family is brought up to
    date in order and each in a transaction of its own."""
    if message.kind not in MOVES:
        return
    whole = whole_of(UUID(str(message.body["dossier"])))
    if whole is not None:
        publish(topic=FAMILY, key=str(whole), kind="family_moved", body={"dossier": str(whole)}, now=now)


@consumer("dossiers.family.follow", topics=(FAMILY,), batch=1)
def on_family(message: Message, *, now: dt.datetime) -> None:
    """One family at a time: locks and the counter of codes are held for one whole only."""
    follow(UUID(message.key), now=now)
