"""The score of one filing: log-odds, weight by weight, so that every part of it can be read aloud and disputed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from .signals import Signal, Signals
from .weights import Edition

MOST: Final = 6
"""Evidence is cut at odds of e^6, 403 to 1: made-up filings cannot teach more certainty than that."""


@dataclass(frozen=True, slots=True)
class Line:
    """One signal and what it adds."""

    signal: Signal
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class Score:
    """``evidence``: the sum of the lines, cut at ±6. ``probability``: with the edition's prior, that the person filed
    it without somebody of the administration or an agent. ``thin``: neither machine nor network is known."""

    evidence: float
    probability: float
    lines: tuple[Line, ...]
    thin: bool


def score(signals: Signals, edition: Edition) -> Score:
    """Lines come strongest first; a weight of nothing is no line."""
    lines = [Line(signal, level, edition.weights[signal, level]) for signal, level in signals.items()]
    total = max(-MOST, min(MOST, math.fsum(line.weight for line in lines)))
    lines.sort(key=lambda line: (-abs(line.weight), line.signal))
    probability = 1 / (1 + math.exp(-(edition.prior + total)))
    thin = Signal.DESK_DEVICE not in signals and Signal.DESK_NETWORK not in signals
    return Score(total, probability, tuple(line for line in lines if line.weight), thin)


def band(evidence: float) -> int:
    """Evidence in whole steps: what is kept in counts, so that no count tells a dossier's score."""
    return max(-MOST, min(MOST, round(evidence)))
