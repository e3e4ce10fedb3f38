"""Letters after a re-routing: one for each dossier, spread over time, none where the decision says so."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from motcua.core.clock import FrozenClock
from motcua.core.outbox import Message
from motcua.dossiers.models import Dossier, DossierEvent
from motcua.dossiers.services.reroute import run_reroute
from motcua.notifications.from_dossiers import DossierLog
from motcua.notifications.letters import Letter
from motcua.notifications.models import Notice
from motcua.notifications.moved import APART, STALE, note_moved, write_moved
from motcua.notifications.rendering import render_dossier_letter
from motcua.organisation.models import Unit
from tests.dossiers.reorganised import MERGER, enacted, job
from tests.dossiers.world import NOW, World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None, clock: FrozenClock) -> World:
    clock.set(NOW)
    return build()


def moved(dossier: Dossier) -> DossierEvent:
    return DossierEvent.objects.filter(dossier=dossier, kind="dossier_rerouted").latest("seq")


def told(dossier: Dossier, *, ago: dt.timedelta = dt.timedelta(0)) -> None:
    event = moved(dossier)
    body = {"dossier": str(dossier.uid), "seq": event.seq, "kind": event.kind}
    write_moved(
        Message(
            id=uuid4(),
            position=1,
            topic="dossier",
            key=str(dossier.uid),
            kind=event.kind,
            body=body,
            created_at=NOW - ago,
        ),
        now=NOW,
    )


def merged(world: World, *, tells: bool = True) -> None:
    enacted(MERGER, tells=tells)
    run_reroute(job(), rest=0)


def test_letter_when_a_dossier_moved_then_it_names_authority_day_and_desk(world: World) -> None:
    dossier = world.accepted()
    merged(world)
    Unit.objects.filter(code="TS-0201.MC").update(address="12 Đường Mới", phone="0200 123")
    told(dossier)

    notice = Notice.objects.get()
    envelope = DossierLog().envelope(dossier.uid, moved(dossier).seq)
    assert envelope is not None
    text = render_dossier_letter(Letter(notice.letter), envelope.occurrence, language="vi").body

    assert notice.letter == Letter.MOVED
    assert "nay do Phòng Văn hóa - Xã hội xã Hòa Bình giải quyết" in text
    assert "vẫn là" in text
    assert "12 Đường Mới" in text
    assert "12/NQ-HĐND" in text
    assert "không phải nộp lại" in text


def test_letters_when_many_moved_then_they_leave_one_after_the_other(world: World) -> None:
    dossiers = [world.accepted() for _ in range(3)]
    merged(world)
    for dossier in dossiers:
        told(dossier)

    times = list(Notice.objects.order_by("next_at").values_list("next_at", flat=True))

    assert times == [NOW, NOW + APART, NOW + 2 * APART]


def test_letter_when_the_message_comes_twice_then_there_is_one(world: World) -> None:
    dossier = world.accepted()
    merged(world)
    told(dossier)
    told(dossier)

    assert Notice.objects.count() == 1


def test_letter_when_the_dossier_moves_again_before_it_left_then_it_tells_of_the_later_move() -> None:
    dossier = uuid4()
    first = note_moved(message=uuid4(), dossier=dossier, seq=4, now=NOW)
    again = note_moved(message=uuid4(), dossier=dossier, seq=7, now=NOW)
    older = note_moved(message=uuid4(), dossier=dossier, seq=4, now=NOW)

    assert first is not None
    assert (again, older) == (None, None)
    assert list(Notice.objects.values_list("seq", flat=True)) == [7]


def test_letter_when_it_left_before_the_next_move_then_there_is_another() -> None:
    dossier = uuid4()
    note_moved(message=uuid4(), dossier=dossier, seq=4, now=NOW)
    Notice.objects.update(state="sent", sent_at=NOW)

    assert note_moved(message=uuid4(), dossier=dossier, seq=7, now=NOW) is not None


def test_letter_when_the_decision_tells_nobody_then_there_is_none(world: World) -> None:
    dossier = world.accepted()
    merged(world, tells=False)
    told(dossier)

    assert not Notice.objects.exists()


def test_letter_when_only_the_holder_changed_or_it_was_long_ago_then_there_is_none(world: World) -> None:
    dossier = world.accepted()
    merged(world)
    told(dossier, ago=STALE + dt.timedelta(seconds=1))

    assert not Notice.objects.exists()
