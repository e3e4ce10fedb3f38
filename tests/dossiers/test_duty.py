"""Giving work to others, outages, dates that pass, fees and incidents: services on a real database."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.clock import FrozenClock, legal_date
from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed
from motcua.core.models import OutboxMessage
from motcua.dossiers.lifecycle import Action, State
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.log.snapshot import thaw
from motcua.dossiers.models import (
    ClockPause,
    ClockRun,
    Dossier,
    DossierEvent,
    DossierFee,
    DossierResult,
    HandoverRow,
    TimerFiring,
    TimerRule,
)
from motcua.dossiers.services import handover as service
from motcua.dossiers.services.fees import record_payment, settle_refund
from motcua.dossiers.services.handover import begin_handover, held_by, run_handover, spread
from motcua.dossiers.services.incidents import Report, Restoration, close_incident, record_incident, tasks_of
from motcua.dossiers.services.outages import apply_outage, declare, end
from motcua.dossiers.services.replan import replan_moved_units
from motcua.dossiers.services.timers import coming, run_timers
from motcua.organisation.services.structure import set_calendar
from motcua.people.actors import SYSTEM, load_actor
from motcua.people.models import FollowUpTask
from motcua.people.services.tasks import complete_task
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

from .paths import led_to
from .world import NOW, World

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock_stands(clock: FrozenClock) -> None:
    """What is recorded is not later than what happens."""


@pytest.fixture
def second(world: World) -> str:
    """Another settling officer of the division."""
    post = PostFactory(unit=world.division, role="settling_officer", title="Vị trí second")
    user = UserFactory(username="second", full_name="Cán bộ second")
    AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
    world.posts["second"], world.users["second"] = post, user
    world.actors["second"] = load_actor(user.pk, legal_date(NOW))
    return "second"


def given(world: World, at: dt.datetime = NOW) -> Dossier:
    dossier = world.accepted(at)
    world.act(dossier, Action.ASSIGN, "division_head", at, post=str(world.posts["settling"].uid))
    dossier.refresh_from_db()
    return dossier


def reassign(world: World, dossier: Dossier, who: str, to: str, **more: object) -> None:
    data = {"post": str(world.posts[to].uid), "reason": "quá tải", **more}
    world.act(dossier, Action.REASSIGN, who, NOW + HOUR, **data)
    dossier.refresh_from_db()


# ---- reassign and hand-over


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


# ---- calendars and outages


def test_unit_when_it_gets_another_calendar_then_its_open_dossiers_follow_by_events(world: World) -> None:
    dossier = given(world)
    other = world.accepted()
    world.act(other, Action.WITHDRAW, "citizen", NOW)
    set_calendar(
        world.division, "settlement", "as-reception", actor=SYSTEM, now=NOW, valid_from=legal_date(NOW), source="QĐ 1"
    )
    from motcua.core.remember import forget_everything

    forget_everything()

    moved = [replan_moved_units(now=NOW + HOUR), replan_moved_units(now=NOW + HOUR)]

    dossier.refresh_from_db()
    assert moved == [1, 0]
    assert set(ClockRun.objects.filter(dossier=dossier, ended_at=None).values_list("calendar", flat=True)) == {
        "as-reception"
    }
    assert {clock.calendar for clock in thaw(dossier.snapshot).clocks} == {"as-reception"}
    assert differences(dossier) == []
    assert OutboxMessage.objects.filter(topic="organisation", kind="calendar_set").count() == 1


@pytest.mark.parametrize("state", [State.PROCESSING, State.CONSULTING, State.STOPPED, State.SUBMITTED])
def test_outage_when_over_then_open_dossiers_get_the_time_back_once(world: World, state: State) -> None:
    dossier, at = led_to(world, state)
    before, next_before = dossier.statutory_due_at, dossier.next_at
    world.actors["chair"] = _chair(world)
    outage = declare(
        world.province,
        began_at=at - HOUR,
        system="Cổng dịch vụ công",
        reason="Mất điện",
        planned=False,
        actor=world.actors["chair"],
        now=at + HOUR,
    )
    end(outage.uid, ended_at=at + 3 * HOUR, actor=world.actors["chair"], now=at + 4 * HOUR)

    moved = [apply_outage(outage.uid, now=at + 4 * HOUR), apply_outage(outage.uid, now=at + 4 * HOUR)]

    dossier.refresh_from_db()
    outage.refresh_from_db()
    assert differences(dossier) == []
    if state is State.STOPPED:  # its time stood still anyway
        assert (moved, dossier.statutory_due_at) == ([0, 0], before)
        return
    assert (moved, outage.moved) == ([1, 0], 1)
    assert ClockPause.objects.filter(run__dossier=dossier, kind="outage").exists()
    assert dossier.next_at is not None
    assert next_before is not None
    assert dossier.next_at > next_before
    if before is not None:
        assert dossier.statutory_due_at is not None
        assert dossier.statutory_due_at > before


def _chair(world: World) -> object:
    post = PostFactory(unit=world.province, role="province_leader", title="Chủ tịch")
    user = UserFactory(username="chair", full_name="Chủ tịch")
    AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
    return load_actor(user.pk, legal_date(NOW))


def test_outage_when_planned_too_late_or_by_anybody_then_refused(world: World) -> None:
    chair = _chair(world)
    base = {"system": "Cổng", "reason": "Nâng cấp", "now": NOW}
    with pytest.raises(Invalid, match="outage_notice_short"):
        declare(world.province, began_at=NOW + 5 * DAY, planned=True, actor=chair, **base)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="date_in_the_future"):
        declare(world.province, began_at=NOW + HOUR, planned=False, actor=chair, **base)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        declare(world.province, began_at=NOW, planned=False, actor=world.actors["head"], **base)  # type: ignore[arg-type]
    declare(world.province, began_at=NOW + 20 * DAY, planned=True, actor=chair, **base)  # type: ignore[arg-type]


# ---- timers


def test_timers_when_a_step_is_past_its_date_then_remind_and_tell_the_head_once(world: World) -> None:
    dossier = given(world)
    late = NOW + 9 * DAY

    ran = [run_timers(now=NOW + HOUR), run_timers(now=late), run_timers(now=late)]

    outcomes = sorted(TimerFiring.objects.filter(dossier=dossier).values_list("outcome", flat=True))
    assert ran[0] == ran[2] == 0
    assert outcomes == ["reminded", "told_head"]
    task = FollowUpTask.objects.get()
    assert task.owner == world.posts["division_head"]
    assert OutboxMessage.objects.filter(topic="timer").count() == ran[1] == 2


def test_timer_when_the_case_says_so_then_a_silent_applicants_dossier_stops(world: World) -> None:
    dossier, at = led_to(world, State.SUPPLEMENT_AT_SETTLEMENT)
    silent, other_at = led_to(world, State.SUPPLEMENT_AT_SETTLEMENT)
    TimerRule.objects.create(
        name="Dừng sau 7 ngày làm việc im lặng",
        wait="supplement",
        act="stop",
        amount=7,
        unit="working_day",
        since_start=True,
        procedure=dossier.procedure,
        case_key="default",
        valid_from=legal_date(NOW),
        source="Nghị định 301/2026/NĐ-CP điều 6",
    )
    world.act(silent, Action.ANSWER_SUPPLEMENT, "citizen", other_at)

    run_timers(now=at + 8 * DAY)
    dossier.refresh_from_db()
    assert dossier.state == "supplement_at_settlement"
    run_timers(now=at + 10 * DAY)

    dossier.refresh_from_db()
    silent.refresh_from_db()
    event = DossierEvent.objects.filter(dossier=dossier).latest("seq")
    assert (dossier.state, silent.state) == ("stopped", "processing")
    assert b'"reason_code":"applicant_silent"' in bytes(event.payload)
    assert event.actor == "system"


def test_coming_shows_what_will_happen_to_the_dossiers_in_reach(world: World) -> None:
    dossier = given(world)
    until = NOW + 7 * DAY

    seen = [(one.rule.act, one.dossier.pk) for one in coming(world.actors["settling"], now=NOW, until=until)]

    assert ("remind", dossier.pk) in seen
    assert coming(world.actors["stranger"], now=NOW, until=until) == []


# ---- fees


def test_fee_when_taken_then_is_an_event_and_the_obligation_stays(world: World) -> None:
    dossier = given(world)
    world.act(dossier, Action.PAUSE_FOR_PAYMENT, "settling", NOW, amount=5_000_000)

    taken = [record_payment(dossier.uid, how="cash", actor=world.actors["reception"], now=NOW + HOUR) for _ in range(2)]

    owed = DossierFee.objects.get(dossier=dossier, key="financial_obligation")
    assert taken == [1, 0]
    assert owed.paid_at is None
    assert DossierEvent.objects.filter(dossier=dossier, kind="fee_recorded").count() == 1
    with pytest.raises(Invalid, match="obligation_is_confirmed"):
        record_payment(dossier.uid, how="cash", actor=world.actors["reception"], now=NOW, keys=["financial_obligation"])
    dossier.refresh_from_db()
    assert differences(dossier) == []


def test_withdrawal_when_a_fee_was_paid_then_somebody_checks_whether_it_goes_back(world: World) -> None:
    dossier = given(world)
    record_payment(dossier.uid, how="cash", actor=world.actors["reception"], now=NOW)
    free = given(world)
    for one in (dossier, free):
        world.act(one, Action.WITHDRAW, "citizen", NOW + HOUR)

    fee = DossierFee.objects.get(dossier=dossier)
    assert (fee.refund, DossierFee.objects.get(dossier=free).refund) == ("check", "")
    say = {"actor": world.actors["reception"], "now": NOW + 2 * HOUR}
    settle_refund(dossier.uid, fee.key, answer="repaid", reason="Chưa giải quyết", **say)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="refund_settled"):
        settle_refund(dossier.uid, fee.key, answer="kept", reason="x", **say)  # type: ignore[arg-type]


# ---- incidents


def test_result_when_corrected_then_both_are_kept_and_the_agency_bears_the_cost(world: World) -> None:
    dossier = world.returned()

    world.act(dossier, Action.CORRECT_RESULT, "head", NOW + HOUR, reason="Sai năm sinh", cost=50_000, kind="granted")
    world.act(dossier, Action.HAND_OVER, "reception", NOW + 2 * HOUR)

    results = list(DossierResult.objects.filter(dossier=dossier).order_by("issued_seq"))
    event = DossierEvent.objects.get(dossier=dossier, kind="result_corrected")
    assert len(results) == 2
    assert results[0].handed_over_at != results[1].handed_over_at
    assert b'"borne_by":"agency"' in bytes(event.payload)
    with pytest.raises(Invalid, match="fault_unknown"):
        world.act(dossier, Action.CORRECT_RESULT, "head", NOW + 3 * HOUR, reason="x", fault="nobody")


def report(world: World, **changes: object) -> Report:
    values: dict[str, object] = {
        "kind": "papers_lost",
        "fault": "agency",
        "found_on": legal_date(NOW),
        "found_by": "Văn thư",
        "description": "Không thấy bản chính trong kho",
        "message": "Chúng tôi xin lỗi và sẽ khôi phục giấy tờ",
        "components": [world.component],
        "cost": 200_000,
        "steps": [Restoration("Xin cấp bản sao", legal_date(NOW) + 3 * DAY, world.posts["clerk"])],
        **changes,
    }
    return Report(**values)  # type: ignore[arg-type]


def test_papers_when_lost_then_recorded_restored_by_steps_and_closed(world: World) -> None:
    dossier = given(world)
    desk = world.actors["reception"]
    made = record_incident(dossier.uid, report(world), actor=desk, now=NOW)
    with pytest.raises(Conflict, match="incident_tasks_open"):
        close_incident(made.uid, outcome="restored", message="Đã xong", actor=desk, now=NOW)

    complete_task(tasks_of(made)[0], "Đã có bản sao", actor=world.actors["clerk"], now=NOW)
    close_incident(made.uid, outcome="restored", message="Đã khôi phục", actor=desk, now=NOW + HOUR)

    kinds = list(DossierEvent.objects.filter(dossier=dossier).order_by("-seq").values_list("kind", flat=True)[:2])
    payload = bytes(DossierEvent.objects.get(dossier=dossier, kind="incident_recorded").payload)
    assert kinds == ["incident_closed", "incident_recorded"]
    assert b"kho" not in payload
    with pytest.raises(Conflict, match="incident_closed"):
        close_incident(made.uid, outcome="restored", message="x", actor=desk, now=NOW + HOUR)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "fire"},
        {"fault": "moon"},
        {"found_on": legal_date(NOW) + DAY},
        {"components": ["no-such"]},
        {"description": " "},
        {"cost": -1},
    ],
)
def test_incident_when_malformed_then_says_where(world: World, changes: dict[str, object]) -> None:
    dossier = given(world)
    with pytest.raises(Invalid):
        record_incident(dossier.uid, report(world, **changes), actor=world.actors["reception"], now=NOW)
    with pytest.raises(NotAllowed):
        record_incident(dossier.uid, report(world), actor=world.actors["settling"], now=NOW)
