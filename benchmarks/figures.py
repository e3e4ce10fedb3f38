"""``motcua bench figures``: every bar of figures over facts of any size, and plain PostgreSQL over the same rows.

A history is simulated, its lives are told again until there are ``rows`` dossiers (see :mod:`synthetic_facts`), and
each question is asked of them by the clock and by processor time. ``facts``: a folder of facts made before; pages and
changes, which need a database that they continue, are then left out.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import resource
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SIMULATED = 12_000
TABLES = ("dossiers", "contacts")
"""Those that the questions read."""
TODAY_ASKED = 20
BARS = {
    "indicator_by_unit_and_month": 1.0,
    "whole_766_all_units_quarter": 5.0,
    "dashboard_page_p95": 0.3,
    "first_page_of_list": 0.2,
    "as_of_three_months_ago": 5.0,
    "changes_10000": 5.0,
    "rollup_34_cells": 20.0,
}
"""Seconds on two idle cores, at ten million dossiers."""


@dataclass(frozen=True)
class Took:
    clock: float
    cpu: float

    def told(self) -> dict[str, float]:
        return {"clock_s": round(self.clock, 3), "cpu_s": round(self.cpu, 3)}


def took(asked: Callable[[], object]) -> Took:
    clock, cpu = time.perf_counter(), time.process_time()
    asked()
    return Took(time.perf_counter() - clock, time.process_time() - cpu)


def best(asked: Callable[[], object], times: int = 3) -> Took:
    """The quickest by processor time: what others do on the machine is not ours."""
    return min((took(asked) for _ in range(times)), key=lambda one: one.cpu)


def run(rows: int = 1_000_000, facts: str = "", cells: int = 34, postgres: bool = True) -> dict[str, Any]:
    """``cells``: how many provinces are rolled up, 0 for none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.test")
    import django

    django.setup()
    from benchmarks import facts as facts_bench
    from benchmarks import figures_cells, figures_page, figures_postgres, synthetic_facts
    from benchmarks.own_database import own_database
    from django.conf import settings

    sys.path.insert(0, str(settings.PROJECT))
    folder = settings.STATE_DIR / "bench-figures"
    shutil.rmtree(folder, ignore_errors=True)
    source, made = folder / "source", Path(facts) if facts else folder / "facts"
    found: dict[str, Any] = {"bars_s": BARS, "load": os.getloadavg()}

    def part(name: str, asked: Callable[[], Any]) -> None:
        begun = time.perf_counter()
        found[name] = asked()
        said = {name: found[name], "took_s": round(time.perf_counter() - begun, 1), "load": os.getloadavg()[0]}
        sys.stderr.write(json.dumps(said, default=str) + "\n")
        sys.stderr.flush()

    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.enter_context(own_database("bench_figures"))
        part("simulated", lambda: _source(source))
        if not facts:
            part("made", lambda: took(lambda: synthetic_facts.make(source, made, rows, only=TABLES)).told())
        part("figures", lambda: measure(made))
        if cells:
            part("rollup_34_cells", lambda: figures_cells.measure(source, folder, cells))
        if postgres:
            part("postgres", lambda: figures_postgres.measure(made))
            found["ratio_to_postgres"] = _ratios(found)
        if not facts:
            part("pages", lambda: figures_page.measure(made))
            part("changes_10000", lambda: facts_bench.changed(made))
    found["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return found


def _source(root: Path) -> dict[str, Any]:
    from benchmarks.facts import _simulate

    from motcua.cli.connection import analyze
    from motcua.core import clock
    from motcua.figures.facts.build import build

    history = _simulate(SIMULATED, 2)
    analyze()
    build(now=clock.now(), root=root)
    return history


def measure(root: Path) -> dict[str, Any]:
    from motcua.figures.counting import tallying
    from motcua.figures.facts import manifest as manifests
    from motcua.figures.facts.reader import open_facts

    manifest = manifests.required(root)
    found: dict[str, Any] = {
        "dossiers": manifest.rows().get("dossiers"),
        "mib": sum(file.bytes for file in manifest.files) >> 20,
        "tally": took(lambda: tallying.tally_of(root)).told(),
    }
    settled = dt.datetime.fromisoformat(manifest.settled_at)
    found["open"] = took(lambda: open_facts(root=root, manifest=manifest, tail=False).close()).told()
    with open_facts(root=root, manifest=manifest, tail=False) as facts:
        asked = Questions(facts, settled)
        found["tally_mib"] = round(sum(one.bytes for one in facts.tally.kept) / 2**20, 1)
        found["indicator_by_unit_and_month"] = asked.indicators()
        found["whole_766_all_units_quarter"] = asked.whole_766()
        found["dashboard"] = asked.dashboard()
        found["first_page_of_list"] = asked.pages()
    then = settled - dt.timedelta(days=92)

    def as_of() -> None:
        with open_facts(then, root=root, manifest=manifest, tail=False) as facts:
            Questions(facts, then).on_time_rate()

    found["as_of_three_months_ago"] = best(as_of, 2).told()
    return found


def _ratios(found: Mapping[str, Any]) -> dict[str, float]:
    ours, theirs = found["figures"]["indicator_by_unit_and_month"]["on_time_rate_ii06"], found["postgres"]["query"]
    return {"clock": round(theirs["clock_s"] / ours["clock_s"], 1)}


class Questions:
    """What is asked of one unit (the province) and all under it."""

    def __init__(self, facts: Any, settled: dt.datetime) -> None:
        from motcua.core.clock import legal_date
        from motcua.figures.definitions.catalogue import shipped
        from motcua.figures.periods import PeriodKind, period_of, previous

        self.facts, self.catalogue = facts, shipped()
        rows = facts.asked("SELECT code FROM units WHERE level = 'province' ORDER BY valid_from DESC LIMIT 1")
        self.unit, self.today = str(rows[0][0]), legal_date(settled)
        months = [period_of(PeriodKind.MONTH, self.today)]
        while len(months) < 12:
            months.insert(0, previous(months[0]))
        self.year, self.months = months, months[-10:]

    def table(self, keys: Sequence[Any], periods: Sequence[Any], **more: Any) -> Any:
        from motcua.figures.counting import Dimension, count_table

        return count_table(self.facts, keys, periods, by=more.pop("by", Dimension.UNIT), unit=self.unit, **more)

    def on_time_rate(self) -> Any:
        return self.table(self.catalogue.needed("on_time_rate_ii06", self.today), self.months)

    def indicators(self) -> dict[str, Any]:
        """Each that is counted from dossiers, by unit and ten months."""
        from motcua.figures.counting.dossier_measures import BINDINGS

        found: dict[str, Any] = {}
        seen: set[tuple[Any, ...]] = set()
        for name, versions in self.catalogue.indicators.items():
            if not any(one.valid_from <= self.today for one in versions):
                continue
            keys = tuple(key for key in self.catalogue.needed(name, self.today) if key.measure in BINDINGS)
            if keys and keys not in seen:
                seen.add(keys)
                found[name] = best(lambda keys=keys: self.table(keys, self.months), 2).told()  # type: ignore[misc]
        worst = max(found, key=lambda name: found[name]["cpu_s"])
        return {"worst": {worst: found[worst]}, "asked": len(found), **found}

    def whole_766(self) -> dict[str, Any]:
        """Every figure of the quarter before this one and of the two it is compared with, for all units, and the
        boards of all levels."""
        from motcua.figures.boards.members import LEVELS, members
        from motcua.figures.boards.scoring import INDEX, board, periods_of
        from motcua.figures.definitions.evaluation import evaluate
        from motcua.figures.periods import PeriodKind, period_of, previous
        from motcua.figures.trees.catalogue import shipped as trees

        period = previous(period_of(PeriodKind.QUARTER, self.today))
        size: dict[str, int] = {}

        def all_levels() -> None:
            for level in LEVELS:
                own = [one.code for one in members(level, period.last)]
                if not own:
                    continue
                tree = trees().in_force(INDEX, level, period.last)
                names, periods = list(dict.fromkeys(tree.indicators.values())), periods_of(tree, period)
                keys = list(dict.fromkeys(key for name in names for key in self.catalogue.needed(name, period.last)))
                table = self.table(keys, periods, on=period.last, only=own)
                figures = {
                    code: {
                        then: {name: evaluate(self.catalogue, name, then.last, values) for name in names}
                        for then, values in table[code].items()
                    }
                    for code in own
                    if code in table
                }
                size[level.value] = len(board(tree, period, figures).standings)

        first = took(all_levels)
        return {**best(all_levels, 2).told(), "first": first.told(), "units": size}

    def dashboard(self) -> dict[str, Any]:
        """What a leader's screen asks, each question by itself and nothing remembered: today, this month, a year's
        trend, late by unit, by procedure."""
        from motcua.figures.counting import Dimension, count
        from motcua.figures.definitions.model import CountsFor, DueDate, MeasureKey
        from motcua.figures.periods import between

        names = ("dossiers_received", "dossiers_settled", "dossiers_open")
        plain = [MeasureKey(name, None, CountsFor.SETTLING) for name in names]
        tested = ("dossiers_settled_late", "dossiers_open_late", "dossiers_settled_on_time")
        late = [MeasureKey(name, DueDate.APPOINTED, CountsFor.SETTLING) for name in tested]
        keys, month = [*plain, *late], self.year[-1]
        questions: dict[str, Callable[[], object]] = {
            "today": lambda: count(self.facts, keys, self.unit, between(self.today, self.today)),
            "this_month": lambda: count(self.facts, keys, self.unit, month),
            "trend_of_a_year": lambda: (
                self.table(keys, self.year[-1:], by=Dimension.MONTH)
                if len(self.year) < 2
                else self.table(keys, [between(self.year[0].first, month.last)], by=Dimension.MONTH)
            ),
            "late_by_unit": lambda: self.table(keys, [month]),
            "late_by_procedure": lambda: self.table(keys, [month], by=Dimension.PROCEDURE),
        }
        found = {}
        for name, asked in questions.items():
            asked()
            times = sorted(took(asked).clock for _ in range(TODAY_ASKED))
            found[name] = {"p95_clock_s": round(times[int(0.95 * (len(times) - 1))], 3), **best(asked, 2).told()}
        return found

    def pages(self) -> dict[str, Any]:
        """The first 50 behind what was settled late last month, in the province and in its largest unit."""
        from motcua.figures.counting import behind
        from motcua.figures.definitions.model import CountsFor, DueDate, MeasureKey

        key = MeasureKey("dossiers_settled_late", DueDate.APPOINTED, CountsFor.SETTLING)
        period = self.year[-2]
        by_unit = self.table([key], [period])
        largest = max((code for code in by_unit if code != self.unit), key=lambda code: by_unit[code][period][key])
        found = {}
        for name, unit in (("province", self.unit), ("unit", largest)):
            page = behind(self.facts, key, unit, period)
            asked = best(lambda unit=unit: behind(self.facts, key, unit, period))  # type: ignore[misc]
            found[name] = {
                **asked.told(),
                "total": page.total,
                "same_as_number": page.total == by_unit[unit][period][key],
            }
        return found
