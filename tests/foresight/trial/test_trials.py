"""Dry runs on PostgreSQL: asked for, done whole or not at all, given up, and read on their pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connections
from django.urls import reverse

from motcua.core import jobs
from motcua.core.clock import FrozenClock
from motcua.core.errors import Conflict, Invalid, NotAllowed
from motcua.core.models import JobProgress, JobState
from motcua.dossiers.lifecycle import Action
from motcua.figures.facts.build import build
from motcua.foresight.trial import services
from motcua.foresight.trial.change import Item, Staffing
from motcua.foresight.trial.models import TrialReport, TrialState
from motcua.foresight.trial.services import ask_trial, attached, cancel_trial, find_trial, is_current, run_trial
from motcua.procedures.items import item_json, process_item_json, read_item
from motcua.procedures.lifecycle import DecisionKind, ItemKind
from motcua.procedures.process import StepKind
from motcua.procedures.services.drafting import draft_decision, propose_item, replace_item
from tests.dossiers.legal_time import PROCESS
from tests.dossiers.world import CODE, LIFE, NOW, World
from tests.matrix.addresses import more_people, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

DAYS = dt.date(2026, 11, 1), dt.date(2026, 11, 27)
WORK = dt.timedelta(hours=1)
QUICK = replace(PROCESS, steps=tuple(replace(step, amount=max(1, step.amount // 2)) for step in PROCESS.steps))
COUNT = 4


@pytest.fixture
def year(world: World, clock: FrozenClock, root: Path) -> World:
    """A few dossiers settled one after the other, and facts of them; somebody of procedure control."""
    clock.set(NOW)
    for _number in range(COUNT):
        dossier = world.submit(now=clock.now())
        clock.advance(WORK)
        world.act(dossier, Action.ACCEPT, "reception", clock.now(), originals=[world.component])
        for action, who in LIFE[:-1]:
            clock.advance(WORK)
            world.act(dossier, action, who, clock.now())
    clock.set(dt.datetime(2026, 11, 27, 3, tzinfo=dt.UTC))
    build(now=clock.now())
    more_people(world)
    return world


def queued() -> tuple[list[UUID], Any]:
    found: list[UUID] = []
    return found, lambda job, _trial: found.append(job)


def quicker() -> list[Item]:
    return [Item("process", CODE, process_item_json(QUICK, name="Nhanh hơn"))]


def asked(world: World, clock: FrozenClock, items: list[Item] | None = None, **changes: Any) -> TrialReport:
    given: dict[str, Any] = {"title": "Thử", "first": DAYS[0], "last": DAYS[1], **changes}
    return ask_trial(
        quicker() if items is None else items,
        actor=world.actors["control"],
        now=clock.now(),
        defer=lambda _job, _trial: None,
        **given,
    )


def done(row: TrialReport, clock: FrozenClock) -> TrialReport:
    assert row.job is not None
    with jobs.running(row.job) as told:
        return run_trial(row.uid, clock=clock.now, told=told)


def test_trial_when_it_is_done_then_the_report_is_whole_and_never_changes(year: World, clock: FrozenClock) -> None:
    row = done(asked(year, clock), clock)

    assert (row.state, row.fault) == ("done", "")
    report = row.report
    assert report["dossiers"] == COUNT
    assert report["calibration"]["dues_same"] == [COUNT, COUNT]
    assert report["late"]["before"][0] == report["calibration"]["late"][0]
    assert report["median"]["after"][0] <= report["median"]["before"][0]
    assert report["inputs"]["items"] == row.items_digest
    assert len(row.digest) == 64
    for change in (lambda: TrialReport.objects.filter(pk=row.pk).update(title="khác"), row.delete):
        with pytest.raises(DatabaseError):
            change()


def test_trial_when_it_is_run_again_with_the_same_then_the_same_digest_comes_out(
    year: World, clock: FrozenClock
) -> None:
    first, second = (done(asked(year, clock), clock) for _time in range(2))

    assert first.digest == second.digest


def test_trial_when_the_change_does_nothing_then_nothing_differs(year: World, clock: FrozenClock) -> None:
    row = done(asked(year, clock, [Item("process", CODE, process_item_json(PROCESS, name="Như cũ"))]), clock)

    assert row.report["late"]["change"] == [0, 0, 0]
    assert row.report["median"]["change"] == [0, 0, 0]
    assert row.report["assumptions"] == []


def test_trial_when_a_step_has_no_history_then_the_report_says_what_stands_for_it(
    year: World, clock: FrozenClock
) -> None:
    work = next(step for step in PROCESS.steps if step.kind is StepKind.WORK)
    extra = replace(work, key="extra", name="Thêm", amount=40)
    before = replace(work, outcomes=(replace(work.outcomes[0], to="extra"), *work.outcomes[1:]))
    steps = [one for step in PROCESS.steps for one in ((before, extra) if step is work else (step,))]
    longer = replace(PROCESS, steps=tuple(steps))

    row = done(asked(year, clock, [Item("process", CODE, process_item_json(longer, name="Thêm bước"))]), clock)

    assert [[one[0], one[1]] for one in row.report["assumptions"]] == [[CODE, "extra"]]
    assert row.report["median"]["after"][0] > row.report["median"]["before"][0]
    assert row.report["over_limit"]


def test_trial_when_a_limit_is_cut_then_due_dates_are_computed_anew_by_the_calendar(
    year: World, clock: FrozenClock
) -> None:
    content = {"schema_version": 1, "committed": {"amount": 1, "unit": "working_day"}}

    row = done(asked(year, clock, [Item("local_terms", CODE, content)]), clock)

    dues = row.report["dues"]
    assert (dues["touched"], dues["earlier"], dues["later"]) == (COUNT, COUNT, 0)
    assert dues["mean_minutes"] == -4 * 480


def test_trial_when_fees_change_then_what_the_same_payers_would_pay_is_told(year: World, clock: FrozenClock) -> None:
    content = {"schema_version": 1, "fees": [{"amount": 5000}], "fee_resolution": "NQ 9"}

    row = done(asked(year, clock, [Item("local_terms", CODE, content)]), clock)

    assert row.report["fees"]["before"] == 20_000 * row.report["fees"]["payers"]
    assert row.report["fees"]["after"] == 5_000 * row.report["fees"]["payers"]


def test_trial_when_nothing_was_filed_in_the_period_then_it_fails_with_a_plain_reason(
    year: World, clock: FrozenClock
) -> None:
    empty = dt.date(2026, 1, 1), dt.date(2026, 1, 31)

    row = done(asked(year, clock, first=empty[0], last=empty[1]), clock)

    assert (row.state, row.fault, row.report, row.rows) == ("failed", "trial_without_history", None, None)


def test_trial_when_facts_are_missing_then_it_fails_with_a_plain_reason(
    year: World, clock: FrozenClock, settings: Any, tmp_path: Path
) -> None:
    row = asked(year, clock)
    settings.FACTS_ROOT = tmp_path / "nowhere"

    assert done(row, clock).fault == "facts_missing"


def test_trial_when_asked_by_somebody_who_drafts_nothing_then_it_is_refused(year: World, clock: FrozenClock) -> None:
    with pytest.raises(NotAllowed):
        ask_trial(
            quicker(), title="x", first=DAYS[0], last=DAYS[1], actor=year.actors["reception"], now=clock.now(),
            defer=lambda _job, _trial: None,
        )  # fmt: skip
    assert not TrialReport.objects.exists()


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "days reversed": ({"first": DAYS[1], "last": DAYS[0]}, "trial_days_reversed"),
    "days to come": ({"last": dt.date(2030, 1, 1)}, "trial_period"),
    "a century": ({"first": dt.date(1926, 1, 1)}, "trial_period"),
    "nothing": ({"items": []}, "trial_nothing"),
    "nobody at a desk": ({"staffing": [Staffing("u", "r", 0)]}, "trial_staffing"),
}


@pytest.mark.parametrize("case", BAD)
def test_trial_when_it_cannot_be_asked_for_then_nothing_is_left(year: World, clock: FrozenClock, case: str) -> None:
    changes, code = BAD[case]

    with pytest.raises(Invalid) as refused:
        asked(year, clock, **changes)

    assert refused.value.code == code
    assert not TrialReport.objects.exists()
    assert not JobProgress.objects.filter(kind=services.JOB).exists()


def test_trial_when_it_is_given_up_in_the_middle_then_nothing_is_written(
    year: World, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = asked(year, clock)
    monkeypatch.setattr(services, "_LOOK_SECONDS", 0.0)
    real = services.read_history

    def read(*given: Any, **more: Any) -> Any:
        cancel_trial(row.uid, actor=year.actors["control"], now=clock.now())
        return real(*given, **more)

    monkeypatch.setattr(services, "read_history", read)

    ended = done(row, clock)

    assert (ended.state, ended.report, ended.rows, ended.fault) == ("cancelled", None, None, "")


def test_trial_when_it_waits_and_is_given_up_then_the_worker_leaves_it_alone(year: World, clock: FrozenClock) -> None:
    row = asked(year, clock)

    cancelled = cancel_trial(row.uid, actor=year.actors["control"], now=clock.now())
    cancel_trial(row.uid, actor=year.actors["control"], now=clock.now())

    assert cancelled.state == TrialState.CANCELLED
    assert done(row, clock).state == TrialState.CANCELLED


def test_trial_when_it_is_done_then_it_cannot_be_given_up(year: World, clock: FrozenClock) -> None:
    row = done(asked(year, clock), clock)

    with pytest.raises(Conflict) as refused:
        cancel_trial(row.uid, actor=year.actors["control"], now=clock.now())

    assert refused.value.code == "trial_ended"


def test_trial_when_the_worker_was_killed_then_the_next_begins_anew_and_ends_well(
    year: World, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = asked(year, clock)

    def killed(*_given: Any, **_more: Any) -> Any:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(services, "read_history", killed)
        with pytest.raises(SystemExit):
            done(row, clock)

    assert find_trial(row.uid).state == TrialState.ASKED
    assert done(row, clock).state == TrialState.DONE


def test_trial_when_the_same_is_asked_for_twice_at_once_then_one_runs(year: World, clock: FrozenClock) -> None:
    barrier, codes = Barrier(2), []

    def ask() -> None:
        barrier.wait()
        try:
            asked(year, clock)
            codes.append("")
        except Conflict as error:
            codes.append(error.code)
        finally:
            connections.close_all()

    threads = [Thread(target=ask) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == ["", "trial_running"]
    assert TrialReport.objects.count() == 1


def test_trial_when_two_others_run_then_a_third_waits(year: World, clock: FrozenClock) -> None:
    for days in (1, 2):
        asked(year, clock, first=DAYS[0] + dt.timedelta(days=days))

    with pytest.raises(Conflict) as refused:
        asked(year, clock)

    assert refused.value.code == "trial_busy"
    JobProgress.objects.update(state=JobState.FAILED.value)
    assert asked(year, clock).state == TrialState.ASKED


@pytest.fixture
def drafted(year: World, clock: FrozenClock) -> Any:
    decision = draft_decision(
        DecisionKind.INTERNAL_PROCESS, title="Quy trình nhanh hơn", effective_on=dt.date(2026, 12, 20),
        actor=year.actors["control"], now=clock.now(),
    )  # fmt: skip
    content = process_item_json(QUICK, name="Nhanh hơn")
    propose_item(decision.uid, ItemKind.PROCESS, CODE, content, actor=year.actors["control"], now=clock.now())
    decision.refresh_from_db()
    return decision


def test_trial_when_its_decision_is_edited_while_it_runs_then_the_report_is_of_the_older_text(
    year: World, clock: FrozenClock, drafted: Any
) -> None:
    row = asked(year, clock, [], decision=drafted.uid)
    assert is_current(row, drafted)
    changed = read_item(ItemKind.PROCESS, process_item_json(PROCESS, name="Như cũ"))
    replace_item(drafted.uid, 1, item_json(changed), actor=year.actors["control"], now=clock.now())
    drafted.refresh_from_db()

    ended = done(row, clock)

    assert ended.state == TrialState.DONE
    assert ended.report["inputs"]["items"] == row.items_digest
    assert not is_current(ended, drafted)
    assert [one.uid for one in attached(drafted)] == [row.uid]


def test_pages_when_a_decision_was_tried_then_drafters_see_report_digest_dossiers_and_file(
    year: World, clock: FrozenClock, drafted: Any
) -> None:
    row = done(asked(year, clock, [], decision=drafted.uid), clock)
    control = signed_in(year, "control")

    page = control.get(reverse("studio:trial", args=[row.uid])).content.decode()
    decision = control.get(reverse("desk:decision", args=[drafted.uid])).content.decode()
    behind = control.get(reverse("studio:trial_dossiers", args=[row.uid])).content.decode()
    file = control.get(reverse("studio:trial_file", args=[row.uid]))
    papers = [control.get(reverse("studio:trial_paper", args=[row.uid])) for _time in range(2)]

    assert row.digest in page
    assert papers[0].content.startswith(b"%PDF")
    assert papers[0].content == papers[1].content
    assert reverse("studio:trial_paper", args=[row.uid]) in decision
    assert row.digest in decision
    assert "Có báo cáo chạy thử" in decision
    assert behind.count("data-row") == COUNT
    assert b"".join(file.streaming_content)[:2] == b"PK"
    assert signed_in(year, "reception").get(reverse("studio:trial", args=[row.uid])).status_code == 403


def test_pages_when_a_limit_is_tried_from_the_form_then_it_is_queued_once_however_often_it_is_sent(
    year: World, clock: FrozenClock
) -> None:
    control = signed_in(year, "control")
    form = {
        "what": "own", "first-day": "1", "first-month": "11", "first-year": "2026",
        "last-day": "27", "last-month": "11", "last-year": "2026",
        "procedure": CODE, "days": "3", "unit": "", "role": "", "people": "", "idempotency_key": "k1",
    }  # fmt: skip

    answers = [control.post(reverse("studio:trial_new"), form) for _time in range(2)]

    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert TrialReport.objects.count() == 1
    assert "đang chạy" in control.get(answers[0]["Location"]).content.decode()


def test_pages_when_somebody_is_away_for_some_days_then_that_is_what_is_tried(year: World, clock: FrozenClock) -> None:
    control = signed_in(year, "control")
    form = {
        "what": "own", "first-day": "1", "first-month": "11", "first-year": "2026",
        "last-day": "27", "last-month": "11", "last-year": "2026",
        "procedure": CODE, "days": "", "unit": "AS-0101", "role": "settling_officer", "people": "0",
        "away_first-day": "9", "away_first-month": "11", "away_first-year": "2026",
        "away_last-day": "", "away_last-month": "", "away_last-year": "", "idempotency_key": "k2",
    }  # fmt: skip
    days = {"away_last-day": "13", "away_last-month": "11", "away_last-year": "2026"}

    half = control.post(reverse("studio:trial_new"), form)
    whole = control.post(reverse("studio:trial_new"), {**form, **days})

    assert half.status_code == 400
    assert whole.status_code == 302
    assert TrialReport.objects.get().staffing == [["AS-0101", "settling_officer", 0, "2026-11-09", "2026-11-13"]]


def test_pages_when_nothing_is_chosen_then_the_form_says_so_and_nothing_is_queued(
    year: World, clock: FrozenClock
) -> None:
    control = signed_in(year, "control")
    form = {
        "what": "own", "first-day": "1", "first-month": "11", "first-year": "2026",
        "last-day": "27", "last-month": "11", "last-year": "2026", "procedure": CODE,
    }  # fmt: skip

    answer = control.post(reverse("studio:trial_new"), form)

    assert answer.status_code == 400
    assert "Không có thay đổi nào" in answer.content.decode()
    assert not TrialReport.objects.exists()


def test_pages_when_papers_are_asked_for_then_the_list_and_its_file_open(year: World) -> None:
    control = signed_in(year, "control")

    page = control.get(reverse("studio:needless"))
    file = control.get(reverse("studio:needless_file"))

    assert page.status_code == 200
    assert "Giấy tờ có thể thừa" in page.content.decode()
    assert b"".join(file.streaming_content).startswith(b"\xef\xbb\xbf")
