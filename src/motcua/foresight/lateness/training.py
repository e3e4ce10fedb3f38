"""Learning from the province's own history: a job of its own, seldom and one at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import structlog
from django.conf import settings
from django.db import transaction

import motcua
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict
from motcua.figures.facts import manifest as manifests
from motcua.figures.facts.manifest import Manifest

from . import fitting
from .absence import away_on
from .alone import alone
from .features import FEATURES, FEATURES_VERSION, Features
from .fitting import Parts, Sample
from .models import LatenessModel, ModelState
from .snapshots import Day, days_of, fates, take
from .trees import Model, digest
from .versions import open_versions

if TYPE_CHECKING:
    import duckdb

log = structlog.get_logger(__name__)

RIPENS: Final = dt.timedelta(days=21)
"""Days just gone are not learnt from: what is still open then would be half of them."""
LONGEST: Final = dt.timedelta(days=500)
WARM: Final = dt.timedelta(days=45)
"""Days at the beginning of a history, when nothing is known of any past."""
LEAST: Final = dt.timedelta(days=120)
DAYS: Final = 90
ROWS: Final = 300_000
CALIBRATE, HELD_OUT = 0.62, 0.78
"""Parts of the span of days after which what is calibrated on and what is held out begin."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Window:
    first: dt.date
    last: dt.date
    calibrate_from: dt.date
    held_out_from: dt.date


def train(*, now: dt.datetime, root: Path | None = None, tell: Tell = lambda _what: None) -> LatenessModel:
    """Learn, measure on the part held out, and keep the model; it comes into force when it beats the age rule there.

    Raises NotFound (``facts_missing``), Invalid and Conflict as the reader of facts, Conflict
    (``lateness_little_data``, ``lateness_training_runs``). Nothing is kept when it breaks off."""
    with alone("training", "lateness_training_runs"):
        manifest, sample, days = sampled(now=now, root=root, tell=tell)
        window = window_of(days)
        parts = split(sample, window)
        tell("learning")
        model = fitting.fit(parts)
        metrics = fitting.judged(model, parts.held_out)
        return keep(model, window, parts, metrics, now=now, facts=manifest.sha256)


def sampled(
    *, now: dt.datetime, root: Path | None = None, tell: Tell = lambda _what: None
) -> tuple[Manifest, Sample, Sequence[Day]]:
    """Pictures of past days with what became of each dossier, from the files of the newest manifest."""
    tell("reading")
    horizon, begin = _reach(now, root)
    with open_versions(begin, root=root) as (engine, manifest):
        days = choose_days(_first_day(engine, begin), legal_date(horizon - RIPENS))
        picture = take(engine, days, most_a_day=max(1, ROWS // max(1, len(days))))
        late = fates(engine, horizon)
    tell("features")
    features = Features(picture, away=away_on(days))
    local = np.array([day.local.toordinal() for day in days], np.int64)
    number = picture.columns["day"].to_numpy()
    _names, dossier = np.unique(np.array(picture.texts("dossier"), dtype="U36"), return_inverse=True)
    return manifest, Sample(features.matrix, late, local[number], dossier, features["used_share"]), days


def _reach(now: dt.datetime, root: Path | None) -> tuple[dt.datetime, dt.datetime]:
    """Up to where the facts are settled, and from where on they can be asked for."""
    manifest = manifests.required(root or settings.FACTS_ROOT)
    horizon = min(dt.datetime.fromisoformat(manifest.settled_at), now)
    begin = horizon - LONGEST
    return horizon, max(begin, dt.datetime.fromisoformat(manifest.exact_from)) if manifest.exact_from else begin


def _first_day(engine: duckdb.DuckDBPyConnection, begin: dt.datetime) -> dt.date:
    row = engine.execute("SELECT min(recorded_from) FROM v_dossiers").fetchone()
    known = row[0].replace(tzinfo=dt.UTC) if row and row[0] else begin
    return legal_date(max(begin, known) + WARM)


def choose_days(first: dt.date, last: dt.date) -> list[Day]:
    """Working days between, evenly, at most :data:`DAYS`. Raises Conflict ``lateness_little_data``."""
    if last - first < LEAST:
        raise Conflict("lateness_little_data", params={"late": 0, "kept": 0, "least": fitting.LEAST_LATE})
    span = (last - first).days + 1
    found = [first + dt.timedelta(days=number) for number in range(span)]
    found = [day for day in found if day.weekday() < 5]
    places = np.unique(np.linspace(0, len(found) - 1, min(DAYS, len(found))).round().astype(int))
    return days_of([found[place] for place in places.tolist()])


def window_of(days: Sequence[Day]) -> Window:
    first, last = days[0].local, days[-1].local
    span = (last - first).days
    return Window(
        first, last, first + dt.timedelta(days=int(CALIBRATE * span)), first + dt.timedelta(days=int(HELD_OUT * span))
    )


def split(sample: Sample, window: Window) -> Parts:
    return fitting.split(
        sample,
        calibrate_from=window.calibrate_from.toordinal(),
        held_out_from=window.held_out_from.toordinal(),
    )


def keep(
    model: Model, window: Window, parts: Parts, metrics: dict[str, object], *, now: dt.datetime, facts: str
) -> LatenessModel:
    """Store a model; where it beats the age rule it takes the place of the one in force."""
    better = fitting.beats_age(metrics)
    body = model.encoded()
    said = {
        "calibrate_from": window.calibrate_from.isoformat(),
        "held_out_from": window.held_out_from.isoformat(),
        **{
            name: {"rows": len(part.late), "late": int(part.late.sum())}
            for name, part in (("learn", parts.learn), ("calibrate", parts.calibrate), ("held_out", parts.held_out))
        },
    }
    with transaction.atomic():
        if better:
            LatenessModel.objects.filter(state=ModelState.IN_FORCE).update(state=ModelState.REPLACED)
        row = LatenessModel.objects.create(
            made_at=now,
            program=motcua.__version__,
            features_version=FEATURES_VERSION,
            features=list(FEATURES),
            sha256=digest(body),
            body=body,
            first_on=window.first,
            last_on=window.last,
            facts=facts,
            parts=said,
            metrics=metrics,
            state=ModelState.IN_FORCE if better else ModelState.NOT_BETTER,
        )
    log.info("lateness.trained", model=str(row.uid), in_force=better, sha256=row.sha256)
    return row
