"""The national system and ours: one number, two views, whatever goes wrong between them."""

from __future__ import annotations

import copy
import datetime as dt

import pytest
from django.db import transaction

from motcua.core import outbox
from motcua.core.clock import FrozenClock
from motcua.integrations.incoming.handling import handle_due
from motcua.integrations.models import ForeignCursor, ForeignPetition, ForeignTelling, IncomingMessage
from motcua.integrations.national_petitions.reading import pull
from motcua.integrations.national_petitions.registered import register
from motcua.integrations.national_petitions.simulator import Faults, SimulatedNational
from motcua.integrations.national_petitions.telling import NAME, tell_due
from motcua.integrations.tasks import talk_to_national
from motcua.petitions.lifecycle.commands import Answer, Approve, AskSender, Assign, Publish, Reject, Take, Verify
from motcua.petitions.models import Petition
from motcua.petitions.services import act
from tests.petitions.world import NOW, World, sent

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = dt.timedelta(hours=1)


class Both:
    """The two systems and the clock."""

    def __init__(self, world: World, clock: FrozenClock, faults: Faults) -> None:
        self.world, self.clock, self.now = world, clock, NOW
        self.there = SimulatedNational(lambda: self.now, faults)

    def later(self, by: dt.timedelta = HOUR) -> None:
        self.now += by
        self.clock.set(self.now)

    def sync(self) -> None:
        """What the jobs of an hour do."""
        pull(self.there, now=self.now)
        handle_due(now=self.now)
        outbox.drain(NAME, now=self.now)
        tell_due(self.there, now=self.now)

    def petition(self, number: str) -> Petition:
        return Petition.objects.get(channel="national", foreign_id=number)

    def act(self, number: str, command: object, who: str) -> None:
        with transaction.atomic():
            act(self.petition(number).uid, command, actor=self.world.actor(who), now=self.now)  # type: ignore[arg-type]

    def settle(self, number: str) -> None:
        """Through every step to the public."""
        self.act(number, Verify(category="duong-hong"), "operator")
        self.act(number, Assign(unit="T-SXD"), "operator")
        self.act(number, Take(), "officer")
        self.act(number, Answer(text="Đã vá ổ gà ngày 24/11."), "officer")
        self.act(number, Approve(), "head")
        self.act(number, Publish(title="Ổ gà", question="Ổ gà trước trường", answer="Đã vá"), "operator")


FAULTS = {
    "none": Faults(),
    "twice": Faults(twice=True),
    "shuffled": Faults(twice=True, shuffled=True),
    "late": Faults(late=2),
    "lost answers": Faults(lost_answers=3),
    "an hour away": Faults(away=(NOW, NOW + HOUR)),
    "all": Faults(twice=True, shuffled=True, late=1, lost_answers=2, away=(NOW, NOW + 2 * HOUR)),
}


@pytest.fixture(params=sorted(FAULTS))
def both(request: pytest.FixtureRequest, world: World, clock: FrozenClock) -> Both:
    return Both(world, clock, copy.deepcopy(FAULTS[request.param]))


def test_sync_when_anything_goes_wrong_between_then_one_petition_and_each_act_once(both: Both) -> None:
    both.there.report("QG-1", "Ổ gà trước cổng trường", sender_name="Trần Thị Thử", phone="0912 000 222")
    both.there.report("QG-2", "Rác không ai lấy")
    for _ in range(6):
        both.sync()
        both.later()

    both.settle("QG-1")
    both.act("QG-2", Reject(reason="not_clear", words="Chưa rõ ở đâu"), "operator")
    for _ in range(6):
        both.sync()
        both.later()
    both.there.rating("QG-1", 2)
    for _ in range(6):
        both.sync()
        both.later()

    view = both.there.views["QG-1"]
    assert Petition.objects.filter(channel="national").count() == 2
    assert (view.unit, view.answers, view.published) == (
        "Sở Xây dựng",
        ["Đã vá ổ gà ngày 24/11."],
        ("Ổ gà trước trường", "Đã vá"),
    )
    assert view.acts == ["assign", "answer", "publish"]
    assert both.there.views["QG-2"].state == "returned"
    assert "rated" in both.petition("QG-1").flags
    assert set(IncomingMessage.objects.values_list("state", flat=True)) == {"taken"}
    assert not ForeignPetition.objects.exclude(conflict="").exists()
    assert not ForeignTelling.objects.filter(state__in=["pending", "sending", "failed"]).exists()


@pytest.fixture
def plain(world: World, clock: FrozenClock) -> Both:
    found = Both(world, clock, Faults())
    found.there.report("QG-1", "Ổ gà trước cổng trường")
    found.sync()
    return found


def test_supplement_when_asked_for_then_the_petition_goes_on(plain: Both) -> None:
    plain.act("QG-1", AskSender("Ở đâu?"), "operator")
    plain.there.supplement("QG-1", "Trước số 12")
    plain.sync()

    assert plain.petition("QG-1").holder_kind == "operator"


def test_supplement_when_nobody_asked_then_a_person_sees_it_and_the_conflict(plain: Both) -> None:
    plain.there.supplement("QG-1", "Thêm nữa")
    plain.sync()

    row = IncomingMessage.objects.get(state="unread")
    assert (row.reason, row.body_words) == ("national_supplement_too_late", "Thêm nữa")
    assert ForeignPetition.objects.get().conflict == "supplement_too_late"


def test_telling_when_another_office_closed_it_there_then_the_conflict_is_told(plain: Both) -> None:
    plain.there.answered_by_another("QG-1", "Bộ đã trả lời")
    plain.act("QG-1", Verify(category="duong-hong"), "operator")
    plain.act("QG-1", Assign(unit="T-SXD"), "operator")
    plain.sync()

    assert ForeignPetition.objects.get().conflict == "closed_there"
    assert ForeignTelling.objects.get().state == "failed"
    assert plain.there.views["QG-1"].answers == ["Bộ đã trả lời"]


def test_pull_when_away_then_since_when_is_known_and_forgotten_after(world: World, clock: FrozenClock) -> None:
    both = Both(world, clock, Faults(away=(NOW, NOW + HOUR)))
    both.sync()
    away = ForeignCursor.objects.get().failed_since
    both.later()
    both.sync()

    assert away == NOW
    assert ForeignCursor.objects.get().failed_since is None


def test_telling_when_of_our_own_petitions_then_nothing_is_told(world: World, clock: FrozenClock) -> None:
    both = Both(world, clock, Faults())
    petition = sent()
    act(petition.uid, Verify(category="duong-hong"), actor=world.actor("operator"), now=NOW)
    act(petition.uid, Assign(unit="T-SXD"), actor=world.actor("operator"), now=NOW)
    both.sync()

    assert not ForeignTelling.objects.exists()


def test_job_when_a_system_is_named_then_it_pulls_and_tells(world: World, clock: FrozenClock) -> None:
    both = Both(world, clock, Faults())
    both.there.report("QG-1", "Ổ gà")
    talk_to_national(timestamp=0)
    assert not IncomingMessage.objects.exists()

    register(both.there)
    try:
        talk_to_national(timestamp=0)
    finally:
        register(None)

    assert IncomingMessage.objects.get().foreign_id == "QG-1/1"
