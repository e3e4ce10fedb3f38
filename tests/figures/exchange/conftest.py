"""Two small provinces made of columns, without a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pytest_django import Settings

from motcua.figures.definitions.evaluation import Absent, Values
from motcua.figures.definitions.model import MeasureKey
from motcua.figures.facts import manifest as manifests
from motcua.figures.facts.files import ColumnSink, month_number
from motcua.figures.facts.manifest import FROM_LOG, OPEN, Manifest
from motcua.figures.facts.reader import Facts
from motcua.figures.facts.schema import EVOLVE_VERSION, SCHEMA_VERSION, table_named
from motcua.figures.periods import Period

RECORDED = dt.datetime(2026, 2, 10, 3, tzinfo=dt.UTC)
SETTLED = dt.datetime(2026, 4, 2, 3, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def small(settings: Settings) -> None:
    settings.FACTS_MEMORY_MIB, settings.FACTS_THREADS = 256, 1


def rows(table: str, values: list[dict[str, Any]]) -> pa.RecordBatch:
    """Row versions that stand since :data:`RECORDED`; what is not given is null."""
    schema = table_named(table).arrow
    shared = {"recorded_from": RECORDED.replace(tzinfo=None)}
    full = [{"fact": number, **shared, **value} for number, value in enumerate(values)]
    return pa.RecordBatch.from_pylist(full, schema=schema)


def province(root: Path, code: str, dossiers: list[dict[str, Any]], settled: dt.datetime = SETTLED) -> Manifest:
    """Facts of a province of one unit."""
    sink = ColumnSink(root)
    unit = {"uid": f"unit-{code}", "code": code, "name": f"Tỉnh {code}", "level": "province", "kind": "province"}
    above = {"ancestor": f"unit-{code}", "descendant": f"unit-{code}", "depth": 0, "succeeded": False}
    since = {"valid_from": dt.date(2020, 1, 1)}
    for table, values in (
        ("units", [{**unit, **since}]),
        ("unit_above", [{**above, **since}]),
        ("dossiers", [{"settling_unit": f"unit-{code}", **one} for one in dossiers]),
        ("steps", [{"dossier": one["dossier"], "post": "post-1", "visit": 1} for one in dossiers]),
    ):
        if values:
            sink.take(table, month_number(RECORDED), OPEN, rows(table, values))
    manifest = Manifest(
        number=1,
        previous="",
        made_by="test",
        source=FROM_LOG,
        created_at=manifests.instant(settled),
        schema_version=SCHEMA_VERSION,
        evolve_version=EVOLVE_VERSION,
        epoch=1,
        xid=1,
        settled_at=manifests.instant(settled),
        exact_from="",
        files=tuple(sink.finish()),
    )
    return manifests.publish(root, manifest)


def dossier(name: str, *, accepted: dt.date = dt.date(2026, 2, 9), channel: str = "online") -> dict[str, Any]:
    return {
        "dossier": name,
        "grain": "single",
        "umbrella": False,
        "procedure": "1.000001",
        "channel": channel,
        "state": "processing",
        "accepted_on": accepted,
    }


def counted(facts: Facts, keys: Iterable[MeasureKey], unit: str, period: Period) -> Values:
    """Dossiers accepted, all and online, by the same interface as the counting of figures."""
    dossiers = facts["dossiers"]
    within = dossiers.filter(dossiers.accepted_on.between(period.first, period.last))
    known = {
        "dossiers_received": within,
        "dossiers_received_online": within.filter(within.channel == "online"),
    }
    return {
        key: int(known[key.measure].count().to_pyarrow().as_py()) if key.measure in known else Absent.SOURCE_MISSING
        for key in keys
    }
