"""Spark gives the numbers that DuckDB gives. Needs the extra ``spark`` and a Java runtime; it says so where they are
missing."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from motcua.core.errors import Unavailable
from motcua.figures.counting import count
from motcua.figures.definitions.model import CountsFor, MeasureKey
from motcua.figures.exchange import spark
from motcua.figures.exchange.cells import facts_of_cell, open_cells
from motcua.figures.exchange.places import FolderPlace
from motcua.figures.exchange.publish import publish_facts
from motcua.figures.exchange.rollup import Opened, rollup
from motcua.figures.periods import parse_code
from tests.figures.counting.test_tallying import KEYS, KNOWN, PERIODS, THEN, made_facts

from .conftest import dossier, province

INDICATORS = ("dossiers_received_total", "on_time_rate_ii06", "on_time_rate_766", "online_rate")
CONTACTS = [MeasureKey("contacts", None, CountsFor.RECEIVING)]


def lacking() -> str:
    """Why Spark cannot run here; empty when it can."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed: pip install 'motcua[spark]'"
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        return "no Java runtime: apt-get install default-jre-headless"
    return ""


needs_spark = pytest.mark.skipif(bool(lacking()), reason=lacking() or "Spark runs")
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # sockets that py4j leaves


@pytest.fixture(scope="module")
def engine() -> Iterator[Opened]:
    with spark.spark_engine() as opened:
        yield opened


def published(folder: Path) -> list[FolderPlace]:
    """A province whose dossiers were changed, ended and came later, and a small one."""
    made_facts(folder / "facts-AS", 7)
    province(folder / "facts-XA", "XA", [dossier("a"), dossier("b", channel="counter")], KNOWN)
    places = []
    for code in ("AS", "XA"):
        places.append(FolderPlace(folder / f"published-{code}"))
        publish_facts(places[-1], now=KNOWN + dt.timedelta(hours=1), root=folder / f"facts-{code}")
    return places


@pytest.mark.foreign
@needs_spark
def test_measures_when_counted_by_spark_then_they_are_those_of_duckdb(engine: Opened, tmp_path: Path) -> None:
    (cell, _) = open_cells(published(tmp_path))

    as_of, period, keys = THEN + dt.timedelta(days=4), PERIODS[0], [*KEYS, *CONTACTS]
    with facts_of_cell(cell, as_of) as facts:
        expected = count(facts, keys, "AS", period)
    with engine(cell, as_of) as facts:
        assert facts.answers is not None
        assert count(facts, keys, "AS", period) == expected
    assert sum(bool(value) for value in expected.values()) > 20


@pytest.mark.foreign
@needs_spark
def test_rollup_when_asked_of_spark_then_the_total_is_that_of_duckdb(engine: Opened, tmp_path: Path) -> None:
    places = published(tmp_path)
    period, now = parse_code("2026-Q1"), KNOWN + dt.timedelta(hours=2)

    found = rollup(places, INDICATORS, period, now=now, opened=engine)

    assert found.to_json() == rollup(places, INDICATORS, period, now=now).to_json()
    assert [cell.code for cell in found.cells] == ["AS", "XA"]


def test_spark_when_it_is_not_installed_then_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda name: None)

    with pytest.raises(Unavailable, match="exchange_spark_missing"), spark.spark_engine():
        pass
