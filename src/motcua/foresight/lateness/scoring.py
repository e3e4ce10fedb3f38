"""Every day: all open dossiers scored with the model in force, or by the age rule; the whole takes the place of the day
before at once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import structlog
from django.db import transaction

from motcua.core.bulk import copy_rows
from motcua.core.clock import legal_date
from motcua.core.errors import DomainError
from motcua.dossiers.models import Dossier

from . import reasons as why
from .absence import away_on
from .alone import alone
from .features import FEATURES, FEATURES_VERSION, Features
from .models import LatenessModel, LatenessRun, LatenessScore, ModelState
from .snapshots import Day, take
from .trees import Model, read
from .versions import open_versions
from .warnings import NONE, WATCH, Edition, chosen, in_force

log = structlog.get_logger(__name__)

AGE_OVER: Final = 0.8
_CHUNK: Final = 5000
_COLUMNS: Final = (
    *("run", "dossier", "unit", "probability", "used_percent", "band", "alert", "step", "unblock", "reasons"),
    "due_at",
)


@dataclass(frozen=True, slots=True)
class Forecaster:
    """``model`` None: the age rule tells; ``why`` is then the code of the reason."""

    row: LatenessModel | None
    model: Model | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Judged:
    """One row for each open dossier: score to rank by, probability (NaN by the age rule), band, whether it is warned
    of, whether it would have been but for the bound."""

    score: np.ndarray
    probability: np.ndarray
    bands: Sequence[str]
    alert: np.ndarray
    may: np.ndarray


def forecaster() -> Forecaster:
    """What tells today. A model that cannot be read, or was made for other features, is passed over and said so."""
    row = LatenessModel.objects.filter(state=ModelState.IN_FORCE).first()
    if row is None:
        return Forecaster(None, None, "lateness_no_model")
    if row.features_version != FEATURES_VERSION or tuple(row.features) != FEATURES:
        return Forecaster(None, None, "lateness_model_other_features")
    try:
        return Forecaster(row, read(bytes(row.body), row.sha256))
    except DomainError as error:
        log.warning("lateness.model_refused", model=str(row.uid), code=error.code)
        return Forecaster(None, None, error.code)


def score(*, now: dt.datetime, root: Path | None = None) -> LatenessRun:
    """Score what is open now. Raises as the reader of facts, and Conflict ``lateness_scoring_runs``; what was shown
    before stays then."""
    with alone("scoring", "lateness_scoring_runs"):
        return _scored(now, root)


def _scored(now: dt.datetime, root: Path | None) -> LatenessRun:
    day = Day(0, legal_date(now), now)
    with open_versions(now, root=root, now=now) as (engine, _manifest):
        picture = take(engine, [day])
    features = Features(picture, away=away_on([day]))
    by, edition = forecaster(), in_force(day.local)
    judged = _judged(features, by, edition)
    run = LatenessRun.objects.create(made_at=now, model=by.row, why=by.why)
    rows = _rows(features, judged, by, edition, run)
    copy_rows(LatenessScore, _COLUMNS, rows)
    _show(run, len(rows), judged)
    log.info("lateness.scored", dossiers=len(rows), alerts=run.alerts, by="model" if by.model else by.why)
    return run


def _judged(features: Features, by: Forecaster, edition: Edition) -> _Judged:
    used = features["used_share"]
    if by.model is None:
        rank, probability = used, np.full(len(used), np.nan)
        may = np.floor(100 * used) > 100 * AGE_OVER
        bands: Sequence[str] = [WATCH if one else NONE for one in may.tolist()]
    else:
        rank = by.model.score(features.matrix)
        probability = by.model.calibrated(rank)
        may = 100 * probability >= edition.alert_percent
        bands = [edition.band(one) for one in probability.tolist()]
    alert = chosen(rank, may, _holders(features), edition.alerts_per_officer)
    return _Judged(rank, probability, bands, alert, may)


def _holders(features: Features) -> Sequence[Hashable]:
    """Who is warned: the post that has it, else the pool of the role in the unit."""
    texts = features.picture.texts
    return [post or (unit, role) for post, unit, role in zip(texts("post"), texts("unit"), texts("role"), strict=True)]


def _rows(
    features: Features, judged: _Judged, by: Forecaster, edition: Edition, run: LatenessRun
) -> list[Sequence[object]]:
    """What the table takes, without dossiers that ended meanwhile."""
    picture = features.picture
    known = _open_dossiers(picture.texts("dossier"))
    told = _told(features, judged, by, edition)
    steps, procedures = picture.texts("step"), picture.texts("procedure")
    found: list[Sequence[object]] = []
    for row, uid in enumerate(picture.texts("dossier")):
        here = known.get(uid)
        if here is None:
            continue
        key, unit, due = here
        probability = float(judged.probability[row])
        found.append(
            (
                *(run.pk, key, unit, None if np.isnan(probability) else round(probability, 6)),
                *(_percent(features["used_share"][row]), judged.bands[row], bool(judged.alert[row]), steps[row]),
                why.to_unblock(features, row, 0, procedures[row]) if row in told else "",
                json.dumps(told.get(row, []), ensure_ascii=False),
                due,
            )
        )
    return found


def _percent(share: float) -> int:
    return int(max(0, min(999, np.floor(100 * share))))


def _told(features: Features, judged: _Judged, by: Forecaster, edition: Edition) -> Mapping[int, list[list[object]]]:
    """Reasons of the rows that are warned of: no page marks another one."""
    rows = np.flatnonzero(judged.alert)
    if by.model is None:
        return {row: why.codes(why.by_age(features, row)) for row in rows.tolist()}
    groups = why.contributions(by.model, features.matrix[rows])
    told = why.reasons(features, rows, groups, edition.reasons)
    return {row: why.codes(one) for row, one in zip(rows.tolist(), told, strict=True)}


def _open_dossiers(uids: Sequence[str]) -> Mapping[str, tuple[int, int, dt.datetime]]:
    """Key, unit and appointment of those that are still open with a date; facts may be some seconds older."""
    found: dict[str, tuple[int, int, dt.datetime]] = {}
    for start in range(0, len(uids), _CHUNK):
        rows = Dossier.objects.filter(
            uid__in=uids[start : start + _CHUNK], finished_at=None, closed=False, appointed_due_at__isnull=False
        ).order_by("pk")
        columns = ("uid", "pk", "holder_unit_id", "settling_unit_id", "appointed_due_at")
        for uid, key, holder, settling, due in rows.values_list(*columns):
            found[str(uid)] = key, holder or settling, due
    return found


def _show(run: LatenessRun, scored: int, judged: _Judged) -> None:
    """The run becomes what pages show; older ones go afterwards, some thousand rows at a time."""
    run.scored, run.alerts = scored, LatenessScore.objects.filter(run=run, alert=True).count()
    run.left_out = int((judged.may & ~judged.alert).sum())
    with transaction.atomic():
        LatenessRun.objects.filter(current=True).update(current=False)
        run.current = True
        run.save(update_fields=["scored", "alerts", "left_out", "current"])
    forget_older(run)


def forget_older(current: LatenessRun) -> None:
    """Scores of every other run, those of killed jobs included; runs themselves stay as a record."""
    while True:
        old = LatenessScore.objects.exclude(run=current).order_by("pk").values_list("pk", flat=True)[: 4 * _CHUNK]
        keys = list(old)
        if not keys:
            return
        LatenessScore.objects.filter(pk__in=keys).delete()
