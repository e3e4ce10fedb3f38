"""How good suggestions were in use: of petitions that a person has settled, by version. For a page and a check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from motcua.petitions.models import Suggestion, SuggestionModel

from .measures import judged

MOST = 20_000


@dataclass(frozen=True, slots=True)
class InUse:
    """``version``: of the model, or ``rules``. Shares are of ``settled`` petitions."""

    version: str
    settled: int
    accuracy: float
    top_3: float
    calibration_error: float


def in_use(*, since: dt.datetime) -> Sequence[InUse]:
    """By version, of those settled since; complaints, denunciations and spam left out. One statement."""
    rows = (
        Suggestion.objects.filter(settled_at__gte=since, settled_track="")
        .exclude(settled="")
        .order_by("-settled_at")
        .values_list("model__uid", "settled", "categories")[:MOST]
    )
    by: dict[str, list[tuple[str, list[tuple[str, float]]]]] = {}
    for model, settled, categories in rows:
        said = [(str(code), float(chance)) for code, chance in categories]
        by.setdefault(str(model) if model else "rules", []).append((settled, said))
    found = []
    for version, told in sorted(by.items()):
        measured = judged([settled for settled, _said in told], [said for _settled, said in told])
        shares = (float(str(measured[name])) for name in ("accuracy", "top_3", "calibration_error"))
        found.append(InUse(version, len(told), *shares))
    return found


def models(limit: int = 10) -> Sequence[SuggestionModel]:
    """The newest first, without their bodies."""
    return list(SuggestionModel.objects.defer("body").order_by("-made_at", "-pk")[:limit])
