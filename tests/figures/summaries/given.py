"""Facts made by hand for the units of a small province in the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from motcua.figures.answers import asking
from motcua.figures.cuts import counted
from motcua.figures.facts.reader import Facts
from motcua.figures.summaries import runs
from motcua.organisation.models import Unit, UnitClosure
from tests.dossiers.world import CODE, World
from tests.figures.counting.made import at, dossier, facts_of
from tests.figures.cuts.made import visit


def uid(name: str) -> str:
    """Dossiers are named by public ids."""
    return str(uuid5(NAMESPACE_URL, name))


AS_OF = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
LATE_DUE, GOOD_DUE = "2026-11-04 17:00", "2026-11-20 17:00"


def rows_of(world: World) -> dict[str, Any]:
    """In the commune 40 settled in November, 10 of them late; 5 elsewhere; 3 open, one of them late."""
    ours, theirs = str(world.commune.uid), str(Unit.objects.get(code="TS-0102").uid)
    settled = [_settled(f"s{n:02}", ours, late=n < 10, online=n % 2 == 0) for n in range(40)]
    settled += [_settled(f"t{n:02}", theirs, late=False, online=True) for n in range(5)]
    still_open = [
        dossier(uid(f"o{n}"), "2026-11-02 08:00", due=due, settling_unit=ours, reception_unit=ours, procedure=CODE)
        for n, due in enumerate((LATE_DUE, "2026-11-27 17:00", "2026-11-30 17:00"))
    ]
    return {
        **_map(),
        "dossiers": settled + still_open,
        "contacts": [visit(uid("s01"), "submit", 20), visit(uid("s01"), "collect_result")],
        "steps": [
            {
                "dossier": uid(f"o{n}"),
                "procedure": CODE,
                "step": "sign",
                "unit": ours,
                "visit": 1,
                "entered_at": at("2026-11-03 08:00"),
                "due_at": at(due),
                "late": None,
                "used_minutes": None,
            }
            for n, due in enumerate((LATE_DUE, "2026-11-23 17:00", "2026-11-30 17:00"))
        ]
        + [
            {
                "dossier": uid("s00"),
                "procedure": CODE,
                "step": "assess",
                "unit": ours,
                "visit": 1,
                "entered_at": at("2026-11-03 08:00"),
                "left_at": at("2026-11-04 08:00"),
                "due_at": at("2026-11-03 17:00"),
                "late": True,
                "used_minutes": 480,
            }
        ],
        "supplements": [
            {"dossier": uid("s00"), "procedure": CODE, "stage": "settlement", "number": 1, "reason": "missing"}
            | {"asked_at": at("2026-11-03 08:00")}
        ],
        "procedure_versions": [
            {"version": "v1", "procedure": CODE, "number": 1, "name": "Thủ tục mẫu", "field": "Hộ tịch"}
            | {"valid_from": dt.date(2026, 10, 1), "levels": ["commune"]}
        ],
    }


def _settled(name: str, unit: str, *, late: bool, online: bool) -> dict[str, Any]:
    return dossier(
        uid(name),
        "2026-11-02 08:00",
        "2026-11-09 08:00",
        LATE_DUE if late else GOOD_DUE,
        channel="online" if online else "counter",
        handed_over_at=at("2026-11-10 08:00"),
        settling_unit=unit,
        reception_unit=unit,
        procedure=CODE,
        settlement_minutes=450,
    )


def _map() -> dict[str, Any]:
    columns = ("uid", "code", "name", "level", "kind", "valid_from", "valid_to")
    lines = UnitClosure.objects.select_related("ancestor", "descendant")
    return {
        "units": [
            dict(zip(columns, (str(row[0]), *row[1:]), strict=True)) for row in Unit.objects.values_list(*columns)
        ],
        "unit_above": [
            {
                "ancestor": str(line.ancestor.uid),
                "descendant": str(line.descendant.uid),
                "depth": line.depth,
                "valid_from": line.valid_from,
                "valid_to": line.valid_to,
            }
            for line in lines
        ],
    }


def lend(monkeypatch: pytest.MonkeyPatch, facts: Facts) -> None:
    """Every reader of facts gets these."""

    @contextmanager
    def lent(_as_of: dt.datetime | None = None) -> Iterator[Facts]:
        yield facts

    for module in (asking, counted, runs):
        monkeypatch.setattr(module, "borrowed", lent)
    asking.forget()


def facts_for(world: World) -> Facts:
    return replace(facts_of(rows_of(world), AS_OF), settled_at=AS_OF)
