"""Sums made beforehand say what the rows say, also when dossiers change after them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from motcua.figures.counting import Dimension, count_table, tallying
from motcua.figures.counting.dossier_measures import BINDINGS
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.model import CountsFor, DueDate, MeasureKey
from motcua.figures.facts import manifest as manifests
from motcua.figures.facts import tallies
from motcua.figures.facts.files import FileSink
from motcua.figures.facts.manifest import Manifest
from motcua.figures.facts.reader import open_facts
from motcua.figures.facts.schema import EVOLVE_VERSION, SCHEMA_VERSION, table_named
from motcua.figures.periods import PeriodKind, between, numbered

from .made import COMMUNE, DEPARTMENT, EMPTY, NULLS, OTHER, dossier, map_of

KNOWN = dt.datetime(2026, 4, 20, 3, tzinfo=dt.UTC)
THEN = dt.datetime(2026, 4, 1, 3, tzinfo=dt.UTC)
PERIODS = [
    numbered(PeriodKind.MONTH, 2026, 3),
    numbered(PeriodKind.QUARTER, 2026, 1),
    between(dt.date(2026, 4, 1), dt.date(2026, 4, 30)),
]
SERVICES = [
    {"procedure": "1.000001", "level": "full", "valid_from": dt.date(2020, 1, 1)},
    {"procedure": "1.000002", "level": "partial", "valid_from": dt.date(2020, 1, 1), "valid_to": dt.date(2026, 4, 10)},
    {"procedure": "1.000002", "level": "4", "valid_from": dt.date(2026, 4, 10)},
    {"procedure": "1.000003", "level": "full", "valid_from": dt.date(2020, 1, 1), "valid_to": dt.date(2026, 3, 31)},
]
DUES = tuple(DueDate)
KEYS = [
    MeasureKey(
        name,
        DUES[place % len(DUES)] if shipped().measures[name].tests_date else None,
        CountsFor.RECEIVING if place % 5 == 0 else CountsFor.SETTLING,
    )
    for place, name in enumerate(BINDINGS)
]
OF_PERIOD = [key for key in KEYS if BINDINGS[key.measure].apart is not None]


def values_of(table: str, row: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(
        _aware(row.get(column.name, EMPTY.get(column.kind) if column.name not in NULLS else None))
        for column in table_named(table).columns
    )


def _aware(value: object) -> object:
    return value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) and value.tzinfo is None else value


def a_life(numbers: random.Random, name: str) -> dict[str, Any]:
    """As it may come; now and then not in order."""

    def day(first: int, last: int) -> str:
        return f"{dt.date(2026, 1, 1) + dt.timedelta(days=numbers.randint(first, last))} {numbers.randint(0, 23):02}:30"

    def moment(chance: float, first: int, last: int) -> dt.datetime | None:
        return dt.datetime.fromisoformat(day(first, last)) if numbers.random() < chance else None

    begun = numbers.randint(0, 80)
    is_over = numbers.random() < 0.7
    ended = day(begun, begun + 25) if is_over else None
    place = numbers.choice([DEPARTMENT, COMMUNE, OTHER])
    asked = {
        f"{what}_{when}at": moment(chance, begun, begun + 20)
        for what in ("asked", "answered")
        for when, chance in (("", 0.3), ("again_", 0.1), ("last_", 0.3))
    }
    found = dossier(
        name,
        day(begun, begun),
        ended,
        day(begun, begun + 30) if numbers.random() < 0.9 else "",
        has_result=numbers.random() < 0.8,
        reception_unit=numbers.choice([place, COMMUNE]),
        settling_unit=place,
        grain=numbers.choice(["single", "single", "whole", "part"]),
        umbrella=numbers.random() < 0.1,
        channel=numbers.choice(["online", "counter", "post"]),
        procedure=numbers.choice(["1.000001", "1.000002", "1.000003"]),
        electronic=numbers.random() < 0.6,
        settlement_minutes=numbers.choice([None, 0, numbers.randint(1, 900)]),
        late_warned=numbers.random() < 0.3,
        result_electronic=numbers.choice([None, True, False]) if is_over else None,
        **{f"papers_{what}": numbers.randint(0, 4) for what in ("required", "present", "digitised", "reused")},
        **asked,
    )
    if found["finished_at"] is not None and numbers.random() < 0.8:
        found["handed_over_at"] = found["closed_at"] = found["finished_at"]
        found["closed_on"] = found["finished_on"]
    return found


def published(root: Path, files: list[manifests.FileEntry], number: int, at: dt.datetime) -> Manifest:
    said = manifests.instant(at)
    made = Manifest(number, "", "build", "log", said, SCHEMA_VERSION, EVOLVE_VERSION, 1, number, said, "", tuple(files))
    return manifests.publish(root, made)


def made_facts(root: Path, seed: int) -> None:
    """Forty dossiers as they were known then, summed; then some changed, some came, one of them twice."""
    numbers = random.Random(seed)
    sink = FileSink(root)
    for table, rows in {**map_of(), "service_levels": SERVICES}.items():
        for fact, row in enumerate(rows):
            sink.row(table, fact, THEN - dt.timedelta(days=200), None, values_of(table, row))
    since = THEN - dt.timedelta(days=1)
    for fact in range(40):
        sink.row("dossiers", fact, since, None, values_of("dossiers", a_life(numbers, f"d{fact:02}")))
    files = sink.finish()
    published(root, files, 1, THEN)
    assert tallying.tally_of(root) is not None
    later = FileSink(root)
    for fact in range(0, 40, 3):
        at = THEN + dt.timedelta(days=fact % 10, minutes=1)
        later.end("dossiers", fact, at)
        life = a_life(numbers, f"d{fact:02}")
        is_twice = fact % 2
        until = at + dt.timedelta(days=1) if is_twice else None
        later.row("dossiers", 100 + fact, at, until, values_of("dossiers", life))
        if until is not None:
            later.row("dossiers", 200 + fact, until, None, values_of("dossiers", {**life, "channel": "post"}))
    later.row("dossiers", 300, THEN + dt.timedelta(days=3), None, values_of("dossiers", a_life(numbers, "new")))
    published(root, [*files, *later.finish()], 2, KNOWN)


@settings(max_examples=2, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6))
def test_sums_when_dossiers_changed_after_them_then_every_number_is_that_of_the_rows(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    root = tmp_path_factory.mktemp("facts")
    made_facts(root, seed)

    keys = [*OF_PERIOD, *random.Random(seed).sample(KEYS, 4)]
    with open_facts(None if seed % 2 else THEN + dt.timedelta(days=5), root=root, tail=False) as facts:
        assert tallying.serves(facts)
        summed = count_table(facts, keys, PERIODS, by=Dimension.UNIT, unit="AS")
        counted = count_table(replace(facts, tally=None), keys, PERIODS, by=Dimension.UNIT, unit="AS")
        assert summed == counted


def test_sums_when_they_are_damaged_or_of_other_rules_then_rows_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_facts(tmp_path, 1)
    with open_facts(THEN - dt.timedelta(hours=30), root=tmp_path, tail=False) as facts:
        assert facts.tally is None
    with open_facts(root=tmp_path, tail=False) as facts:
        assert tallying.serves(facts)
        monkeypatch.setattr(tallying, "_program", lambda: "other")
        assert not tallying.serves(facts)
    kept = next(tallies.all_tallies(tmp_path))
    days = kept.sums["days"]
    (tmp_path / days.name).write_bytes(b"x" * days.bytes)
    with open_facts(root=tmp_path, tail=False) as facts:
        assert facts.tally is None
