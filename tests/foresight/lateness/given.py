"""Made-up tables of facts with their versions in an engine of their own, and small models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb
import numpy as np
import pyarrow as pa

from motcua.figures.facts.schema import table_named
from motcua.foresight.lateness.features import FEATURES, FEATURES_VERSION
from motcua.foresight.lateness.trees import Model
from motcua.foresight.lateness.versions import TABLES


def moment(*parts: int) -> dt.datetime:
    """An instant as facts hold it: UTC without a zone."""
    return dt.datetime(*parts, tzinfo=dt.UTC).replace(tzinfo=None)  # type: ignore[arg-type, misc]


BEGIN = moment(2026, 3, 2, 1)
HOUR = dt.timedelta(hours=1)
Versions = dict[str, list[dict[str, object]]]


def histories(seed: int, dossiers: int = 60) -> Versions:
    """Lives of dossiers as row versions: accepted, a step or two, some asked, paused, moved, ended late or in time."""
    chance = np.random.default_rng(seed)
    told: Versions = {name: [] for name in TABLES}
    for number in range(dossiers):
        _life(chance, told, f"d{number:03}", BEGIN + HOUR * int(chance.integers(0, 24 * 60)))
    told["calendar_revisions"].append({"calendar": "c", "number": 1, "recorded_from": BEGIN, "recorded_to": None})
    return told


def _life(chance: np.random.Generator, told: Versions, name: str, accepted: dt.datetime) -> None:
    unit, procedure = f"u{chance.integers(0, 3)}", f"p{chance.integers(0, 3)}"
    due = accepted + HOUR * int(chance.integers(24, 24 * 12))
    same = {
        "dossier": name, "procedure": procedure, "case": "", "channel": "online", "settling_unit": unit,
        "accepted_at": accepted, "supplements_reception": 0, "supplements_settlement": 0, "electronic": True,
        "boundary_free": False, "late_warned": False, "reappointed": False, "papers_required": 1, "umbrella": False,
    }  # fmt: skip
    changes: list[tuple[dt.datetime, dict[str, object]]] = [
        (accepted, {"state": "processing", "appointed_due_at": due, "appointed_last_at": due})
    ]
    at = accepted
    for visit, step in enumerate(("work", "sign"), start=1):
        left = at + HOUR * int(chance.integers(2, 24 * 6))
        post = f"{unit}-{chance.integers(0, 2)}"
        stay = {
            "dossier": name, "procedure": procedure, "visit": visit, "step": step, "unit": unit, "post": post,
            "role": "r", "entered_at": at, "due_at": at + 24 * HOUR, "allowed_minutes": 480,
        }  # fmt: skip
        told["steps"].append({**stay, "recorded_from": at, "recorded_to": left})
        told["steps"].append(
            {**stay, "left_at": left, "used_minutes": 60, "late": left > at + 24 * HOUR, "recorded_from": left}
        )
        if chance.random() < 0.3:
            asked = {"dossier": name, "consultation": step, "unit": "u9", "asked_at": at, "due_at": at + 9 * HOUR}
            told["consultations"].append({**asked, "recorded_from": at, "recorded_to": left})
            told["consultations"].append({**asked, "answered_at": left, "recorded_from": left})
        at = left
    if chance.random() < 0.3:
        moved = accepted + 3 * HOUR
        changes.append((moved, {"supplements_settlement": 1, "appointed_due_at": due + 48 * HOUR}))
        told["pauses"].append({"dossier": name, "paused_from": moved, "recorded_from": moved})
    if chance.random() < 0.2:
        changes.append((accepted + 4 * HOUR, {"reappointed": True, "appointed_due_at": due + 96 * HOUR}))
    changes.append((at, {"state": "result_ready", "finished_at": at, "appointed_timeliness": _timely(at, due)}))
    corrected = "late" if chance.random() < 0.5 else "on_time"
    changes.append((at + 30 * HOUR, {"state": "returned", "appointed_timeliness": corrected}))
    now = dict(same)
    changes.sort(key=lambda one: one[0])
    for place, (since, values) in enumerate(changes):
        now |= values
        until = changes[place + 1][0] if place + 1 < len(changes) else None
        told["dossiers"].append({**now, "recorded_from": since, "recorded_to": until})


def _timely(at: dt.datetime, due: dt.datetime) -> str:
    return "late" if at > due else "on_time"


def known_by(told: Versions, at: dt.datetime) -> Versions:
    """What somebody had who looked at ``at``: nothing recorded then or later, and no end recorded then or later."""
    return {
        name: [
            {**row, "recorded_to": None if (row.get("recorded_to") or at) >= at else row["recorded_to"]}  # type: ignore[operator]
            for row in rows
            if row["recorded_from"] < at  # type: ignore[operator]
        ]
        for name, rows in told.items()
    }


@contextmanager
def engine(told: Versions) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine with the tables as :func:`open_versions` would lay them."""
    connection = duckdb.connect(":memory:")
    try:
        for name in TABLES:
            table = table_named(name)
            connection.register("incoming", pa.Table.from_pylist(told[name], schema=table.arrow))
            connection.execute(f'CREATE TABLE "v_{name}" AS SELECT * FROM incoming')
            connection.unregister("incoming")
        yield connection
    finally:
        connection.close()


def by_one_split(feature: str, threshold: float, low: float = -3.0, high: float = 3.0) -> Model:
    """A model of one tree that looks at one feature; what is not known goes low."""
    arrays = {
        "first": np.array([0, 3], "<i4"),
        "feature": np.array([FEATURES.index(feature), -1, -1], "<i4"),
        "left": np.array([1, 0, 0], "<i4"),
        "right": np.array([2, 0, 0], "<i4"),
        "missing_left": np.array([1, 0, 0], "|u1"),
        "threshold": np.array([threshold, 0, 0], "<f8"),
        "value": np.array([0, low, high], "<f8"),
        "usual": np.zeros(len(FEATURES), "<f8"),
        "curve_x": np.array([-6.0, 6.0], "<f8"),
        "curve_y": np.array([0.0, 1.0], "<f8"),
    }
    return Model(FEATURES, FEATURES_VERSION, 0.0, arrays)


def matrix(rows: Sequence[dict[str, float]]) -> np.ndarray:
    """Rows of features by name; the others are not known."""
    found = np.full((len(rows), len(FEATURES)), np.nan)
    for place, row in enumerate(rows):
        for name, value in row.items():
            found[place, FEATURES.index(name)] = value
    return found
