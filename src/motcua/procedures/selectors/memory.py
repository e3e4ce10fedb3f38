"""What each process keeps of the registry, for as long as the registry's revision stays the same.

Every question begins with one small statement that reads the revision's token; everything else is loaded once per
process and revision. The token is random, so neither a rollback nor a restore can make an old memory look right.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from motcua.core import hot
from motcua.core.errors import NotFound
from motcua.procedures.compiling import VersionBody
from motcua.procedures.process import Process
from motcua.procedures.search import SearchIndex
from motcua.procedures.selectors import loading
from motcua.procedures.selectors.loading import CompetenceRow, ProcedureFacts
from motcua.procedures.terms import Terms

MOST_TERMS = 20_000


@dataclass(slots=True)
class Memory:
    """Loaded on demand. Threads may load the same thing twice; the answer is the same."""

    token: UUID
    facts: dict[str, ProcedureFacts] = field(default_factory=dict)
    bodies: dict[int, VersionBody] = field(default_factory=dict)
    terms: dict[tuple[str, str, str, dt.date], Terms] = field(default_factory=dict)
    general_rules: tuple[CompetenceRow, ...] | None = None
    indexes: dict[dt.date, SearchIndex] = field(default_factory=dict)

    def procedure(self, code: str) -> ProcedureFacts:
        """Raises NotFound ``procedure_not_found``."""
        found = self.facts.get(code)
        if found is None:
            loaded = loading.load_procedures(Q(key=code) | Q(code=code))
            if not loaded:
                raise NotFound("procedure_not_found", params={"procedure": code})
            found = self.facts[code] = loaded[0]
        return found

    def body(self, version_id: int) -> VersionBody:
        if version_id not in self.bodies:
            self.bodies |= loading.load_bodies([version_id])
        return self.bodies[version_id]

    def warm(self, where: Q, on: dt.date) -> list[ProcedureFacts]:
        """Load many procedures and what they say on the day at once."""
        found = loading.load_procedures(where)
        self.facts |= {facts.key: facts for facts in found}
        heads = [head for facts in found if (head := facts.version_on(on))]
        self.bodies |= loading.load_bodies([head.id for head in heads if head.id not in self.bodies])
        return found

    def rules(self) -> tuple[CompetenceRow, ...]:
        """Competence rules for whole fields and levels."""
        if self.general_rules is None:
            self.general_rules = loading.load_general_rules()
        return self.general_rules


_memory: Memory | None = None
_processes: dict[int, Process] = {}


def memory() -> Memory:
    """The memory of the revision in force; one SQL statement."""
    global _memory
    ((token,),) = hot.rows("SELECT token FROM procedures_registryrevision WHERE id = 1")
    held = _memory
    if held is None or held.token != token:
        _memory = held = Memory(token)
    return held


def last_memory() -> Memory:
    """The memory that was last found up to date, without asking again."""
    return _memory or memory()


def process(process_version_id: int) -> Process:
    """A process by its version. Versions never change, so no statement is needed once it is known. Raises NotFound
    ``process_not_found``."""
    found = _processes.get(process_version_id)
    if found is None:
        found = loading.load_process(process_version_id)
        if found is None:
            raise NotFound("process_not_found")
        _processes[process_version_id] = found
    return found


def forget(**_signal: object) -> None:
    """Drop everything kept. Called when a connection is made: it may lead to another database."""
    global _memory
    _memory = None
    _processes.clear()
