"""Two heads over one late record, two hands on one officer's work, a date that passes while somebody answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from motcua.core.clock import FrozenClock, legal_date, use_clock
from motcua.core.models import OutboxMessage
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import (
    Dossier,
    DossierEvent,
    HandoverRow,
    ResponsibilityAccount,
    ResponsibilityRecord,
    TimerFiring,
    TimerRule,
)
from motcua.dossiers.services.act import act
from motcua.dossiers.services.answering import decide_account, explain
from motcua.dossiers.services.handover import begin_handover, held_by, run_handover
from motcua.dossiers.services.responsibility import ended_late, keep_record, open_late
from motcua.dossiers.services.timers import run_timers
from motcua.people.models import Delegation, FollowUpTask
from motcua.people.services.leaves import StandIn, ask_leave, decide_leave
from tests.core.parallel import at_once
from tests.dossiers.hands import given, officer
from tests.dossiers.world import NOW, World

from .test_dossiers import outcomes, sound

pytestmark = pytest.mark.django_db(transaction=True)

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
LATE = NOW + 14 * DAY
HEADS = ("head", "division_head")


@pytest.fixture(autouse=True)
def officers(world: World) -> None:
    """Two more settling officers of the division."""
    for name in ("second", "third"):
        officer(world, name)


def late_record(world: World) -> ResponsibilityRecord:
    """Ended late; the clerk has something to explain as well."""
    with use_clock(FrozenClock(NOW)):
        dossier = given(world)
    with use_clock(FrozenClock(LATE)):
        for action, who in (
            (Action.COMPLETE_STEP, "settling"),
            (Action.COMPLETE_STEP, "head"),
            (Action.ISSUE_RESULT, "head"),
        ):
            world.act(dossier, action, who, LATE)
        ended_late(dossier.uid, now=LATE)
    record = ResponsibilityRecord.objects.get(dossier=dossier)
    another(record, world)
    return record


def another(record: ResponsibilityRecord, world: World) -> ResponsibilityAccount:
    return ResponsibilityAccount.objects.create(
        record=record,
        kind="officer",
        unit=world.division,
        post=world.posts["clerk"],
        person=world.users["clerk"],
        minutes=500,
        over_minutes=100,
        explain_by=LATE,
    )


def deciding(world: World, account: ResponsibilityAccount, who: str, decision: str) -> Callable[[], object]:
    return lambda: decide_account(
        account.uid,
        decision=decision,
        cause="overload",
        ground="Đã xem giải trình",
        actor=world.actors[who],
        now=LATE + 30 * DAY,
    )


def codes(results: list[object]) -> list[str]:
    """The code of each refusal, ``done`` for the others; anything else is raised."""
    found = []
    for one in results:
        if isinstance(one, BaseException) and not hasattr(one, "code"):
            raise one
        found.append(str(getattr(one, "code", "done")) if isinstance(one, BaseException) else "done")
    return sorted(found)


def decided(dossier: Dossier) -> int:
    return DossierEvent.objects.filter(dossier=dossier, kind="responsibility_decided").count()


def test_two_heads_when_they_decide_one_account_at_once_then_one_decision_stands(world: World) -> None:
    record = late_record(world)
    account = record.accounts.get(person=world.users["settling"])

    results = at_once(
        [deciding(world, account, who, answer) for who in HEADS for answer in ("accepted", "not_accepted", "shared")]
    )

    account.refresh_from_db()
    first = next(one for one in results if isinstance(one, ResponsibilityAccount))
    assert codes([*results]) == ["done", *["responsibility_decided"] * 5]
    assert (account.decision, account.decided_by_id) == (first.decision, first.decided_by_id)
    assert decided(record.dossier) == 1
    assert OutboxMessage.objects.filter(topic="responsibility", kind="responsibility_decided").count() == 1
    sound(world)


def test_two_heads_when_they_decide_two_accounts_of_a_record_at_once_then_it_closes(world: World) -> None:
    record = late_record(world)
    accounts = list(record.accounts.order_by("pk"))

    results = at_once(
        [deciding(world, one, who, "shared") for one, who in zip(accounts, [*HEADS, *HEADS], strict=False)]
    )

    record.refresh_from_db()
    assert codes([*results]) == ["done"] * len(accounts)
    assert len(accounts) >= 2
    assert record.decided_at == LATE + 30 * DAY
    assert decided(record.dossier) == len(accounts)
    sound(world)


def test_explanation_when_it_meets_the_decision_then_the_event_says_which_came_first(world: World) -> None:
    record = late_record(world)
    account = record.accounts.get(person=world.users["settling"])

    def says() -> object:
        return explain(
            account.uid, cause="overload", text="Quá tải", actor=world.actors["settling"], now=LATE + 30 * DAY
        )

    told, ended = at_once([says, deciding(world, account, "head", "shared")])

    account.refresh_from_db()
    event = DossierEvent.objects.get(dossier=record.dossier, kind="responsibility_decided")
    assert codes([ended]) == ["done"]
    assert codes([told]) in (["done"], ["responsibility_decided"])
    assert (b'"explained":true' in bytes(event.payload)) is (account.explained_at is not None)
    sound(world)


def test_explanation_when_the_record_is_counted_meanwhile_then_never_lost(world: World) -> None:
    with use_clock(FrozenClock(NOW)):
        dossier = given(world)
    open_late(now=LATE)
    record = ResponsibilityRecord.objects.get(dossier=dossier)
    for round_number in range(4):
        account = another(record, world)  # whom the log does not find late: the next count lets them go
        at = LATE + round_number * DAY

        def says(account: ResponsibilityAccount = account, at: dt.datetime = at) -> object:
            return explain(account.uid, cause="overload", text="Quá tải", actor=world.actors["clerk"], now=at)

        told, *counted = at_once([says, *[lambda at=at: keep_record(dossier.pk, now=at)] * 3])

        assert codes([*counted]) == ["done"] * 3
        kept = ResponsibilityAccount.objects.filter(pk=account.pk).values_list("explanation", flat=True)
        assert list(kept) == (["Quá tải"] if codes([told]) == ["done"] else [])
    assert record.shares.values("ordinal").distinct().count() == record.shares.count()


def test_late_dossiers_when_many_look_at_once_then_one_record_each(world: World) -> None:
    with use_clock(FrozenClock(NOW)):
        dossiers = [given(world) for _ in range(3)]

    results = at_once([lambda: open_late(now=LATE)] * 4)

    assert all(isinstance(one, int) for one in results), results
    assert ResponsibilityRecord.objects.count() == len(dossiers)
    asked = OutboxMessage.objects.filter(topic="responsibility", kind="explanation_asked").count()
    assert asked == ResponsibilityAccount.objects.count()


def test_two_heads_when_they_reassign_one_dossier_at_once_then_one_is_told_it_moved(world: World) -> None:
    dossier = given(world)

    def gives(who: str, to: str) -> Callable[[], object]:
        data = {"post": str(world.posts[to].uid), "reason": "quá tải"}
        return lambda: act(
            dossier=dossier.uid,
            action=Action.REASSIGN,
            data=data,
            actor=world.actors[who],
            now=NOW + HOUR,
            expected_seq=dossier.seq,
        )

    results = at_once([gives(who, to) for who in HEADS for to in ("second", "third")])

    assert outcomes(results) == {"done": 1, "stale": 3}
    assert DossierEvent.objects.filter(dossier=dossier, kind="dossier_reassigned").count() == 1
    sound(world)


def test_work_when_two_heads_hand_it_over_at_once_then_each_dossier_goes_once(world: World) -> None:
    dossiers = [given(world) for _ in range(4)]
    post = world.posts["settling"]

    def hands(who: str, to: str) -> Callable[[], object]:
        def run() -> object:
            made = begin_handover(
                post, [world.posts[to]], reason_code="leave", reason="", actor=world.actors[who], now=NOW + HOUR
            )
            return run_handover(made.uid, now=NOW + HOUR)

        return run

    results = at_once([hands("head", "second"), hands("division_head", "third")])

    assert all(isinstance(one, tuple) or one.code == "handover_nothing" for one in results), results  # type: ignore[union-attr]
    done = HandoverRow.objects.filter(state="done")
    assert sorted(done.values_list("dossier", flat=True)) == [one.pk for one in dossiers]
    assert set(HandoverRow.objects.exclude(state="done").values_list("code", flat=True)) <= {"reassigned_meanwhile"}
    for row in done.select_related("dossier"):
        assert row.dossier.holder_post_id == row.to_post_id
    assert not held_by(post).exists()
    assert DossierEvent.objects.filter(kind="dossier_reassigned").count() == len(dossiers)
    sound(world)


def test_handover_when_two_workers_run_it_and_one_is_reassigned_then_all_answers_agree(world: World) -> None:
    dossiers = [given(world) for _ in range(4)]
    made = begin_handover(
        world.posts["settling"],
        [world.posts["second"]],
        reason_code="leave",
        reason="",
        actor=world.actors["division_head"],
        now=NOW,
    )
    data = {"post": str(world.posts["third"].uid), "from_post": str(world.posts["settling"].uid), "reason": "x"}

    results = at_once(
        [
            *[lambda: run_handover(made.uid, now=NOW + HOUR)] * 3,
            lambda: act(
                dossier=dossiers[-1].uid,
                action=Action.REASSIGN,
                data=data,
                actor=world.actors["head"],
                now=NOW + HOUR,
            ),
            lambda: world.act(dossiers[0], Action.COMPLETE_STEP, "settling", NOW + HOUR),
        ]
    )

    rows = {row.dossier_id: row for row in HandoverRow.objects.filter(handover=made)}
    moved = DossierEvent.objects.filter(kind="dossier_reassigned")
    assert [one for one in results[:3] if isinstance(one, BaseException)] == []
    assert {row.state for row in rows.values()} <= {"done", "refused"}
    assert sum(row.state == "done" for row in rows.values()) == moved.filter(occurred_at__isnull=False).count() - (
        not isinstance(results[3], BaseException)
    )
    assert not held_by(world.posts["settling"]).exists()
    sound(world)


def test_timers_when_many_workers_run_them_then_each_fires_once(world: World) -> None:
    with use_clock(FrozenClock(NOW)):
        dossier = given(world)

    results = at_once([lambda: run_timers(now=NOW + 9 * DAY)] * 5)

    assert sum(one for one in results if isinstance(one, int)) == 2
    assert TimerFiring.objects.filter(dossier=dossier).count() == 2
    assert FollowUpTask.objects.count() == 1
    assert OutboxMessage.objects.filter(topic="timer").count() == 2


def test_applicant_when_answering_as_the_date_passes_then_is_never_stopped_after_the_answer(world: World) -> None:
    with use_clock(FrozenClock(NOW)):
        dossiers = [given(world) for _ in range(3)]
        for dossier in dossiers:
            items = [{"component": world.component}]
            world.act(dossier, Action.REQUEST_SUPPLEMENT, "settling", NOW, items=items)
    dossier.refresh_from_db()
    TimerRule.objects.create(
        name="Im lặng",
        wait="supplement",
        act="stop",
        amount=1,
        since_start=True,
        valid_from=legal_date(NOW),
        source="x",
    )
    later = NOW + 5 * DAY

    def answers(one: Dossier) -> Callable[[], object]:
        return lambda: world.act(one, Action.ANSWER_SUPPLEMENT, "citizen", later)

    at_once([*[answers(one) for one in dossiers], *[lambda: run_timers(now=later)] * 3])

    for dossier in dossiers:
        kinds = list(DossierEvent.objects.filter(dossier=dossier).order_by("seq").values_list("kind", flat=True))
        assert ("supplement_answered" in kinds) != ("dossier_stopped" in kinds), kinds
    sound(world)


def test_leave_when_two_heads_answer_at_once_then_one_answer_and_one_delegation(world: World) -> None:
    leave = ask_leave(
        world.users["settling"],
        kind="annual",
        first=legal_date(NOW) + DAY,
        last=legal_date(NOW) + 3 * DAY,
        stand_ins=[StandIn(world.posts["settling"], world.users["second"])],
        actor=world.actors["settling"],
        now=NOW,
    )

    results = at_once(
        [
            lambda who=who, yes=yes: decide_leave(leave.uid, approve=yes, actor=world.actors[who], now=NOW)
            for who in HEADS
            for yes in (True, False)
        ]
    )

    leave.refresh_from_db()
    assert codes([*results]) == ["done", *["leave_decided"] * 3]
    assert Delegation.objects.count() == (1 if leave.state == "approved" else 0)
