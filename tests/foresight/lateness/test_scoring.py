"""Scores of open dossiers on a real database: by the age rule, by a model, and when something is wrong with either."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from motcua.core.clock import FrozenClock
from motcua.core.errors import Conflict, NotFound
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier
from motcua.figures.facts.build import build
from motcua.foresight.lateness import tasks
from motcua.foresight.lateness.alone import alone
from motcua.foresight.lateness.features import FEATURES, FEATURES_VERSION
from motcua.foresight.lateness.models import LatenessAlert, LatenessModel, LatenessRun, LatenessScore, ModelState
from motcua.foresight.lateness.outcomes import hits, note
from motcua.foresight.lateness.scoring import forecaster, score
from motcua.foresight.lateness.training import train
from motcua.foresight.lateness.trees import digest
from tests.dossiers.world import World

from .given import by_one_split

DAY = dt.timedelta(days=1)
METRICS = {
    "rows": 10, "late": 5, "days": 2, "alerts": 4, "model": {"recall": 0.8, "precision": 0.9},
    "age": {"recall": 0.4, "precision": 0.5}, "recall_gain_95": [0.2, 0.5], "brier": 0.1, "brier_of_base_rate": 0.2,
    "calibration_error": 0.02, "reliability": [{"n": 10, "said": 0.1, "came": 0.1}],
}  # fmt: skip


def kept(body: bytes, **changes: object) -> LatenessModel:
    values: dict[str, object] = {
        "made_at": dt.datetime(2026, 11, 22, tzinfo=dt.UTC), "program": "0", "features_version": FEATURES_VERSION,
        "features": list(FEATURES), "sha256": digest(body), "body": body, "first_on": dt.date(2026, 1, 1),
        "last_on": dt.date(2026, 10, 1), "facts": "", "parts": {}, "metrics": METRICS,
        "state": ModelState.IN_FORCE, **changes,
    }  # fmt: skip
    return LatenessModel.objects.create(**values)


@pytest.fixture
def waiting(world: World, root: Path, clock: FrozenClock) -> list[Dossier]:
    """Three dossiers, one of them near its date."""
    first = world.accepted(clock.now())
    clock.advance(5 * DAY)
    others = [world.accepted(clock.now()) for _ in range(2)]
    clock.advance(DAY)
    build(now=clock.now(), root=root)
    return [first, *others]


def test_without_a_model_the_age_rule_tells_and_says_so(waiting: list[Dossier], clock: FrozenClock) -> None:
    run = score(now=clock.now())

    assert (run.scored, run.model, run.why) == (3, None, "lateness_no_model")
    rows = {one.dossier_id: one for one in LatenessScore.objects.all()}
    assert [rows[one.pk].alert for one in waiting] == [True, False, False]
    told = rows[waiting[0].pk]
    assert told.probability is None
    assert told.used_percent > 80
    assert told.reasons == [["age", {"percent": told.used_percent}]]


def test_model_in_force_tells_with_reasons_and_a_step(waiting: list[Dossier], clock: FrozenClock) -> None:
    model = kept(by_one_split("used_share", 0.5).encoded())

    run = score(now=clock.now())

    assert run.model == model
    rows = {one.dossier_id: one for one in LatenessScore.objects.all()}
    told, quiet = rows[waiting[0].pk], rows[waiting[1].pk]
    assert told.probability == pytest.approx(0.75)
    assert (told.band, told.alert, quiet.alert) == ("high", True, False)
    assert told.reasons[0][0] == "time"
    assert told.unblock
    assert quiet.probability == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"sha256": "0" * 64}, "lateness_model_digest"),
        ({"features_version": FEATURES_VERSION + 1}, "lateness_model_other_features"),
        ({"features": ["other"]}, "lateness_model_other_features"),
    ],
)
def test_model_that_cannot_be_trusted_is_passed_over(
    waiting: list[Dossier], clock: FrozenClock, changes: dict[str, object], why: str
) -> None:
    kept(by_one_split("used_share", 0.5).encoded(), **changes)

    run = score(now=clock.now())

    assert (run.model, run.why) == (None, why)
    assert LatenessScore.objects.filter(alert=True).count() == 1


def test_model_cut_off_in_the_database_is_passed_over(db: None) -> None:
    body = by_one_split("used_share", 0.5).encoded()[:-20]
    kept(body)

    assert forecaster().why == "lateness_model_damaged"


def test_second_run_takes_the_place_of_the_first_and_a_killed_one_leaves_nothing(
    waiting: list[Dossier], clock: FrozenClock
) -> None:
    score(now=clock.now())
    killed = LatenessRun.objects.create(made_at=clock.now())
    LatenessScore.objects.filter(dossier=waiting[0]).update(run=killed)

    run = score(now=clock.now())

    assert [one.pk for one in LatenessRun.objects.filter(current=True)] == [run.pk]
    assert set(LatenessScore.objects.values_list("run_id", flat=True)) == {run.pk}
    assert LatenessScore.objects.count() == 3


def test_run_that_breaks_off_leaves_the_one_before_in_place(
    waiting: list[Dossier], clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = score(now=clock.now())

    def breaks(*_given: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr("motcua.foresight.lateness.scoring._show", breaks)
    with pytest.raises(RuntimeError, match="killed"):
        score(now=clock.now())

    assert LatenessRun.objects.get(current=True) == before
    assert LatenessScore.objects.filter(run=before).count() == 3


def test_what_ended_since_the_facts_is_left_out(waiting: list[Dossier], world: World, clock: FrozenClock) -> None:
    world.act(waiting[1], Action.WITHDRAW, "citizen", clock.now(), reason="Đổi ý")

    run = score(now=clock.now())

    assert run.scored == 2


def test_two_current_runs_cannot_be(db: None, clock: FrozenClock) -> None:
    LatenessRun.objects.create(made_at=clock.now(), current=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        LatenessRun.objects.create(made_at=clock.now(), current=True)


def test_two_models_in_force_cannot_be(db: None) -> None:
    body = by_one_split("used_share", 0.5).encoded()
    kept(body)
    with pytest.raises(IntegrityError), transaction.atomic():
        kept(body)


def test_second_training_beside_a_running_one_is_refused(
    root: Path, transactional_db: None, clock: FrozenClock
) -> None:
    began, over = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with alone("training", "lateness_training_runs"):
                began.set()
                over.wait(20)
        finally:
            connection.close()

    other = threading.Thread(target=hold)
    other.start()
    try:
        assert began.wait(20)
        with pytest.raises(Conflict, match="lateness_training_runs"):
            train(now=clock.now())
    finally:
        over.set()
        other.join()
    with pytest.raises(NotFound, match="facts_missing"):
        train(now=clock.now())


def test_young_history_teaches_nothing_and_keeps_nothing(waiting: list[Dossier], clock: FrozenClock) -> None:
    with pytest.raises(Conflict, match="lateness_little_data"):
        train(now=clock.now())
    assert not LatenessModel.objects.exists()


def test_warnings_are_carried_on_and_decided(waiting: list[Dossier], world: World, clock: FrozenClock) -> None:
    today = dt.date(2026, 11, 29)
    run = score(now=clock.now())
    note(run, day=today, now=clock.now())
    note(run, day=today, now=clock.now())
    assert [(one.dossier_id, one.days, one.outcome) for one in LatenessAlert.objects.all()] == [(waiting[0].pk, 1, "")]

    clock.advance(DAY)
    run = score(now=clock.now())
    note(run, day=today + DAY, now=clock.now())
    one = LatenessAlert.objects.get()
    assert (one.days, one.last_on, one.outcome) == (2, today + DAY, "")

    clock.advance(3 * DAY)
    note(score(now=clock.now()), day=today + 4 * DAY, now=clock.now())
    late = LatenessAlert.objects.get(dossier=waiting[0])
    assert (late.outcome, late.decided_on) == ("late", today + 4 * DAY)
    assert (hits(today).late, hits(today).kept, hits(today + 5 * DAY).told) == (1, 0, 0)


def test_task_scores_once_a_day_and_without_facts_says_nothing(
    waiting: list[Dossier], clock: FrozenClock, settings: Settings, tmp_path: Path
) -> None:
    tasks.score_open_dossiers(0)
    tasks.score_open_dossiers(0)
    assert LatenessRun.objects.count() == 1

    settings.FACTS_ROOT = tmp_path / "nothing"
    clock.advance(DAY)
    tasks.score_open_dossiers(0)
    assert LatenessRun.objects.count() == 1
    tasks.train_weekly(0)


def test_web_process_does_not_load_the_library_that_learns() -> None:
    import subprocess
    import sys

    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'motcua.settings.test'\n"
            "import motcua.wsgi, motcua.urls\n"
            "print([name for name in ('sklearn', 'scipy', 'joblib') if name in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip().splitlines()[-1] == "[]"
