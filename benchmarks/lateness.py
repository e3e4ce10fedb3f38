"""``motcua bench lateness``: the late model on months it never saw, beside the age rule, and what it costs.

The history is simulated (``lateness_world``): seasons, staffing that changes by month and unit, and from the first
held-out day on other processes for common procedures. The model sees facts alone. Parts by time: what is learnt from,
what is calibrated on, what is held out; every working day of the held-out months is forecast from what was recorded
before it. ``rows``: dossiers of the history. A history that is there is used again.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.lateness_world import CHANGED, World, history

CALIBRATE_FROM = dt.date(2026, 6, 1)
CHANGED_ON = dt.date(2026, 8, 15)
WORLD = World(60_000, dt.date(2025, 9, 1), dt.date(2026, 11, 20), CHANGED_ON)


def run(rows: int = WORLD.dossiers, workers: int = 2, seed: int = WORLD.seed) -> dict[str, Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.test")
    import django

    django.setup()
    from dataclasses import replace

    from django.conf import settings

    place = settings.STATE_DIR / f"bench-lateness-{rows}{'' if seed == WORLD.seed else f'-{seed}'}"
    with history(replace(WORLD, dossiers=rows, seed=seed), place, workers, keep=True) as made:
        migrated()
        return {**made, **backtest(place / "facts")}


def migrated() -> None:
    """A history that was kept may be older than the program."""
    from django.conf import settings
    from django.core.management import call_command

    from motcua.cli.connection import use_database

    use_database(settings.OWNER_DATABASE_URL)
    call_command("migrate", verbosity=0, interactive=False)
    use_database(settings.DATABASE_URL)


def backtest(root: Path) -> dict[str, Any]:
    from motcua.foresight.lateness import fitting
    from motcua.foresight.lateness.absence import away_on
    from motcua.foresight.lateness.features import Features
    from motcua.foresight.lateness.snapshots import days_of, fates, take
    from motcua.foresight.lateness.versions import open_versions

    days = days_of(_dates())
    begun = time.monotonic()
    with open_versions(days[0].at - dt.timedelta(days=130), root=root) as (engine, manifest):
        picture = take(engine, days)
        late = fates(engine, dt.datetime.fromisoformat(manifest.settled_at))
    features = Features(picture, away=away_on(days))
    local = np.array([day.local.toordinal() for day in days])[picture.columns["day"].to_numpy()]
    _names, dossier = np.unique(np.array(picture.texts("dossier"), dtype="U36"), return_inverse=True)
    sample = fitting.Sample(features.matrix, late, local, dossier, features["used_share"])
    read_s = time.monotonic() - begun
    parts = fitting.split(sample, calibrate_from=CALIBRATE_FROM.toordinal(), held_out_from=CHANGED_ON.toordinal())
    begun = time.monotonic()
    model = fitting.fit(parts)
    found: dict[str, Any] = {
        "read_s": round(read_s, 1),
        "fit_s": round(time.monotonic() - begun, 1),
        "parts": {
            name: f"{len(one.late)} rows, {one.late.mean():.1%} late"
            for name, one in (("learn", parts.learn), ("calibrate", parts.calibrate), ("held out", parts.held_out))
        },
        "held out, same number of alerts as the age rule": _side(fitting.judged(model, parts.held_out)),
        "by month": _months(model, parts.held_out),
    }
    held = np.flatnonzero(~np.isnan(late) & (local >= CHANGED_ON.toordinal()))
    procedure = np.array(picture.texts("procedure"), dtype=object)[held]
    changed = np.isin(procedure, CHANGED)
    found["procedures whose process changed"] = _side(fitting.judged(model, parts.held_out.of(np.flatnonzero(changed))))
    found["the other procedures"] = _side(fitting.judged(model, parts.held_out.of(np.flatnonzero(~changed))))
    found["as warned (threshold and bound of data/warnings.toml)"] = _warned(model, features, held, parts.held_out)
    found["shuffled fates"] = _shuffled(parts)
    return found


def _dates() -> list[dt.date]:
    """Before the held-out months every other working day, in them every one; the last three weeks are left out, for
    nobody knows yet what became of half of them."""
    first, last = WORLD.first + dt.timedelta(days=45), WORLD.last - dt.timedelta(days=21)
    every = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    working = [day for day in every if day.weekday() < 5]
    return [day for number, day in enumerate(working) if day >= CHANGED_ON or number % 2 == 0]


def _side(said: dict[str, Any]) -> dict[str, Any]:
    low, high = said["recall_gain_95"]
    return {
        "dossier-days": said["rows"],
        "late": said["late"],
        "alerts a day": round(said["alerts"] / max(1, said["days"]), 1),
        "recall": f"model {said['model']['recall']:.3f}, age rule {said['age']['recall']:.3f}"
        f" (gain 95 %: {low:+.3f} to {high:+.3f})",
        "precision": f"model {said['model']['precision']:.3f}, age rule {said['age']['precision']:.3f}",
        "Brier": f"{said['brier']:.4f} (of the base rate alone {said['brier_of_base_rate']:.4f})",
        "expected calibration error": said["calibration_error"],
        "said / came by tenth": " ".join(f"{one['said']:.2f}/{one['came']:.2f}" for one in said["reliability"]),
    }


def _months(model: Any, held: Any) -> dict[str, Any]:
    from motcua.foresight.lateness import fitting

    months = np.array([f"{dt.date.fromordinal(int(day)):%Y-%m}" for day in held.day])
    return {
        str(month): _side(fitting.judged(model, held.of(np.flatnonzero(months == month))))
        for month in np.unique(months)
    }


def _warned(model: Any, features: Any, held: np.ndarray, sample: Any) -> dict[str, Any]:
    """As the daily job warns: by threshold, at most so many for each officer."""
    from motcua.foresight.lateness.warnings import chosen, in_force

    edition = in_force(WORLD.last)
    texts = features.picture.texts
    holders = np.array(
        [post or f"{unit} {role}" for post, unit, role in zip(texts("post"), texts("unit"), texts("role"), strict=True)]
    )[held]
    score = model.score(sample.matrix)
    probability = model.calibrated(score)
    model_alert, age_alert = np.zeros(len(held), bool), np.zeros(len(held), bool)
    for day in np.unique(sample.day):
        rows = np.flatnonzero(sample.day == day)
        names = holders[rows].tolist()
        may = 100 * probability[rows] >= edition.alert_percent
        model_alert[rows] = chosen(score[rows], may, names, edition.alerts_per_officer)
        over = sample.age[rows] > 0.8
        age_alert[rows] = chosen(sample.age[rows], over, names, edition.alerts_per_officer)
    said: dict[str, Any] = {}
    for name, alert in (("model", model_alert), ("age rule", age_alert)):
        given = Counter(zip(sample.day[alert].tolist(), holders[alert].tolist(), strict=True))
        counts = np.array([*given.values()] or [0])
        late_ones = set(sample.dossier[sample.late == 1].tolist())
        warned = set(sample.dossier[alert & (sample.late == 1)].tolist())
        said[name] = {
            "alerts": int(alert.sum()),
            "recall of dossier-days": round(float(sample.late[alert].sum() / sample.late.sum()), 3),
            "precision": round(float(sample.late[alert].mean()) if alert.any() else 0.0, 3),
            "late dossiers warned of at least once": f"{len(warned)}/{len(late_ones)}"
            f" ({len(warned) / max(1, len(late_ones)):.1%})",
            "alerts for each officer warned, a day": f"mean {counts.mean():.1f}, 95th {np.quantile(counts, 0.95):.0f},"
            f" most {counts.max()}",
        }
    return said


def _shuffled(parts: Any) -> dict[str, Any]:
    """What a model finds that learnt from fates drawn by lot: nothing, or there is a leak."""
    from dataclasses import replace

    from motcua.foresight.lateness import fitting

    chance = np.random.default_rng(1)
    lot = replace(parts.learn, late=chance.permutation(parts.learn.late))
    other = replace(parts.calibrate, late=chance.permutation(parts.calibrate.late))
    model = fitting.fit(replace(parts, learn=lot, calibrate=other))
    said = fitting.judged(model, parts.held_out)
    base = float(parts.held_out.late.mean())
    return {"precision": said["model"]["precision"], "share of the late": round(base, 3)}  # type: ignore[index]
