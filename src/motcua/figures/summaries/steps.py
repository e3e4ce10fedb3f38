"""What steps are called: facts know their keys only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from motcua.dossiers.selectors.steps import step_names
from motcua.procedures.models import ProcessVersion


@dataclass(frozen=True)
class Steps:
    own: Mapping[tuple[str, str], str]
    """By procedure and step, as the newest process calls it."""
    common: Mapping[str, str]
    """By step alone: what most processes call it."""

    def name(self, step: str, procedure: str = "") -> str:
        return self.own.get((procedure, step)) or self.common.get(step, step)


def steps() -> Steps:
    """Of every process there is. One statement, and one for those not read before by this process."""
    versions = list(ProcessVersion.objects.order_by("number").values_list("pk", "procedure__key"))
    names = step_names([pk for pk, _key in versions]).by_process
    own: dict[tuple[str, str], str] = {}
    said: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pk, procedure in versions:
        for step, name in names.get(pk, {}).items():
            own[str(procedure), step] = name
            said[step][name] += 1
    return Steps(own, {step: counted.most_common(1)[0][0] for step, counted in said.items()})
