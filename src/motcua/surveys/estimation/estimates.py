"""Shares, means and indices with the error of a sample in strata and clusters.

Everything is a ratio R = Σ w·y / Σ w over those who answered a question. Its variance is linearised (Taylor) with
clusters of the first stage, layer by layer:

    V = Σ_h (1 - f_h) · n_h/(n_h - 1) · Σ_j (z_hj - z̄_h)²,   z_hj = Σ_{i in j} w_i (y_i - R) / Σ w

f_h counts only where clusters were drawn with equal chances; a layer with one cluster is measured against 0, which
errs on the wide side. (K. M. Wolter, "Introduction to Variance Estimation", 2nd ed. 2007, ch. 6.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from statistics import NormalDist

from motcua.core.intervals import Interval, wilson


@dataclass(frozen=True, slots=True)
class Answer:
    """One who answered: the layer and cluster of the draw, the stored weight in millionths."""

    layer: str
    cluster: str
    weight: int
    of: int | None
    """Clusters of the layer, where they were drawn with equal chances."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """``value`` and ``variance`` are exact; ``answers`` counts who stands behind it, ``clusters`` and ``layers`` how
    they lie. ``residuals``: what each cluster adds, for indices made of several estimates."""

    value: Fraction
    variance: Fraction
    answers: int
    clusters: int
    layers: int
    residuals: Mapping[tuple[str, str], Fraction]

    @property
    def freedom(self) -> int:
        """Degrees of freedom: clusters less layers."""
        return max(self.clusters - self.layers, 1)


def ratio(answers: Sequence[Answer], values: Sequence[int | Fraction]) -> Estimate | None:
    """The weighted mean of ``values``; None where nobody (with a weight) answered."""
    whole = sum(one.weight for one in answers)
    if not whole:
        return None
    told = sum((Fraction(one.weight * y) for one, y in zip(answers, values, strict=True)), Fraction(0))
    value = told / whole
    residuals: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for one, y in zip(answers, values, strict=True):
        residuals[one.layer, one.cluster] += one.weight * (y - value) / whole
    return _estimate(value, residuals, {one.layer: one.of for one in answers}, len(answers))


def combined(parts: Sequence[tuple[Fraction, Estimate]], of: Mapping[str, int | None]) -> Estimate:
    """Σ share · estimate: a factor from its criteria, an index from its factors. They come from the same people, so
    their errors are added cluster by cluster. ``of`` as in :class:`Answer`, by layer."""
    residuals: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for share, part in parts:
        for key, residual in part.residuals.items():
            residuals[key] += share * residual
    value = sum((share * part.value for share, part in parts), Fraction(0))
    return _estimate(value, residuals, of, max((part.answers for _, part in parts), default=0))


def difference(one: Estimate, other: Estimate) -> tuple[Fraction, Decimal]:
    """``other`` less ``one`` and its standard error: two draws that know nothing of each other (years, or units of
    different layers)."""
    return other.value - one.value, root(one.variance + other.variance)


def _estimate(
    value: Fraction,
    residuals: Mapping[tuple[str, str], Fraction],
    of: Mapping[str, int | None],
    answers: int,
) -> Estimate:
    layers: dict[str, list[Fraction]] = defaultdict(list)
    for (layer, _), residual in residuals.items():
        layers[layer].append(residual)
    variance = sum((_layer(own, of.get(layer)) for layer, own in layers.items()), Fraction(0))
    return Estimate(value, variance, answers, len(residuals), len(layers), dict(residuals))


def _layer(residuals: Sequence[Fraction], of: int | None) -> Fraction:
    count = len(residuals)
    seen = Fraction(count, of) if of else Fraction(0)
    if count == 1:
        return (1 - seen) * residuals[0] ** 2
    mean = sum(residuals, Fraction(0)) / count
    return (1 - seen) * Fraction(count, count - 1) * sum(((one - mean) ** 2 for one in residuals), Fraction(0))


def root(value: Fraction) -> Decimal:
    """To 28 digits."""
    with localcontext() as context:
        context.prec = 34
        found = (Decimal(value.numerator) / Decimal(value.denominator)).sqrt()
        context.prec = 28
        return +found


def standard_error(estimate: Estimate) -> Decimal:
    return root(estimate.variance)


def margin(estimate: Estimate, confidence: Fraction = Fraction(95, 100)) -> Decimal:
    """Half the width of the interval by Student's t with the freedom of the design."""
    from scipy.stats import t  # slow to load, and only jobs come here

    quantile = Decimal(repr(float(t.ppf(float((1 + confidence) / 2), estimate.freedom))))
    return quantile * standard_error(estimate)


def share_interval(estimate: Estimate) -> Interval:
    """Of a share (values 0 and 1): Wilson's interval of 95 % at the effective size of the sample, so that it stays
    within 0..1 and does not close where everybody said the same."""
    p = float(estimate.value)
    variance = float(estimate.variance)
    effective = p * (1 - p) / variance if variance > 0 else estimate.clusters
    effective = min(effective, estimate.answers)
    return wilson(p * effective, effective, NormalDist().inv_cdf(0.975))


def design_effect(estimate: Estimate) -> Fraction | None:
    """How many times the variance of as many people drawn simply; None where that is nothing."""
    simple = estimate.value * (1 - estimate.value) / estimate.answers if estimate.answers else Fraction(0)
    return estimate.variance / simple if simple > 0 else None


def printed(value: Fraction, decimals: int) -> Decimal:
    """Half up."""
    exact = Decimal(value.numerator * 10**decimals) / Decimal(value.denominator)
    return exact.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-decimals)
