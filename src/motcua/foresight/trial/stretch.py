"""How the length of a stay goes with the hours of its step. Pure."""

from __future__ import annotations

import numpy as np

from motcua.foresight.trial.apart import Flags, Stays


def elasticity(stays: Stays, calm: Flags | None = None) -> float:
    """How the length of a stay goes with the hours of its step, over steps of one role: 1 when twice the hours take
    twice as long, 0 when hours make no difference. Of medians by role and hours, weighted by count; of ``calm`` stays
    where these are enough, for a queue is as long for a short step as for a long one."""
    mask = (stays.hours > 0) & (stays.used > 0)
    for chosen in (mask & calm, mask) if calm is not None else (mask,):
        found = _slope(stays, chosen)
        if found is not None:
            return float(np.clip(found, 0.0, 1.2))
    return 1.0


def _slope(stays: Stays, mask: Flags) -> float | None:
    """None where no role has steps of different hours."""
    tops, belows = 0.0, 0.0
    for kind in np.unique(stays.kind[mask]).tolist():
        own = mask & (stays.kind == kind)
        groups = [(hours, own & (stays.hours == hours)) for hours in np.unique(stays.hours[own]).tolist()]
        kept = [(np.log(h), np.log(np.median(stays.used[g])), float(g.sum())) for h, g in groups if g.sum() >= 20]
        if len(kept) < 2:
            continue
        x, y, w = (np.array(column) for column in zip(*kept, strict=True))
        centre_x, centre_y = (w * x).sum() / w.sum(), (w * y).sum() / w.sum()
        tops += float((w * (x - centre_x) * (y - centre_y)).sum())
        belows += float((w * (x - centre_x) ** 2).sum())
    return tops / belows if belows > 0 else None
