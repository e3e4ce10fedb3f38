"""Lists and counts on the map of a day, for what the caller may read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from motcua.core.remember import forget_everything
from motcua.dossiers.services.reroute import run_reroute
from tests.dossiers.reorganised import DAY, MERGER, TODAY, enacted, job
from tests.dossiers.world import World

from .caller import Caller

pytestmark = pytest.mark.django_db


def told(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.content
    found = json.loads(answer.content)
    assert isinstance(found, dict)
    return found


@pytest.fixture
def merged(world: World) -> World:
    """One dossier under way and one returned in a commune that was merged into another."""
    world.accepted()
    world.returned()
    enacted(MERGER)
    run_reroute(job(), rest=0)
    forget_everything()
    return world


def test_list_when_asked_by_place_then_old_and_new_map_find_the_same_dossiers(merged: World, call: Caller) -> None:
    before = TODAY - DAY

    new = told(call.get("/dossiers?place=TS-0201", "auditor"))
    old = told(call.get(f"/dossiers?place=TS-0101&on={before}", "auditor"))
    gone = told(call.get("/dossiers?place=TS-0101", "auditor"))
    ahead = told(call.get(f"/dossiers?place=TS-0201&on={before}", "auditor"))

    assert len(new["items"]) == 2
    assert new["items"] == old["items"]
    assert (gone["items"], ahead["items"]) == ([], [])


def test_counts_when_asked_on_two_maps_then_the_sums_are_one_number(merged: World, call: Caller) -> None:
    before = TODAY - DAY

    new = told(call.get("/dossiers/counts?closed=true", "auditor"))
    old = told(call.get(f"/dossiers/counts?closed=true&on={before}", "auditor"))
    opened = told(call.get("/dossiers/counts", "auditor"))

    assert [(one["code"], one["exact"], one["estimated"]) for one in new["units"]] == [("TS-0201", 2, 0)]
    assert [(one["code"], one["total"]) for one in old["units"]] == [("TS-0101", 2)]
    assert (new["total"], old["total"], opened["total"]) == (2, 2, 1)
    assert (new["on"], old["on"]) == (TODAY.isoformat(), before.isoformat())


def test_counts_when_the_caller_reads_little_then_only_that_is_counted(merged: World, call: Caller) -> None:
    found = told(call.get("/dossiers/counts?closed=true&by=settling", "consulted"))

    assert (found["units"], found["total"]) == ([], 0)


@pytest.mark.parametrize("query", ["on=2026-13-01", "by=colour", "on=yesterday"])
def test_counts_when_asked_badly_then_told_so(world: World, call: Caller, query: str) -> None:
    answer = call.get(f"/dossiers/counts?{query}", "auditor")

    assert answer.status_code == 400
    assert json.loads(answer.content)["code"]
