"""What a decision would change, read from its items into what a dry run can replay.

Items that change nothing a replay can see (service levels, tags, letters) are named, not dropped in silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from motcua.core import canonical
from motcua.core.canonical import Json
from motcua.core.errors import Invalid
from motcua.forms.digest import digest
from motcua.procedures.content import ProcedureContent
from motcua.procedures.items import (
    CompetenceItem,
    LocalTermsItem,
    ProcedureItem,
    ProcessItem,
    UnreadableItemError,
    read_item,
)
from motcua.procedures.lifecycle import ItemKind
from motcua.procedures.process import Process, check
from motcua.procedures.terms import Limit
from motcua.worktime.rules import LimitUnit


@dataclass(frozen=True, slots=True)
class Item:
    """One change as it is kept with a report: kind, procedure and content as in the decision."""

    kind: str
    procedure: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProcessChange:
    procedure: str
    case: str
    unit: str
    """Code of the unit where it is to be followed; empty: everywhere."""
    process: Process


@dataclass(frozen=True, slots=True)
class LimitChange:
    """``limit`` None: no commitment any more, the statutory limit counts. Empty case or channel: all.
    ``is_statutory``: yields to a commitment of the province."""

    procedure: str
    case: str
    channel: str
    limit: Limit | None
    is_statutory: bool = False


@dataclass(frozen=True, slots=True)
class FeeChange:
    procedure: str
    case: str
    channel: str
    dong: int


@dataclass(frozen=True, slots=True)
class AskedChange:
    """What applicants are asked for: codes of papers, and questions by key with their words."""

    procedure: str
    case: str
    papers: frozenset[str] | None = None
    questions: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many people a role of a unit has instead: from ``first`` to ``last``, or all the time. Not a decision of
    ours, but a question authors ask: what if two are on leave in June?"""

    unit: str
    role: str
    people: int
    first: dt.date | None = None
    last: dt.date | None = None

    def to_json(self) -> list[Json]:
        days = (self.first, self.last)
        return [self.unit, self.role, self.people, *(day.isoformat() for day in days if day is not None)]

    @classmethod
    def from_json(cls, row: Sequence[Any]) -> Staffing:
        unit, role, people, *days = row
        return cls(str(unit), str(role), int(people), *(dt.date.fromisoformat(str(day)) for day in days))


@dataclass(frozen=True)
class Change:
    processes: tuple[ProcessChange, ...] = ()
    limits: tuple[LimitChange, ...] = ()
    fees: tuple[FeeChange, ...] = ()
    asked: tuple[AskedChange, ...] = ()
    competences: tuple[tuple[str, CompetenceItem], ...] = ()
    staffing: tuple[Staffing, ...] = ()
    measured: tuple[str, ...] = ()
    """Procedures that are looked at though nothing of theirs changes."""
    unseen: tuple[tuple[str, str], ...] = ()
    """Kind and procedure of items that a replay cannot see."""

    @property
    def procedures(self) -> frozenset[str]:
        parts: Sequence[Iterable[Any]] = (self.processes, self.limits, self.fees, self.asked)
        named = {one.procedure for part in parts for one in part}
        return frozenset(named | {key for key, _item in self.competences if key} | {*self.measured})


FORM: Final = "form"


def digest_of(items: Sequence[Item], staffing: Sequence[Staffing] = (), measured: Sequence[str] = ()) -> str:
    """SHA-256 over what is tried; the same items give the same."""
    body: Json = canonical.plain(
        {
            "items": [{"kind": one.kind, "procedure": one.procedure, "content": one.content} for one in items],
            "staffing": [one.to_json() for one in staffing],
            "measured": sorted(measured),
        }
    )
    return digest(body)


def read_change(items: Sequence[Item], staffing: Sequence[Staffing] = (), measured: Sequence[str] = ()) -> Change:
    """Raises Invalid ``trial_item_unreadable`` with the item's place, ``trial_process_faulty`` with the faults."""
    found: dict[str, list[Any]] = {name: [] for name in ("processes", "limits", "fees", "asked", "competences")}
    unseen: list[tuple[str, str]] = []
    for number, item in enumerate(items, start=1):
        if item.kind == FORM:
            found["asked"].append(AskedChange(item.procedure, str(item.content.get("case", "")), None, _asked(item)))
            continue
        try:
            said = read_item(ItemKind(item.kind), item.content)
        except (UnreadableItemError, KeyError, ValueError) as error:
            raise Invalid("trial_item_unreadable", params={"item": number}) from error
        match said:
            case ProcessItem():
                _require_sound(said.process, item.procedure)
                found["processes"].append(ProcessChange(item.procedure, said.case, said.unit, said.process))
            case LocalTermsItem():
                _local(found, item.procedure, said)
            case ProcedureItem():
                _wording(found, item.procedure, said.content)
            case CompetenceItem() if not said.is_end:
                found["competences"].append((item.procedure, said))
            case _:
                unseen.append((item.kind, item.procedure))
    return Change(
        **{name: tuple(values) for name, values in found.items()},
        staffing=tuple(staffing),
        measured=tuple(measured),
        unseen=tuple(unseen),
    )


def _require_sound(process: Process, procedure: str) -> None:
    faults = check(process, None)
    if faults:
        errors = [{"field": fault.step, "code": fault.code} for fault in faults]
        raise Invalid("trial_process_faulty", params={"procedure": procedure}, errors=errors)


def _local(found: dict[str, list[Any]], procedure: str, said: LocalTermsItem) -> None:
    limit = None if said.is_end else said.committed
    found["limits"].append(LimitChange(procedure, said.case, said.channel, limit))
    if said.fees is not None and not said.is_end:
        dong = sum(fee.amount or 0 for fee in said.fees)
        found["fees"].append(FeeChange(procedure, said.case, said.channel, dong))


def _wording(found: dict[str, list[Any]], procedure: str, said: ProcedureContent) -> None:
    for channel in said.channels:
        if channel.amount and channel.unit:
            limit = Limit(channel.amount, LimitUnit(channel.unit))
            found["limits"].append(LimitChange(procedure, channel.case, channel.channel, limit, is_statutory=True))
        if channel.fees and all(fee.amount is not None for fee in channel.fees):
            dong = sum(fee.amount or 0 for fee in channel.fees)
            found["fees"].append(FeeChange(procedure, channel.case, channel.channel, dong))
    for case in said.cases:
        papers = {paper.code for paper in (*said.papers, *case.papers) if not paper.guidance}
        found["asked"].append(AskedChange(procedure, case.key, frozenset(papers)))


def _asked(item: Item) -> dict[str, str]:
    return questions_of(item.content.get("form", item.content.get("content", item.content)))


_SAYS_NOTHING: Final = frozenset({"information", "info", "computed", "heading", "group", "page", "file"})
"""Files are papers, which are counted by themselves."""


def questions_of(form: object) -> dict[str, str]:
    """The questions of a form by key with their words, whatever the form's schema nests them in."""
    found: dict[str, str] = {}
    stack = [form]
    while stack:
        one = stack.pop()
        if isinstance(one, Mapping):
            kind = one.get("kind", one.get("type"))
            if isinstance(one.get("key"), str) and isinstance(kind, str) and kind not in _SAYS_NOTHING:
                found[one["key"]] = str(one.get("label") or one["key"])
            stack.extend(value for name, value in one.items() if name not in {"choices", "options"})
        elif isinstance(one, list | tuple):
            stack.extend(one)
    return found
