"""The demo province's files as the tests read them."""

from __future__ import annotations

import csv
import datetime as dt
import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import motcua.demo
from motcua.core.canonical import Json
from motcua.core.clock import LEGAL_ZONE
from motcua.procedures.process import Outcome, Process, Step, StepKind, UnitRule
from motcua.procedures.source_reading import parse_line
from motcua.procedures.source_rows import Reading, read_row
from motcua.procedures.terms import Limit
from motcua.simulate import rates
from motcua.worktime.rules import LimitUnit

DATA = Path(motcua.demo.__file__).parent / "data"
NOW = dt.datetime(2026, 11, 20, 16, tzinfo=LEGAL_ZONE)
"""When the demo is loaded in tests: a Friday afternoon."""

TODAY = dt.date(2026, 11, 1)
"""A day on the two-level map, after every decision that is in force."""


@cache
def rows() -> tuple[Mapping[str, Json], ...]:
    with (DATA / "procedures.jsonl").open("rb") as file:
        return tuple(parse_line(line) for line in file)


@cache
def readings() -> Mapping[str, Reading]:
    """By key: the national code, or the province's own key."""
    return {reading.key: reading for reading in map(read_row, rows())}


@cache
def local_terms() -> tuple[dict[str, Json], ...]:
    lines = (DATA / "local_terms.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


@cache
def units() -> tuple[dict[str, Json], ...]:
    lines = (DATA / "units.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def units_on(day: dt.date) -> dict[str, dict[str, Json]]:
    """By code."""
    return {str(unit["code"]): unit for unit in units() if is_in_force(unit, day)}


def is_in_force(row: Mapping[str, Json], day: dt.date) -> bool:
    return str(row["valid_from"]) <= day.isoformat() and (not row["valid_to"] or day.isoformat() < str(row["valid_to"]))


def table(name: str) -> dict[str, object]:
    folder = DATA if (DATA / name).exists() else rates.DATA
    return tomllib.loads((folder / name).read_text(encoding="utf-8"))


def tables(name: str, key: str) -> list[dict[str, object]]:
    """An array of tables of a file."""
    found = table(name)[key]
    assert isinstance(found, list)
    return found


def open_limits(key: str) -> list[Limit]:
    """The limit of every channel and case: the province's own where it set one. Empty when one of them is unknown."""
    limits = []
    for channel in readings()[key].content.channels:
        own = _committed(key, channel.channel, channel.case)
        if own is None and not (channel.amount and channel.unit):
            return []
        limits.append(own or Limit(channel.amount or 0, LimitUnit(channel.unit)))
    return limits


def _committed(key: str, channel: str, case: str) -> Limit | None:
    for row in local_terms():
        limit = row.get("committed")
        if isinstance(limit, dict) and (row["procedure"], row["channel"], row["case"]) in {
            (key, channel, case),
            (key, "", ""),
        }:
            return Limit(int(str(limit["amount"])), LimitUnit(str(limit["unit"])))
    return None


def has_fees(key: str) -> bool:
    """Every channel lists its fees with their amounts, or the province's resolution does."""
    own = {row["channel"] for row in local_terms() if row["procedure"] == key and row.get("fees") and not row["case"]}
    channels = readings()[key].content.channels
    return bool(channels) and all(
        own & {"", channel.channel} or (channel.fees and all(fee.amount is not None for fee in channel.fees))
        for channel in channels
    )


def is_open(key: str) -> bool:
    content = readings()[key].content
    return bool(open_limits(key)) and has_fees(key) and "components" not in content.unknown


def process_steps(lines: Iterator[Mapping[str, object]]) -> Process:
    return Process(tuple(_step({name: str(value) for name, value in line.items()}) for line in lines))


def own_process(file: str) -> Process:
    with (DATA / "processes" / file).open(encoding="utf-8", newline="") as source:
        return process_steps(iter(list(csv.DictReader(source))))


def _step(line: Mapping[str, str]) -> Step:
    outcomes = (outcome.partition(">") for outcome in line["outcomes"].split("|"))
    rule, _, named = line["unit_rule"].partition(":")
    return Step(
        key=line["step"],
        name=line["name"],
        kind=StepKind(line["kind"]),
        role=line["role"],
        unit_rule=UnitRule(rule),
        named_unit=named or None,
        amount=int(line["amount"]),
        unit=LimitUnit(line["unit"]),
        outcomes=tuple(Outcome(key, key, target) for key, _, target in outcomes),
        actions=tuple(filter(None, line["actions"].split("|"))),
    )
