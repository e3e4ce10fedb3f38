"""Pairs of made-up reports, as the search for others of the same matter meets them: for fitting and for judging."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from motcua.petitions.suggesting.fitting import Example, fit, split
from motcua.petitions.suggesting.linear import Linear
from motcua.petitions.suggesting.matching import LONGEST_DAYS, SIGNS, Matcher, signs
from motcua.petitions.suggesting.traces import Trace, bands_of, cell_of, cells_around, hashed_words
from motcua.simulate.petitions.happenings import Happenings, Told, grounds

END = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
A_DAY = 913
"""Of a million reports in three years."""
MOST = 200


@dataclass(frozen=True)
class Case:
    """One new report, the older ones that the index brings, and which of them are of the same matter. ``missed``: an
    older one of the matter was there, but the index did not bring it."""

    found: np.ndarray
    same: np.ndarray
    missed: int
    metres_known: bool


def model(seed: int, count: int = 12_000) -> Linear:
    """Learnt from other people who say things in four of the five ways."""
    told = Happenings(seed, count, END - dt.timedelta(days=540), END, grounds(), families=(0, 1, 2, 3))
    return fit(split([Example(one.at.date(), one.text, one.category, one.track, one.is_urgent) for one in told]))


def cases(seed: int, count: int, by: Linear) -> Iterator[Case]:
    told = Happenings(seed, count, END - dt.timedelta(days=count / A_DAY), END, grounds())
    near: defaultdict[int, deque[int]] = defaultdict(lambda: deque(maxlen=MOST))
    kind: defaultdict[tuple[str, str], deque[int]] = defaultdict(lambda: deque(maxlen=MOST))
    band: defaultdict[int, deque[int]] = defaultdict(lambda: deque(maxlen=MOST))
    of: defaultdict[int, list[int]] = defaultdict(list)
    every: list[tuple[Trace, Told]] = []
    for one in told:
        if one.track:
            continue
        new = _trace(one, [code for code, _chance in by.answer(one.text).categories])
        number, keys = len(every), bands_of(new.words, new.place)
        around = cells_around(new.lat, new.lng) if new.lat is not None and new.lng is not None else []
        numbers = {found for cell in around for found in near[cell]}
        numbers |= {found for code in new.categories[:2] for found in kind[new.place, code] if new.place}
        numbers |= {found for key in keys for found in band[key]}
        brought = [found for found in sorted(numbers) if (one.at - every[found][1].at).days <= LONGEST_DAYS]
        older = [found for found in of[one.matter] if (one.at - every[found][1].at).days <= LONGEST_DAYS]
        yield Case(
            np.array([signs(new, every[found][0]) for found in brought]).reshape(-1, len(SIGNS)),
            np.array([every[found][1].matter == one.matter for found in brought], dtype=bool),
            len(set(older) - set(brought)),
            new.lat is not None,
        )
        # What is stored has the category that an operator left it with: nearly always the true one.
        every.append((_trace(one, [one.category] if number % 25 else new.categories[:1]), one))
        of[one.matter].append(number)
        if new.lat is not None and new.lng is not None:
            near[cell_of(new.lat, new.lng)].append(number)
        kind[new.place, every[-1][0].categories[0]].append(number)
        for key in keys:
            band[key].append(number)


def fitted(seed: int, count: int, by: Linear) -> dict[str, float]:
    """Weights of the signs, from one made-up history."""
    from sklearn.linear_model import LogisticRegression

    rows, truth = [], []
    for case in cases(seed, count, by):
        rows.append(case.found)
        truth.append(case.same)
    line = LogisticRegression(C=10.0, fit_intercept=False, max_iter=2000)
    line.fit(np.concatenate(rows), np.concatenate(truth))
    return {name: round(float(weight), 4) for name, weight in zip(SIGNS, line.coef_[0], strict=True)}


def judged(seed: int, count: int, by: Linear, matcher: Matcher) -> dict[str, object]:
    """By new report: of those whose matter was already told, how many are shown it among the first three; of those
    shown anything, how often the first is right. And by pair: how true the probabilities are."""
    weights = np.array(matcher.weights)
    chances, truth, first = [], [], []
    again = found = shown = right = 0
    for case in cases(seed, count, by):
        chance = 1 / (1 + np.exp(-np.clip(case.found @ weights, -30, 30))) if len(case.found) else np.zeros(0)
        order = [one for one in np.argsort(-chance)[:3] if chance[one] >= matcher.shown]
        has = bool(case.same.any() or case.missed)
        again += has
        found += has and any(case.same[one] for one in order)
        shown += bool(order)
        right += bool(order) and bool(case.same[order[0]])
        chances.append(chance)
        truth.append(case.same)
        first += [(chance[order[0]], case.same[order[0]])] if order else []
    every, same = np.concatenate(chances), np.concatenate(truth)
    return {
        "reports": count,
        "told_before": again,
        "recall_among_three": round(found / max(1, again), 4),
        "shown": shown,
        "precision_of_first": round(right / max(1, shown), 4),
        "pairs": len(every),
        "pairs_same": int(same.sum()),
        "likely_precision": round(float(same[every >= matcher.likely].mean()), 4),
        "likely_recall_of_pairs": round(float((same & (every >= matcher.likely)).sum() / max(1, same.sum())), 4),
        "calibration_error_of_first": round(_error(np.array(first)), 4),
    }


def _error(rows: np.ndarray) -> float:
    bins = np.minimum(9, (rows[:, 0] * 10).astype(int))
    return float(
        sum(
            abs(rows[bins == one, 0].mean() - rows[bins == one, 1].mean()) * (bins == one).mean()
            for one in np.unique(bins)
        )
    )


def _trace(one: Told, categories: list[str]) -> Trace:
    return Trace(one.at, categories, hashed_words(one.text), one.place, one.lat, one.lng, one.accuracy_metres)
