"""How good suggestions are: accuracy, among the first three, calibration, by category. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

Suggested = Sequence[tuple[str, float]]
BINS: Final = 10


def judged(truth: Sequence[str], suggested: Sequence[Suggested]) -> Mapping[str, object]:
    """``answered``: share with any suggestion; what has none counts as wrong."""
    whole = max(1, len(truth))
    first = [one[0][0] if one else "" for one in suggested]
    top = [{code for code, _chance in one[:3]} for one in suggested]
    return {
        "rows": len(truth),
        "answered": round(sum(map(bool, first)) / whole, 4),
        "accuracy": round(sum(a == b for a, b in zip(truth, first, strict=True)) / whole, 4),
        "top_3": round(sum(a in b for a, b in zip(truth, top, strict=True)) / whole, 4),
        "calibration_error": round(calibration_error(truth, suggested), 4),
    }


def calibration_error(truth: Sequence[str], suggested: Sequence[Suggested]) -> float:
    """Expected calibration error of the first suggestion, over ten equal spans of confidence."""
    return sum(abs(one["said"] - one["came"]) * one["n"] for one in reliability(truth, suggested)) / max(1, len(truth))


def reliability(truth: Sequence[str], suggested: Sequence[Suggested]) -> list[dict[str, float]]:
    """By span of confidence: how many, what was said, what came."""
    bins: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for true, one in zip(truth, suggested, strict=True):
        if one:
            bins[min(BINS - 1, int(one[0][1] * BINS))].append((one[0][1], one[0][0] == true))
    return [
        {
            "n": len(rows),
            "said": round(sum(chance for chance, _right in rows) / len(rows), 4),
            "came": round(sum(right for _chance, right in rows) / len(rows), 4),
        }
        for _bin, rows in sorted(bins.items())
    ]


def by_category(truth: Sequence[str], suggested: Sequence[Suggested]) -> Mapping[str, Mapping[str, float]]:
    """Recall, precision and number of each category that is there."""
    there: defaultdict[str, int] = defaultdict(int)
    said: defaultdict[str, int] = defaultdict(int)
    right: defaultdict[str, int] = defaultdict(int)
    for true, one in zip(truth, suggested, strict=True):
        there[true] += 1
        if one:
            said[one[0][0]] += 1
            right[true] += one[0][0] == true
    return {
        code: {
            "n": there[code],
            "recall": round(right[code] / there[code], 4),
            "precision": round(right[code] / said[code], 4) if said[code] else 0.0,
        }
        for code in sorted(there)
    }
