"""Why a dossier is likely to be late, and which step to see to.

Method (docs/guides/lateness.md): the features that belong together are set to what is usual among dossiers that kept
their date (the model's medians); by how much the log odds fall is what they contribute. The largest contributions are
told, with the numbers behind them. It says what moved this model, not what caused the delay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from .features import DAY_MINUTES, FEATURES, GROUPS, Features
from .trees import Model

WORTH: Final = 0.10
"""Log odds below which a contribution is not told."""
OPINION: Final = "opinion"
Reason = tuple[str, Mapping[str, int]]


def contributions(model: Model, matrix: np.ndarray) -> Mapping[str, np.ndarray]:
    """By group of features, for each row: how much of the log odds is theirs."""
    whole = model.score(matrix)
    found: dict[str, np.ndarray] = {}
    for group, names in GROUPS.items():
        usual = matrix.copy()
        for name in names:
            column = FEATURES.index(name)
            usual[:, column] = model.usual[column]
        found[group] = whole - model.score(usual)
    return found


def reasons(features: Features, rows: np.ndarray, by_group: Mapping[str, np.ndarray], most: int) -> list[list[Reason]]:
    """Of each of ``rows`` its largest contributions as codes with whole numbers, the largest first."""
    names = [*by_group]
    table = np.column_stack([by_group[name] for name in names]) if len(rows) else np.zeros((0, len(names)))
    found = []
    for place, row in enumerate(rows.tolist()):
        order = [int(one) for one in np.argsort(-table[place], kind="stable")[:most] if table[place, one] >= WORTH]
        told = [_told(features, row, names[one]) for one in order]
        found.append(told or [_told(features, row, "time")])
    return found


def by_age(features: Features, row: int) -> list[Reason]:
    return [("age", {"percent": int(100 * features["used_share"][row])})]


def _told(features: Features, row: int, group: str) -> Reason:
    """The numbers are whole: minutes, counts, per cent; a load of 210 means 2.1 times the usual."""
    wanted: Mapping[str, Mapping[str, tuple[str, float]]] = {
        "time": {
            "minutes": ("left_minutes", 1),
            "steps": ("steps_left", 1),
            "percent": ("used_share", 100),
            "need": ("usual_share", 100),
        },
        "step": {"percent": ("step_share", 100), "left": ("step_left", 1)},
        "load": {"held": ("unit_held", 1), "times": ("unit_load", 100), "days": ("unit_days", 1)},
        "queue": {"ahead": ("ahead", 1), "days": ("ahead_days", 1)},
        "post": {"held": ("post_held", 1)},
        "staff": {"share": ("posts_share", 100), "away": ("away_share", 100), "flow": ("flow_change", 100)},
        "unit": {"percent": ("unit_rate", 100), "role": ("role_rate", 100)},
        "procedure": {"percent": ("procedure_rate", 100)},
        "supplement": {"times": ("supplements", 1), "pauses": ("pauses", 1)},
        "opinion": {"asked": ("asked", 1), "left": ("asked_left", 1)},
        "season": {"off": ("days_off", 1), "percent": ("all_rate", 100)},
        "kind": {},
    }
    numbers = {}
    for key, (name, factor) in wanted[group].items():
        value = float(features[name][row]) * factor
        if np.isfinite(value):
            numbers[key] = round(value)
    return group, numbers


def to_unblock(features: Features, row: int, day: int, procedure: str) -> str:
    """The step to see to: an open opinion first; else of the steps that are left the one that is likely to take
    longest, the present one with what waits before it. Empty where the process is not known."""
    if features["asked"][row] > 0:
        return OPINION
    left = features.steps[row]
    if left is None:
        return ""
    takes = features.usual(day, procedure, left)
    spent = float(np.nan_to_num(features["step_minutes"][row]))
    waits = float(np.nan_to_num(features["ahead_days"][row])) * DAY_MINUTES
    over = max(spent - takes[0], 0.0)
    costs = [max(takes[0] - spent, 0.0) + waits + over, *takes[1:]]
    return left.keys[int(np.argmax(costs))]


def codes(told: Sequence[Reason]) -> list[list[object]]:
    """As a row keeps them."""
    return [[code, dict(numbers)] for code, numbers in told]
