"""``motcua bench genuine``: how well the share of genuine online is found, on conducts the weights never saw.

Each town is one desk and one month. Honest towns show false alarms; in planted towns part of what came online was filed
by others in one of four ways that the fit does not know; one way leaves no traces, and is measured to say so. The four
were looked at while weights were bounded; the clean hold-out is of another hand (see its module). A town's estimate is
judged by its interval; a single filing (nobody is ever judged by one) by odds of one half.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from benchmarks.genuine_conduct import (
    PLANTED,
    TUNING,
    UNSEEN,
    Conduct,
    at_home,
    at_kiosk,
    enrolment,
    families,
    own_phone_at_the_desk,
)
from benchmarks.genuine_held_out import HELD_OUT, HELD_OUT_BUSY
from benchmarks.genuine_held_out import SEED as HELD_OUT_SEED
from benchmarks.genuine_world import FIRST, Town

from motcua.figures.genuine.score import band, score
from motcua.figures.genuine.share import share
from motcua.figures.genuine.signals import observe
from motcua.figures.genuine.weights import Edition, edition_on

SEED = 2026_1123
TOWNS = 40
FILED = 150
ALARM = 0.10
"""A town is alarmed about when even the upper end of its interval is more than this below all."""


@dataclass
class Measured:
    """What came of the towns of one kind."""

    towns: int = 0
    covered: int = 0
    below_the_top: int = 0
    alarmed: int = 0
    widths: list[float] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)

    def take(self, town: Town, edition: Edition) -> None:
        own = {filing.number: is_own for filing, _, is_own in town.filings}
        bands: Counter[int] = Counter()
        for number, signals in observe([filing for filing, _, _ in town.filings]).items():
            scored = score(signals, edition)
            bands[band(scored.evidence)] += 1
            said = "own" if scored.evidence > -edition.prior else "others"
            self.found[f"{'own' if own[number] else 'others'} as {said}"] += 1
        truth = sum(is_own for is_own in (own[n] for n in own) if is_own)
        told = share(bands, edition)
        self.towns += 1
        self.covered += told.low <= truth <= told.high
        self.below_the_top += truth <= told.high
        self.alarmed += told.high < (1 - ALARM) * told.filed
        self.widths.append((told.high - told.low) / told.filed)
        self.errors.append((told.own - truth) / told.filed)

    def told(self) -> dict[str, Any]:
        named, missed = self.found["others as others"], self.found["others as own"]
        wrong, right = self.found["own as others"], self.found["own as own"]
        return {
            "towns": self.towns,
            "precision": _part(named, named + wrong),
            "recall": _part(named, named + missed),
            "own filings taken for others'": _part(wrong, wrong + right),
            "interval covers the truth": _part(self.covered, self.towns),
            "truth at most the upper end": _part(self.below_the_top, self.towns),
            "interval width, points": _points(float(np.mean(self.widths))),
            "mean error of the share, points": _points(float(np.mean(self.errors))),
            "towns alarmed about": _part(self.alarmed, self.towns),
        }


def run(rows: int = TOWNS, seed: int = SEED) -> dict[str, Any]:
    """``rows``: towns of each kind."""
    found: dict[str, Any] = {"seed": seed, "towns of each kind": rows, "online filings a town": FILED}
    found["honest and busy"] = {name: measure(rows, seed, name, mix).told() for name, mix in BUSY.items()}
    found["planted, not tuned on"] = {
        name: measure(rows, seed, name, planted(conduct)).told() for name, conduct in PLANTED.items()
    }
    found["planted, all ways mixed"] = {"mixed": measure(rows, seed, "mixed", _all_ways).told()}
    found["as tuned on"] = {"tuning": measure(rows, seed, "tuning", _tuned).told()}
    found["leaves no traces"] = {
        name: measure(rows, seed, name, planted(conduct)).told() for name, conduct in UNSEEN.items()
    }
    return found | held_out(rows)


def held_out(rows: int = TOWNS) -> dict[str, Any]:
    """Conducts of another hand, written without the weights and committed, with their seed, before the first run."""
    seed = HELD_OUT_SEED
    return {
        "clean hold-out: seed": seed,
        "clean hold-out: honest and busy": {
            name: measure(rows, seed, name, _mostly(conduct)).told() for name, conduct in HELD_OUT_BUSY.items()
        },
        "clean hold-out: planted": {
            name: measure(rows, seed, name, planted(conduct)).told() for name, conduct in HELD_OUT.items()
        },
        "clean hold-out: planted, all ways mixed": {
            "mixed": measure(rows, seed, "mixed", lambda town: _all_ways(town, HELD_OUT)).told()
        },
    }


def measure(towns: int, seed: int, name: str, mix: Callable[[Town], None]) -> Measured:
    edition = edition_on(FIRST + dt.timedelta(days=1))
    if edition is None:
        raise RuntimeError("no edition of the weights is in force")
    measured = Measured()
    for unit in range(1, towns + 1):
        town = Town(np.random.default_rng([seed, unit, *name.encode()]), unit, one_address=name == "one address")
        town.over_the_counter(100)
        mix(town)
        measured.take(town, edition)
    return measured


def planted(conduct: Conduct) -> Callable[[Town], None]:
    """Between a tenth and nine tenths of what came online is planted; the rest is people at home and at the desk."""

    def mix(town: Town) -> None:
        planted = round(FILED * float(town.rng.uniform(0.1, 0.9)))
        conduct(town, planted)
        _honest(town, FILED - planted)

    return mix


def _all_ways(town: Town, conducts: Mapping[str, Conduct] = PLANTED) -> None:
    planted = round(FILED * float(town.rng.uniform(0.1, 0.9)))
    for conduct in conducts.values():
        conduct(town, planted // len(conducts))
    _honest(town, FILED - planted // len(conducts) * len(conducts))


def _mostly(conduct: Conduct) -> Callable[[Town], None]:
    def mix(town: Town) -> None:
        conduct(town, FILED * 7 // 10)
        _honest(town, FILED - FILED * 7 // 10)

    return mix


def _tuned(town: Town) -> None:
    for (conduct, _), part in zip(TUNING.values(), town.rng.dirichlet([0.7] * len(TUNING)), strict=True):
        conduct(town, round(float(part) * FILED))


def _honest(town: Town, number: int) -> None:
    at_home(town, number * 7 // 10)
    at_kiosk(town, number // 10)
    own_phone_at_the_desk(town, number - number * 7 // 10 - number // 10)


def _kiosks(town: Town) -> None:
    at_kiosk(town, FILED * 7 // 10)
    at_home(town, FILED - FILED * 7 // 10)


def _families(town: Town) -> None:
    families(town, FILED * 7 // 10)
    _honest(town, FILED - FILED * 7 // 10)


def _enrolment(town: Town) -> None:
    enrolment(town, FILED * 7 // 10)
    _honest(town, FILED - FILED * 7 // 10)


def _ordinary(town: Town) -> None:
    _honest(town, FILED)


BUSY: dict[str, Callable[[Town], None]] = {
    "ordinary": _ordinary,
    "public machines": _kiosks,
    "families with one telephone": _families,
    "one address": _ordinary,
    "school enrolment": _enrolment,
}


def _part(some: int, of: int) -> str:
    return f"{some / of:.3f} ({some}/{of})" if of else "-"


def _points(part: float) -> str:
    return f"{100 * part:+.1f}"
