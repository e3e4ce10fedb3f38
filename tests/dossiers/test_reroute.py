"""Units merge under open dossiers: these follow by events, rights follow at once, clocks run on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import uuid4

import pytest

from motcua.core.errors import Conflict, NotAllowed, NotFound
from motcua.core.remember import forget_everything
from motcua.dossiers.lifecycle import Action, State
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.models import Consultation, Dossier, DossierEvent, Placement, Reroute
from motcua.dossiers.models.reroute import RerouteKind, RerouteState
from motcua.dossiers.permissions import decide_read
from motcua.dossiers.services import reroute as service
from motcua.dossiers.services.reroute import plan_reroute, run_reroute, start_due, unfinished
from motcua.dossiers.services.verify import verify
from motcua.organisation.models import Unit, UnitCalendar
from motcua.organisation.selectors import answers_on

from .paths import led_to
from .reorganised import DAY, MERGER, TODAY, enacted, job, officer, reloaded
from .world import NOW, World

pytestmark = pytest.mark.django_db


def events(dossier: Dossier) -> list[str]:
    return list(DossierEvent.objects.filter(dossier=dossier).order_by("seq").values_list("kind", flat=True))


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code, valid_to=None)


def run() -> Reroute:
    return run_reroute(job(), rest=0)


def test_merger_when_dossiers_are_open_then_each_goes_to_the_successor_and_keeps_its_dates(world: World) -> None:
    submitted, accepted, ready, returned = world.submit(), world.accepted(), world.ready(), world.returned()
    due, appointed = accepted.next_at, accepted.appointed_due_at
    enacted(MERGER)

    done = run()

    for dossier in (submitted, accepted, ready, returned):
        dossier.refresh_from_db()
    assert (done.state, done.moved, done.failed) == (RerouteState.DONE, 3, 0)
    assert (submitted.holder_unit, submitted.reception_unit) == (unit("TS-0201.MC"), unit("TS-0201.MC"))
    assert (accepted.holder_unit, accepted.settling_unit) == (unit("TS-0201.VH"), unit("TS-0201.VH"))
    assert ready.holder_unit == unit("TS-0201.MC")
    assert (accepted.next_at, accepted.appointed_due_at) == (due, appointed)
    assert returned.reception_unit == world.centre
    assert events(returned)[-1] == "result_handed_over"
    assert all(differences(dossier) == [] for dossier in (submitted, accepted, ready))
    assert verify().findings == []


def test_event_when_a_dossier_moved_then_it_names_the_decision_and_its_day(world: World) -> None:
    dossier = world.accepted()
    enacted(MERGER, on=TODAY - 90 * DAY)

    run()

    event = DossierEvent.objects.filter(dossier=dossier).latest("seq")
    assert event.kind == "dossier_rerouted"
    assert b"12/NQ-H" in bytes(event.payload)
    assert (TODAY - 90 * DAY).isoformat().encode() in bytes(event.payload)
    assert event.recorded_at.date() >= TODAY


def test_rights_when_the_job_has_not_come_round_then_the_successor_acts_and_the_old_officer_does_not(
    world: World,
) -> None:
    first, second = world.accepted(), world.accepted()
    enacted(MERGER)
    officer(world, "new_head", "TS-0201.VH", "division_head")
    reloaded(world, "division_head")

    with pytest.raises((NotAllowed, NotFound)):
        world.act(first, Action.COMPLETE_STEP, "division_head")
    world.act(second, Action.COMPLETE_STEP, "new_head")

    first.refresh_from_db()
    second.refresh_from_db()
    assert first.settling_unit == world.division
    assert second.settling_unit == unit("TS-0201.VH")
    assert events(second)[-2:] == ["dossier_rerouted", "step_completed"]
    assert run().moved == 1
    assert events(second).count("dossier_rerouted") == 1


def test_act_when_the_reader_saw_the_dossier_before_it_moved_then_the_number_it_saw_still_counts(world: World) -> None:
    from motcua.dossiers.services.act import act

    dossier = world.accepted()
    enacted(MERGER)
    officer(world, "new_head", "TS-0201.VH", "division_head")

    answer = act(
        dossier=dossier.uid,
        action=Action.COMPLETE_STEP,
        data={},
        actor=world.actors["new_head"],
        now=NOW,
        expected_seq=dossier.seq,
    )

    assert answer.status == 200
    assert events(dossier)[-2:] == ["dossier_rerouted", "step_completed"]


def test_post_when_a_table_of_posts_says_so_then_the_dossier_stays_with_the_person(world: World) -> None:
    dossier = world.accepted()
    world.act(dossier, Action.COMPLETE_STEP, "division_head", assignee=str(world.posts["settling"].uid))
    old = world.posts["settling"]
    changes = [dict(one) for one in MERGER]
    changes.insert(0, {"kind": "rename", "unit": "TS-0101.VH", "to": {"name": "Phòng mới"}})
    changes = changes[:1]

    enacted(changes)
    run()

    dossier.refresh_from_db()
    assert dossier.holder_kind == "post"
    assert dossier.holder_post is not None
    assert dossier.holder_post != old
    assert (dossier.holder_post.code, dossier.holder_post.unit) == (old.code, unit("TS-0101.VH"))
    reloaded(world, "settling")
    world.act(dossier, Action.COMPLETE_STEP, "settling")


def test_post_when_it_ends_without_a_successor_then_the_unit_holds_and_no_dossier_is_without_holder(
    world: World,
) -> None:
    dossier = world.accepted()
    world.act(dossier, Action.COMPLETE_STEP, "division_head", assignee=str(world.posts["settling"].uid))
    enacted(MERGER)

    run()

    dossier.refresh_from_db()
    assert (dossier.holder_kind, dossier.holder_unit) == ("unit", unit("TS-0201.VH"))
    assert dossier.snapshot.get("assignee", "") == ""
    assert not Dossier.objects.filter(closed=False, holder_unit=None).exists()


def test_job_when_cut_off_then_it_goes_on_where_it_stopped_and_nothing_moves_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers = [world.accepted() for _ in range(5)]
    enacted(MERGER)
    monkeypatch.setattr(service, "BATCH", 2)
    real, calls = service._together, []

    def breaks(*given: object) -> list[int]:
        if len(calls) == 1:
            raise ConnectionError("the worker was killed")
        calls.append(1)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "_together", breaks)
    with pytest.raises(ConnectionError):
        run()
    middle = Reroute.objects.get()
    monkeypatch.setattr(service, "_together", real)
    done = run()

    assert (middle.state, middle.done, middle.moved) == (RerouteState.RUNNING, 2, 2)
    assert (done.done, done.moved) == (5, 5)
    assert [events(dossier).count("dossier_rerouted") for dossier in dossiers] == [1] * 5
    assert run_reroute(done, rest=0).moved == 5


def test_decision_when_its_day_is_ahead_then_dossiers_move_on_the_day(world: World) -> None:
    dossier = world.accepted()
    enacted(MERGER, on=TODAY + DAY)

    assert unfinished() == []
    assert start_due(now=NOW) == 0
    assert start_due(now=NOW + DAY) == 1
    dossier.refresh_from_db()
    assert dossier.holder_unit == world.division


def test_split_when_the_address_tells_then_it_decides_and_else_the_default_does(world: World) -> None:
    told = world.submit()
    silent = world.submit(applicant={**told_applicant(), "address": "Nhà số 9", "id_number": "001199012346"})
    enacted(split("0.25", "0.75"))

    run()

    told.refresh_from_db()
    silent.refresh_from_db()
    assert told.reception_unit == unit("TS-0301.MC")
    assert silent.reception_unit == unit("TS-0302.MC")
    assert dict(Placement.objects.values_list("dossier", "unit__code")) == {told.pk: "TS-0301"}


def told_applicant() -> dict[str, object]:
    from .world import APPLICANT

    return dict(APPLICANT)


def split(first: str, second: str) -> list[dict[str, object]]:
    changes: list[dict[str, object]] = [
        {
            "kind": "split",
            "from": "TS-0101",
            "into": [
                {
                    "code": "TS-0301",
                    "name": "Xã Một",
                    "level": "commune",
                    "kind": "commune",
                    "parent": "TS",
                    "share": first,
                    "parts": ["Thôn 3"],
                },
                {
                    "code": "TS-0302",
                    "name": "Xã Hai",
                    "level": "commune",
                    "kind": "commune",
                    "parent": "TS",
                    "share": second,
                    "default": True,
                },
            ],
        }
    ]
    for code in ("TS-0301", "TS-0302"):
        for kind, end in (("one_stop_centre", "MC"), ("division", "VH")):
            made = {"code": f"{code}.{end}", "name": f"{end} {code}", "level": "unit", "kind": kind, "parent": code}
            changes.append({"kind": "create", "unit": made})
    return changes


def test_read_when_the_job_has_not_come_round_then_the_successor_by_address_may_read(world: World) -> None:
    dossier = world.submit()
    enacted(split("0.25", "0.75"))
    mine = officer(world, "one", "TS-0301.MC", "reception_officer")
    other = officer(world, "three", "TS-0102.MC", "reception_officer")

    assert decide_read(mine, dossier).allowed
    assert not decide_read(other, dossier).allowed


def test_consultation_when_the_unit_asked_is_renamed_then_its_successor_answers(world: World) -> None:
    dossier, at = led_to(world, State.CONSULTING)
    enacted([{"kind": "rename", "unit": "TS-S05", "to": {"name": "Sở Xây dựng và Giao thông"}}])

    run()

    reloaded(world, "consulted")
    assert Consultation.objects.get(dossier=dossier).unit == unit("TS-S05")
    world.act(dossier, Action.ANSWER_CONSULTATION, "consulted", at, answer="Đồng ý")
    dossier.refresh_from_db()
    assert differences(dossier) == []


def test_dates_when_the_new_unit_works_by_another_calendar_then_they_are_planned_anew(world: World) -> None:
    from motcua.worktime.models import Calendar

    dossier = world.accepted()
    assert Calendar.objects.exists()
    enacted(MERGER)
    UnitCalendar.objects.create(
        unit=unit("TS-0201"), purpose="settlement", calendar_code="as-reception", valid_from=TODAY, source="thử"
    )
    forget_everything()

    run()

    dossier.refresh_from_db()
    clocks = {clock["kind"]: clock["calendar"] for clock in dossier.snapshot["clocks"]}
    assert set(clocks.values()) == {"as-reception"}
    assert differences(dossier) == []
    assert verify().findings == []


def test_reroute_when_one_decision_is_planned_twice_then_the_second_is_refused(world: World) -> None:
    given = {"kind": RerouteKind.UNITS, "decision": uuid4(), "number": "1", "effective_on": TODAY, "signed_on": None}
    plan_reroute(**given, now=NOW)  # type: ignore[arg-type]

    with pytest.raises(Conflict, match="reroute_exists"):
        plan_reroute(**given, now=NOW)  # type: ignore[arg-type]


def test_map_when_asked_for_a_day_then_units_answer_as_they_did_on_it(world: World) -> None:
    enacted(MERGER)
    merged = unit("TS-0201").pk

    assert answers_on(TODAY)[world.commune.pk] == merged
    assert answers_on(TODAY - DAY)[world.commune.pk] == world.commune.pk
    assert merged not in answers_on(TODAY - DAY)


def test_merger_when_entered_three_months_late_then_what_came_in_meanwhile_moves_too(world: World) -> None:
    dossier = world.accepted(NOW - dt.timedelta(days=30))
    enacted(MERGER, on=TODAY - 90 * DAY)

    done = run()

    dossier.refresh_from_db()
    assert done.moved == 1
    assert dossier.settling_unit == unit("TS-0201.VH")


def test_batch_when_many_move_together_then_one_statement_writes_their_events(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from motcua.core import hot

    dossiers = [world.accepted() for _ in range(4)]
    enacted(MERGER)
    written: list[str] = []
    real = hot.run

    def noted(statement: str, values: Sequence[hot.Value] = ()) -> int:
        written.append(statement)
        return real(statement, values)

    monkeypatch.setattr(hot, "run", noted)
    assert run().moved == 4

    assert sum("INSERT INTO dossier_event" in one for one in written) == 1
    for dossier in dossiers:
        dossier.refresh_from_db()
    assert all(differences(dossier) == [] for dossier in dossiers)
    assert verify().findings == []


def test_batch_when_one_of_many_has_an_open_question_then_it_moves_with_the_others(world: World) -> None:
    asking, _at = led_to(world, State.CONSULTING)
    others = [world.accepted(), world.ready()]
    enacted([*MERGER, {"kind": "rename", "unit": "TS-S05", "to": {"name": "Sở Xây dựng và Giao thông"}}])

    assert run().moved == 3

    for dossier in (asking, *others):
        dossier.refresh_from_db()
        assert differences(dossier) == []
    assert Consultation.objects.get(dossier=asking).unit == unit("TS-S05")
    assert asking.settling_unit == unit("TS-0201.VH")
    assert verify().findings == []
