"""The registry and the decisions of a specification as they will be made: pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.procedures.lifecycle import DecisionKind
from motcua.simulate.spec.model import Decided, Group, Outcome, Registry, Spec, SpecFault, Wanted, wanted
from motcua.simulate.spec.papers import scan
from motcua.simulate.spec.registry import RegistryPlan, planned
from motcua.simulate.spec.seat import Seat

DAY = dt.date(2026, 4, 1)
NOTHING: dict[str, dict[str, int]] = {"level": {}, "service_level": {}}


def want(**values: object) -> dict[str, Wanted]:
    return {name: wanted(value, path=name, line=7) for name, value in values.items()}


def registry(procedures: int = 12, **more: Any) -> Registry:
    levels = {"province": 6, "district": 4, "commune": 2}
    tables = {"level": want(**levels), "service_level": want(full=5, partial=3)}
    until = {"district": dt.date(2025, 7, 1)}
    values = {"tables": tables, "until": until, **more}
    return Registry(dt.date(2025, 1, 1), dt.date(2025, 6, 30), want(procedures=procedures)["procedures"], 3, **values)


def decided(publication: int = 3, effective: dt.date = dt.date(2026, 6, 8), **lines: int) -> Decided:
    return Decided("a", DAY, DAY + dt.timedelta(days=60), effective, 20, want(publication=publication, **lines))


def spec(one: Registry | None, *decisions: Decided) -> Spec:
    return Spec([Group("g", DAY, DAY, 1, 1)], one, decisions)


def test_registry_when_some_stand_already_then_only_the_rest_is_made() -> None:
    there = {"level": {"province": 2, "commune": 2}, "service_level": {"full": 4}}

    plan = planned(spec(registry()), there, "SIM-1-0")

    assert Counter(one.level for one in plan.stock) == {"province": 4, "district": 4}
    assert Counter(one.service_level for one in plan.stock) == {"full": 1, "partial": 3, "none": 4}
    assert {one.until for one in plan.stock if one.level == "district"} == {dt.date(2025, 7, 1)}
    assert len({one.key for one in plan.stock}) == 8
    assert planned(spec(registry()), there, "SIM-1-0") == plan


@pytest.mark.parametrize(
    ("one", "decisions", "there", "code"),
    [
        (registry(), (), {"level": {"commune": 3}, "service_level": {}}, "spec_registry_more"),
        (registry(procedures=11), (), NOTHING, "spec_sum"),
        (registry(), (decided(1, dt.date(2025, 6, 30), new=1),), NOTHING, "spec_registry_later"),
        (registry(), (decided(2, amended=8, abolished=1),), NOTHING, "spec_stock"),
    ],
)
def test_registry_when_it_cannot_be_then_said(
    one: Registry, decisions: tuple[Decided, ...], there: dict[str, dict[str, int]], code: str
) -> None:
    with pytest.raises(SpecFault) as fault:
        planned(spec(one, *decisions), there, "SIM-1-0")

    assert fault.value.code == code


@given(
    new=st.integers(0, 30),
    amended=st.integers(0, 60),
    abolished=st.integers(0, 20),
    internal=st.integers(0, 5),
    share=st.fractions(0, 1),
)
def test_decisions_when_planned_then_every_line_is_in_one_of_them(
    new: int, amended: int, abolished: int, internal: int, share: Any
) -> None:
    lines = {"new": new, "amended": amended, "abolished": abolished}
    least, most = sum(map(bool, lines.values())), sum(lines.values())
    publication = least + int(share * (most - least))

    plan = planned(spec(None, decided(publication, internal_process=internal, **lines)), NOTHING, "SIM-1-0")

    counted: Counter[str] = Counter()
    for one in plan.decisions:
        counted[one.kind.value] += len(one.procedures)
    assert {kind: counted[kind] for kind in lines} == lines
    kinds = Counter(one.kind for one in plan.decisions)
    assert kinds.pop(DecisionKind.INTERNAL_PROCESS, 0) == internal
    assert sum(kinds.values()) == publication
    assert all(one.procedures for one in plan.decisions)
    _stand_when_they_are_changed(plan)


def _stand_when_they_are_changed(plan: RegistryPlan) -> None:
    by_kind: dict[DecisionKind, set[str]] = {}
    for one in plan.decisions:
        by_kind.setdefault(one.kind, set()).update(own.key for own in one.procedures)
    stock = {one.key for one in plan.stock}
    gone, changed = by_kind.get(DecisionKind.ABOLISHED, set()), by_kind.get(DecisionKind.AMENDED, set())
    assert gone | changed <= stock
    assert not gone & changed
    assert not by_kind.get(DecisionKind.NEW, set()) & stock


# --- papers -----------------------------------------------------------------------------------------------------


@dataclass
class Papers:
    """A seat as far as papers are concerned."""

    papers: list[str]
    is_online: bool
    scanned: int = 0
    outcome: Outcome = field(default=Outcome.GRANTED)


def seats(*papers: int, online: int = 0) -> list[Papers]:
    return [Papers([str(n) for n in range(count)], at < online) for at, count in enumerate(papers)]


def scanned(given: list[Papers], **shares: object) -> tuple[int, int]:
    """Dossiers all of whose papers are files, and papers that are files."""
    group = cast("Group", SimpleNamespace(shares=want(**shares)))
    scan(group, cast("list[Seat]", given))
    files = [len(one.papers) if one.is_online else one.scanned for one in given]
    return sum(count == len(one.papers) for count, one in zip(files, given, strict=True)), sum(files)


def test_papers_when_both_lines_are_asked_then_both_are_met() -> None:
    given = seats(3, 2, 0, 4, 4, 4, 2, 1, online=2)

    assert scanned(given, all_digitised=4, components=12) == (4, 12)
    assert all(one.scanned <= len(one.papers) for one in given)


def test_papers_when_fewer_dossiers_are_whole_than_came_online_then_refused() -> None:
    with pytest.raises(SpecFault, match="spec_papers"):
        scanned(seats(3, 2, 2, online=2), all_digitised=1)


def test_papers_when_whole_dossiers_have_more_files_than_asked_then_refused() -> None:
    with pytest.raises(SpecFault, match="spec_papers"):
        scanned(seats(3, 3, 3), all_digitised=2, components=5)
