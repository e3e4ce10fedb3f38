"""Giving one dossier, or all of a post, to somebody else."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.clock import FrozenClock
from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.models import Dossier, DossierEvent, HandoverRow
from motcua.dossiers.services import handover as service
from motcua.dossiers.services.handover import begin_handover, held_by, run_handover, spread

from .hands import given, officer
from .world import NOW, World

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock_stands(clock: FrozenClock) -> None:
    """What is recorded is not later than what happens."""


@pytest.fixture
def second(world: World) -> str:
    """Another settling officer of the division."""
    return officer(world, "second")


def reassign(world: World, dossier: Dossier, who: str, to: str, **more: object) -> None:
    data = {"post": str(world.posts[to].uid), "reason": "quá tải", **more}
    world.act(dossier, Action.REASSIGN, who, NOW + HOUR, **data)
    dossier.refresh_from_db()


def test_reassigned_when_the_head_says_so_then_the_other_post_holds_it(world: World, second: str) -> None:
    dossier = given(world)

    reassign(world, dossier, "division_head", second, reason_code="overload")

    event = DossierEvent.objects.filter(dossier=dossier).latest("seq")
    assert dossier.holder_post == world.posts[second]
    assert (event.kind, b"qu\xc3\xa1" in bytes(event.payload)) == ("dossier_reassigned", False)
    assert differences(dossier) == []


def test_reassigned_while_it_waits_then_comes_back_to_the_new_one(world: World, second: str) -> None:
    dossier = given(world)
    world.act(dossier, Action.PAUSE_FOR_PAYMENT, "settling", NOW, amount=1000)

    reassign(world, dossier, "division_head", second)
    assert dossier.holder_kind == "applicant"
    world.act(dossier, Action.CONFIRM_PAYMENT, "reception", NOW + 2 * HOUR)

    dossier.refresh_from_db()
    assert dossier.holder_post == world.posts[second]
    assert differences(dossier) == []


@pytest.mark.parametrize("who", ["settling", "second", "stranger", "reception", "auditor"])
def test_reassign_by_somebody_who_gives_out_no_work_is_refused(world: World, second: str, who: str) -> None:
    dossier = given(world)
    with pytest.raises(DomainError) as caught:
        reassign(world, dossier, who, second)
    assert caught.value.status in {403, 404}


def test_reassign_when_it_cannot_be_then_says_why(world: World, second: str) -> None:
    dossier = given(world)
    believed = str(world.posts[second].uid)

    with pytest.raises(Conflict, match="reassigned_meanwhile"):
        reassign(world, dossier, "division_head", second, from_post=believed)
    with pytest.raises(Conflict, match="reassigned_to_holder"):
        reassign(world, dossier, "division_head", "settling")
    with pytest.raises(Invalid, match="post_of_another_unit"):
        reassign(world, dossier, "division_head", "stranger")
    with pytest.raises(Invalid, match="reason_unknown"):
        reassign(world, dossier, "division_head", second, reason_code="boredom")
    with pytest.raises(Conflict, match="nothing_to_reassign"):
        reassign(world, world.accepted(), "division_head", second)


def test_work_when_handed_over_then_each_dossier_has_its_own_answer(world: World, second: str) -> None:
    mine, waiting, taken = given(world), given(world), given(world)
    world.act(waiting, Action.PAUSE_FOR_PAYMENT, "settling", NOW, amount=1000)
    post, to = world.posts["settling"], world.posts[second]
    made = begin_handover(post, [to], reason_code="leave", reason="nghỉ", actor=world.actors["division_head"], now=NOW)
    reassign(world, taken, "head", second)

    first = run_handover(made.uid, now=NOW + 2 * HOUR)
    again = run_handover(made.uid, now=NOW + 2 * HOUR)

    assert first == again == (2, 1)
    assert HandoverRow.objects.get(dossier=taken).code == "reassigned_meanwhile"
    assert not held_by(post).exists()
    assert set(held_by(to).values_list("pk", flat=True)) == {mine.pk, waiting.pk, taken.pk}


def test_work_when_the_worker_dies_then_the_rest_is_done_later(
    world: World, second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        given(world)
    made = begin_handover(
        world.posts["settling"],
        [world.posts[second]],
        reason_code="leave",
        reason="",
        actor=world.actors["division_head"],
        now=NOW,
    )
    real, done = service.act, []

    def dies(**named: object) -> object:
        if len(done) == 1:
            raise ConnectionError
        done.append(named)
        return real(**named)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "act", dies)
    with pytest.raises(ConnectionError):
        run_handover(made.uid, now=NOW + HOUR)
    monkeypatch.setattr(service, "act", real)

    assert run_handover(made.uid, now=NOW + HOUR) == (3, 0)
    assert DossierEvent.objects.filter(kind="dossier_reassigned").count() == 3


def test_handover_when_malformed_or_not_ones_own_then_refused(world: World, second: str) -> None:
    given(world)
    post, to, head = world.posts["settling"], world.posts[second], world.actors["division_head"]
    base = {"reason_code": "leave", "reason": "", "now": NOW}

    with pytest.raises(NotAllowed):
        begin_handover(post, [to], actor=world.actors["settling"], **base)  # type: ignore[arg-type]
    for targets, code in (
        ([], "handover_nobody"),
        ([post], "handover_to_itself"),
        ([world.posts["stranger"]], "post_of"),
    ):
        with pytest.raises(Invalid, match=code):
            begin_handover(post, targets, actor=head, **base)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="handover_nothing"):
        begin_handover(to, [post], actor=head, **base)  # type: ignore[arg-type]


def test_spread_gives_the_urgent_first_and_to_whoever_has_least() -> None:
    given_to = spread([1, 2, 3, 4, 5], [10, 20], {10: 2, 20: 0})

    assert given_to == {1: 20, 2: 20, 3: 10, 4: 20, 5: 10}
