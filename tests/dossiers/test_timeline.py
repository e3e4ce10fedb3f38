"""The timeline: each stretch belongs to the one who held the dossier, is counted once and measured by its own limit."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.dossiers.lifecycle import Action, EventKind, State
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.timeline import Moment, timeline
from motcua.worktime.selectors import compiled

from .paths import led_to
from .world import NOW, World

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def way(dossier: Dossier, now: dt.datetime, *, names: bool = True) -> list[Moment]:
    return timeline(dossier, calendar=compiled("as-settlement"), now=now, with_private=names, names=names)


def test_time_belongs_to_who_held_it_not_to_who_comes_after(world: World) -> None:
    dossier = world.submit(now=NOW)
    world.act(dossier, Action.ACCEPT, "reception", NOW + HOUR, originals=[world.component])
    post = str(world.posts["settling"].uid)
    world.act(dossier, Action.ASSIGN, "division_head", NOW + 2 * HOUR, post=post)

    moments = {moment.kind: moment for moment in way(dossier, NOW + 3 * HOUR)}

    received, divided = moments[EventKind.ACCEPTED].ended, moments[EventKind.STEP_COMPLETED].ended
    held = moments[EventKind.STEP_COMPLETED].began
    assert received is not None
    assert divided is not None
    assert held is not None
    assert (received.unit, received.who, received.stretch.minutes) == (world.centre.name, "", 60)
    assert (divided.unit, divided.stretch.step, divided.stretch.minutes) == (world.division.name, "assign", 60)
    assert (held.who, held.unit, held.stretch.step) == ("Cán bộ settling", world.division.name, "work")
    assert (held.stretch.open, held.stretch.minutes) == (True, 60)


def test_what_happens_within_a_step_does_not_cut_its_time(world: World) -> None:
    dossier = world.accepted()
    world.act(dossier, Action.ASSIGN, "division_head", NOW + HOUR, post=str(world.posts["settling"].uid))
    world.act(dossier, Action.RECORD_VERIFICATION, "settling", NOW + 2 * HOUR, content="Đã xem tại chỗ")
    world.act(dossier, Action.COMPLETE_STEP, "settling", NOW + 3 * HOUR)

    moments = way(dossier, NOW + 3 * HOUR)

    verified, finished = moments[-2], moments[-1]
    assert verified.kind is EventKind.VERIFICATION_RECORDED
    assert (verified.ended, verified.began) == (None, None)
    assert finished.ended is not None
    assert finished.ended.stretch.minutes == 120


def test_stretch_is_measured_by_the_limit_of_its_step(world: World) -> None:
    dossier = world.accepted()
    world.act(dossier, Action.ASSIGN, "division_head", NOW, post=str(world.posts["settling"].uid))
    dossier.refresh_from_db()
    limit = dossier.next_at
    assert limit is not None

    on_time, late = way(dossier, limit)[-1].began, way(dossier, limit + dt.timedelta(days=1))[-1].began

    assert on_time is not None
    assert late is not None
    assert on_time.stretch.clock is not None
    assert (on_time.stretch.clock.kind, on_time.stretch.clock.due_at) == ("step", limit)
    assert on_time.stretch.late_minutes == 0
    assert late.stretch.late_minutes == 480


def test_paused_time_is_told_apart_and_measured_by_no_limit(world: World) -> None:
    dossier, at = led_to(world, State.STOPPED)
    world.act(dossier, Action.RESUME, "division_head", at + HOUR)
    dossier.refresh_from_db()

    desk = way(dossier, at + dt.timedelta(days=1))

    assert [m.kind for m in desk][-2:] == [EventKind.STOPPED, EventKind.RESUMED]
    assert [m.paused for m in desk] == [False, False, False, True, False]
    stood = desk[-1].ended
    assert stood is not None
    assert (stood.stretch.paused, stood.stretch.clock, stood.stretch.late_minutes) == (True, None, 0)
    assert desk[3].private_text("reason") == "sự cố"
    assert desk[-1].began is not None
    assert desk[-1].began.stretch.open


def test_portal_names_no_official_and_reads_nothing_private(world: World) -> None:
    dossier = world.accepted()
    world.act(dossier, Action.ASSIGN, "division_head", NOW, post=str(world.posts["settling"].uid))

    portal = way(dossier, NOW, names=False)

    assert not any(moment.actor for moment in portal)
    assert all(moment.private is None for moment in portal)
    assert "Cán bộ" not in repr(portal)


def test_closed_dossier_is_held_by_nobody(world: World) -> None:
    dossier = world.returned()

    moments = way(dossier, NOW + dt.timedelta(days=9))

    assert moments[-1].began is None
    assert not any(one.began.stretch.open for one in moments if one.began)
