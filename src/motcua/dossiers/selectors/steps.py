"""Names of process steps for lists: published processes never change, so each is read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from motcua.procedures.models import ProcessVersion
from motcua.procedures.process_json import from_json

_known: dict[int, Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class StepNames:
    by_process: Mapping[int, Mapping[str, str]]

    def name(self, process_version: int, step: str) -> str:
        return self.by_process.get(process_version, {}).get(step, step)


def step_names(process_versions: Iterable[int]) -> StepNames:
    """The names of every step of these processes: one statement for those not read before."""
    wanted = set(process_versions)
    missing = wanted - _known.keys()
    if missing:
        found = ProcessVersion.objects.filter(pk__in=missing).values_list("pk", "steps")
        _known.update({pk: {step.key: step.name for step in from_json(steps).steps} for pk, steps in found})
    return StepNames({pk: _known[pk] for pk in wanted if pk in _known})


def forget(**_signal: object) -> None:
    """Another database may lie behind the connection."""
    _known.clear()
