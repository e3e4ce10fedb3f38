"""The law a dossier was filed under, kept in its first event, so that no later change of the registry touches it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from motcua.core.canonical import Json
from motcua.procedures.terms import Limit, SupplementClock, Terms
from motcua.worktime.rules import Basis, LimitUnit

from .types import DEFAULT_WAITS, Waits

WAIT_KINDS = tuple(Waits.__slots__)


@dataclass(frozen=True, slots=True)
class FiledTerms:
    statutory: Limit | None
    committed: Limit | None
    supplement_clock: str
    instant: bool
    required: frozenset[str]
    waits: Waits = DEFAULT_WAITS
    handed_in: bool = False
    """By post with a record: the settlement time begins at the filing (Decision 45/2016/QD-TTg art. 7.4)."""


def freeze_terms(terms: Terms) -> dict[str, Json]:
    """What the first event keeps of the terms."""
    return {
        "statutory": _freeze_limit(terms.statutory),
        "committed": _freeze_limit(terms.committed),
        "supplement_clock": str(terms.supplement_clock),
        "instant": terms.instant,
        "required": [*sorted(component.code for component in terms.components if component.required)],
        **({"waits": {kind: _freeze_limit(limit) for kind, limit in terms.waits.items()}} if terms.waits else {}),
    }


def thaw_terms(data: Mapping[str, Json]) -> FiledTerms:
    required = data.get("required")
    return FiledTerms(
        statutory=_thaw_limit(data.get("statutory")),
        committed=_thaw_limit(data.get("committed")),
        supplement_clock=str(data.get("supplement_clock", SupplementClock.RESET)),
        instant=data.get("instant") is True,
        required=frozenset(map(str, required)) if isinstance(required, list) else frozenset(),
        waits=_thaw_waits(data.get("waits")),
        handed_in=data.get("handed_in") is True,
    )


def _thaw_waits(data: Json) -> Waits:
    """The usual waits where the case has no own."""
    if not isinstance(data, dict):
        return DEFAULT_WAITS
    own = {kind: limit for kind in WAIT_KINDS if (limit := _thaw_limit(data.get(kind))) is not None}
    return replace(DEFAULT_WAITS, **own)


def _freeze_limit(limit: Limit | None) -> dict[str, Json] | None:
    if limit is None:
        return None
    return {"amount": limit.amount, "unit": str(limit.unit), "basis": str(limit.basis)}


def _thaw_limit(data: Json) -> Limit | None:
    if not isinstance(data, dict) or not isinstance(data["amount"], int):
        return None
    return Limit(data["amount"], LimitUnit(str(data["unit"])), Basis(str(data["basis"])))
