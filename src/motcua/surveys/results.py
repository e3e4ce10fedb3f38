"""The figures of a closed wave, as plain JSON: counts of each level first, then shares and means with their errors,
factors, the index, by all and by stratum and unit. Everything is computed from the counts and stored weights that the
JSON or the published data set shows; exact values are kept as fractions, so nobody has to trust our rounding.

Figures of fewer answers than the definition's ``fewest`` are not told: ``answers`` stands alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from motcua.core.canonical import Json
from motcua.surveys.definition import Definition, Method
from motcua.surveys.estimation.estimates import (
    Answer,
    Estimate,
    combined,
    design_effect,
    margin,
    printed,
    ratio,
    share_interval,
    standard_error,
)

METHOD = "motcua-survey/1"


@dataclass(frozen=True, slots=True)
class Line:
    """One who answered, with a stored weight."""

    answer: Answer
    stratum: str
    unit: str
    answers: Mapping[str, Json]


def figures(definition: Definition, lines: Sequence[Line]) -> dict[str, Json]:
    """Of all, of each stratum, of each unit."""
    strata: dict[str, list[Line]] = defaultdict(list)
    units: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        strata[line.stratum].append(line)
        units[line.unit].append(line)
    return {
        "format": METHOD,
        "method": definition.method.value,
        "all": part(definition, lines),
        "strata": {name: part(definition, own) for name, own in sorted(strata.items())},
        "units": {name: part(definition, own) for name, own in sorted(units.items())},
        "shown": {key: _shown(key, lines) for key in definition.shown},
    }


def part(definition: Definition, lines: Sequence[Line]) -> dict[str, Json]:
    """Criteria, factors and index of some of them."""
    if len(lines) < definition.fewest:
        return {"answers": len(lines), "too_few": True}
    criteria: dict[str, Json] = {}
    factors: dict[str, Json] = {}
    index: list[tuple[Fraction, Estimate]] = []
    of = {line.answer.layer: line.answer.of for line in lines}
    for factor in definition.factors:
        found: list[Estimate] = []
        for key in factor.criteria:
            estimate, counts = _criterion(definition, key, lines)
            told: dict[str, Json] = _told(definition, estimate) if estimate else {"answers": 0}
            criteria[key] = {"counts": counts, **told}
            found += [estimate] if estimate else []
        if found:
            mean = combined([(Fraction(1, len(found)), one) for one in found], of)
            factors[factor.key] = _told(definition, mean)
            index.append((factor.weight, mean))
    whole = sum((weight for weight, _ in index), Fraction(0))
    shares = [(weight / whole, one) for weight, one in index]
    whole_index = _told(definition, combined(shares, of)) if shares else {}
    return {"answers": len(lines), "criteria": criteria, "factors": factors, "index": whole_index}


def _criterion(definition: Definition, key: str, lines: Iterable[Line]) -> tuple[Estimate | None, dict[str, Json]]:
    """The estimate, and for each level how many said so and their weights (millionths)."""
    answers: list[Answer] = []
    values: list[int | Fraction] = []
    counts = {level.value: [0, 0] for level in definition.levels}
    for line in lines:
        value = line.answers.get(key)
        place = definition.place_of(value)
        if place is not None:
            answers.append(line.answer)
            values.append(definition.worth(place))
            counts[str(value)][0] += 1
            counts[str(value)][1] += line.answer.weight
    return ratio(answers, values), {
        value: {"answers": count, "weight": str(sum_)} for value, (count, sum_) in counts.items()
    }


def _told(definition: Definition, estimate: Estimate) -> dict[str, Json]:
    """Percents are printed half up; ``exact`` and ``variance`` are fractions of 1."""
    low_high: dict[str, Json] = {}
    if definition.method is Method.TOP_TWO and 0 <= estimate.value <= 1:
        interval = share_interval(estimate)
        low_high = {"low": f"{interval.low:.6f}", "high": f"{interval.high:.6f}"}
    effect = design_effect(estimate)
    return {
        "answers": estimate.answers,
        "exact": str(estimate.value),
        "variance": str(estimate.variance),
        "freedom": estimate.freedom,
        "percent": str(printed(100 * estimate.value, definition.decimals)),
        "standard_error": f"{standard_error(estimate):.10f}",
        "margin": f"{margin(estimate):.6f}",
        "design_effect": str(printed(effect, 2)) if effect is not None else "",
        **low_high,
    }


def _shown(key: str, lines: Iterable[Line]) -> dict[str, Json]:
    """How many gave each answer; of several choices each counts by itself. Free text is never told here."""
    counts: Counter[str] = Counter()
    weights: Counter[str] = Counter()
    for line in lines:
        value = line.answers.get(key)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str | bool):
                counts[str(one)] += 1
                weights[str(one)] += line.answer.weight
    return {name: {"answers": counts[name], "weight": str(weights[name])} for name in sorted(counts)}
