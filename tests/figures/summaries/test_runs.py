"""Summaries worked out from made facts, kept and worked out anew."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from motcua.core.clock import FrozenClock
from motcua.figures.collection.models import CollectionRule
from motcua.figures.cuts.tallies import line_of
from motcua.figures.periods import PeriodKind, numbered
from motcua.figures.summaries.models import SummaryKind, SummaryRun
from motcua.figures.summaries.packing import unpack
from motcua.figures.summaries.runs import compute, newest, row_of
from tests.desk.conftest import world  # noqa: F401  (fixture)
from tests.dossiers.world import CODE, World

from .given import AS_OF, facts_for, lend

NOVEMBER = numbered(PeriodKind.MONTH, 2026, 11)


def test_summaries_when_worked_out_then_each_page_has_its_row(
    world: World,  # noqa: F811
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lend(monkeypatch, facts_for(world))

    assert compute(NOVEMBER, now=clock.now()) == 4
    assert compute(NOVEMBER, now=clock.now()) == 0

    unit = row_of(SummaryKind.UNITS, NOVEMBER, world.commune.code)
    assert unit is not None
    on_time = unpack("on_time_rate_ii06", unit.body["figures"]["on_time_rate_ii06"][-1])
    assert (on_time.printed, on_time.value, on_time.of) == ("75,00%", Fraction(3, 4), 40)
    assert unit.body["late_procedures"] == [[CODE, "Thủ tục mẫu", 11]]
    assert [(line[0], line[2]) for line in unit.body["late_steps"]] == [("assess", 1), ("sign", 1)]
    assert [line[2:] for line in unit.body["load"]] == [[1, 1, 0, 1]]

    procedure = row_of(SummaryKind.PROCEDURES, NOVEMBER, CODE)
    assert procedure is not None
    assert procedure.body["steps"][0][2:] == [1, 960, 1]
    assert procedure.body["supplements"] == [["missing", 1]]
    assert procedure.body["channels"] == [["online", 28], ["counter", 20]]
    assert procedure.body["versions"] == [[1, "2026-10-01", None, "Thủ tục mẫu"]]
    quiet = unpack("dossiers_new", procedure.body["figures"]["dossiers_new"][0])
    assert (quiet.printed, quiet.why) == ("", "không phát sinh")

    cuts = row_of(SummaryKind.CUTS, NOVEMBER, world.province.code)
    assert cuts is not None
    assert line_of(cuts.body["lines"][0]).tally.dossiers == 45

    communes = row_of(SummaryKind.COMPARISON, NOVEMBER, "commune")
    assert communes is not None
    assert [(line[0], *line[2:4]) for line in communes.body["units"]] == [("TS-0101", 40, 10), ("TS-0102", 5, 0)]
    assert sum(Fraction(line[4]) for line in communes.body["units"]) == 10
    assert newest(SummaryKind.CUTS, NOVEMBER).as_of == AS_OF  # type: ignore[union-attr]


def test_cuts_when_another_baseline_is_set_then_the_old_run_does_not_count(
    world: World,  # noqa: F811
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lend(monkeypatch, facts_for(world))
    compute(NOVEMBER, now=clock.now(), kinds=(SummaryKind.CUTS,))
    assert newest(SummaryKind.CUTS, NOVEMBER) is not None

    CollectionRule.objects.create(
        kind="baseline",
        key=CODE,
        valid_from=dt.date(2026, 1, 1),
        recorded_at=AS_OF - dt.timedelta(days=1),
        terms={"trips_hundredths": 300, "desk_minutes": 50, "trip_dong": 10_000},
        source="Khảo sát mẫu",
        mark="own",
    )
    assert newest(SummaryKind.CUTS, NOVEMBER) is None
    assert compute(NOVEMBER, now=clock.now(), kinds=(SummaryKind.CUTS,)) == 1
    assert SummaryRun.objects.filter(kind="cuts").count() == 2
