"""Which desks a change reaches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from motcua.foresight.trial.change import Change
from motcua.foresight.trial.history import History
from motcua.foresight.trial.registry import Registry
from motcua.procedures.items import CompetenceItem


def more_desks(change: Change, registry: Registry, history: History | None = None) -> Sequence[tuple[str, str]]:
    """Desks that the change would send work to, by unit and role. Without a history only those that rules name."""
    units = registry.units
    found: set[tuple[str, str]] = set()
    settling = {one for _procedure, rule in change.competences for one in _settlers(rule, registry)}
    roles = {step.role for one in change.processes for step in one.process.steps}
    roles |= {step.role for (key, _step), steps in registry.steps.items() if key in change.procedures for step in steps}
    for unit in settling:
        found |= {(one, role) for one in (unit, units.parent(unit)) for role in roles}
    for one in change.processes:
        for step in one.process.steps:
            if step.named_unit and step.named_unit in units.by_code:
                found.add((units.by_code[step.named_unit], step.role))
    if history is not None:
        found |= _follow_desks(change, registry, history)
    return sorted(found)


def _settlers(rule: object, registry: Registry) -> set[str]:
    if not isinstance(rule, CompetenceItem):
        return set()
    places = registry.units.above
    return {unit for place in places if (unit := registry.units.settles(rule, place)) is not None}


def _follow_desks(change: Change, registry: Registry, history: History) -> set[tuple[str, str]]:
    names, dossiers = history.names, history.dossiers
    settling = {names["unit"][one] for one in np.unique(dossiers.settling[dossiers.own]).tolist()}
    reception = {names["unit"][one] for one in np.unique(dossiers.reception[dossiers.own]).tolist()}
    roles = {step.role for one in change.processes for step in one.process.steps}
    units = settling | reception | {registry.units.parent(one) for one in settling}
    return {(unit, role) for unit in units for role in roles}
