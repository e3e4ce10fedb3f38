"""Filing by post: the signing of the record is the filing. And what is answered on the spot."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.clock import LEGAL_ZONE
from motcua.core.errors import Invalid
from motcua.core.models import AuditRecord
from motcua.dossiers.lifecycle import Action, EventKind
from motcua.dossiers.lifecycle.commands import Command
from motcua.dossiers.lifecycle.decide import decide
from motcua.dossiers.lifecycle.state import DossierState, evolve
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.models import ClockRun
from motcua.dossiers.services.handed_in import MOST_DAYS, parse_handed_in
from motcua.dossiers.services.verify import verify
from tests.dossiers.legal_time import START, context, fresh
from tests.dossiers.world import NOW, World

SIGNED = NOW - dt.timedelta(days=4)


def test_papers_by_post_are_filed_when_the_record_was_signed(world: World) -> None:
    late = world.accepted(NOW, channel="post", handed_in_at=SIGNED)
    same = world.accepted(NOW, channel="post")

    assert late.submitted_at == SIGNED
    assert late.accepted_at is not None
    assert late.accepted_at >= NOW
    run = ClockRun.objects.get(dossier=late, kind="settlement")
    assert run.started_at == SIGNED
    assert run.due_at < ClockRun.objects.get(dossier=same, kind="settlement").due_at
    assert late.appointed_due_at == run.due_at
    assert AuditRecord.objects.filter(act="dossiers.filed_by_postal_record").count() == 1
    assert differences(late) == []
    assert verify().ok


def test_after_a_supplement_the_time_begins_with_its_acceptance(world: World) -> None:
    dossier = world.submit("reception", NOW, channel="post", handed_in_at=SIGNED)
    items = [{"component": world.component, "note": "Thiếu chữ ký"}]
    world.act(dossier, Action.REQUEST_SUPPLEMENT, "reception", NOW, items=items)
    later = NOW + dt.timedelta(days=1)
    world.act(dossier, Action.ANSWER_SUPPLEMENT, "reception", later)
    world.act(dossier, Action.ACCEPT, "reception", later, originals=[world.component])

    assert ClockRun.objects.get(dossier=dossier, kind="settlement").started_at == later


@pytest.mark.parametrize(
    ("channel", "at", "code"),
    [
        ("counter", SIGNED, "handed_in_not_by_post"),
        ("post", NOW + dt.timedelta(minutes=1), "handed_in_in_the_future"),
        ("post", NOW - dt.timedelta(days=MOST_DAYS, minutes=1), "handed_in_too_early"),
    ],
)
def test_what_cannot_be_is_refused(world: World, channel: str, at: dt.datetime, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        world.submit("reception", NOW, channel=channel, handed_in_at=at)

    assert caught.value.code == code


def test_what_a_browser_sends_is_legal_time() -> None:
    assert parse_handed_in("2026-11-23T08:30") == NOW
    assert parse_handed_in("  ") is None
    for text in ("🙂", "2026-13-01T00:00", "0001-01-01T00:00", "x" * 5000):
        with pytest.raises(Invalid):
            parse_handed_in(text)


def test_what_is_answered_on_the_spot_is_due_that_day_and_needs_no_steps() -> None:
    law = context(instant=True)
    state = fresh("counter", instant=True)

    accepted = decide(law, state, Command(Action.ACCEPT, {}, {}), START)
    assert isinstance(accepted, tuple)
    after: DossierState | None = state
    for event in accepted:
        after = evolve(after, event)
    assert after is not None
    assert after.appointed_due == START + dt.timedelta(hours=6)
    result = decide(law, after, Command(Action.ISSUE_RESULT, {}, {}), START)
    assert isinstance(result, tuple)
    assert [event.kind for event in result] == [EventKind.RESULT_ISSUED]


def test_after_three_in_the_afternoon_it_may_wait_until_the_next_working_day(world: World) -> None:
    from motcua.dossiers.context import deadlines_for

    deadlines = deadlines_for(world.centre.pk, world.division.pk, dt.date(2026, 11, 25))
    noon = dt.datetime(2026, 11, 25, 11, tzinfo=LEGAL_ZONE)
    late = dt.datetime(2026, 11, 25, 15, 1, tzinfo=LEGAL_ZONE)

    assert deadlines.same_day(noon).at.astimezone(LEGAL_ZONE).date() == dt.date(2026, 11, 25)
    assert deadlines.same_day(late).at.astimezone(LEGAL_ZONE).date() == dt.date(2026, 11, 26)
