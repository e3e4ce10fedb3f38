"""Index 766 worked by hand on a small set, group by group, beside the program's score.

Eight dossiers were received in the quarter, seven of them settled; four procedures were published and stand disclosed.

| dossier | channel | in time by 766 | result | e-result | files | reused | store | synced | complaint |
|---------|---------|----------------|--------|----------|-------|--------|-------|--------|-----------|
| 1       | online  | yes            | paper  | yes      | yes   | yes    | yes   | yes    | no        |
| 2       | online  | yes            | paper  | yes      | yes   | yes    | no    | yes    | no        |
| 3       | online  | yes            | paper  | no       | yes   | no     | no    | yes    | no        |
| 4       | counter | yes            | paper  | yes      | yes   | yes    | no    | yes    | no        |
| 5       | counter | yes            | none   | -        | yes   | no     | no    | yes    | no        |
| 6       | counter | yes            | paper  | no       | no    | no     | no    | yes    | yes       |
| 7       | post    | no (late)      | paper  | yes      | yes   | yes    | no    | no     | late      |
| 8       | online  | yes (open)     | none   | -        | yes   | no     | no    | no     | no        |

Worked by hand (max, rate, points):

| group        | criterion | rate | rule            | points              |
|--------------|-----------|------|-----------------|---------------------|
| transparency | 1.1       | 3/4  | 6 linear        | 4.5                 |
|              | 1.2       | 4/4  | 4 linear        | 4                   |
|              | 1.3       | 3/4  | 2 linear        | 1.5                 |
|              | 1.4       | 6/8  | 6 linear        | 4.5                 |
|              |           |      |                 | 14.5 of 18          |
| progress     | 2.1       | 7/8  | 20 linear       | 17.5 of 20          |
| online       | 3.0       | 2/4  | no source       | open 12; assumed 6  |
| payment      | 3.5a      | 1/2  | 2, cap 80 %     | 1.25                |
|              | 3.5b      | 1/2  | 2, cap 80 %     | 1.25                |
|              | 3.6       | 2/5  | 6 linear        | 2.4                 |
|              |           |      |                 | 4.9 of 10           |
| digitisation | 4.1       | 4/6  | 6 linear        | 4                   |
|              | 4.2       | 6/8  | 4 linear        | 3                   |
|              | 4.3       | 4/8  | 2, cap 80 %     | 1.25                |
|              | 4.4       | 1/8  | 4 linear        | 0.5                 |
|              | 4.5a      | 1/2  | 2 linear        | 1                   |
|              | 4.5b      | 4/8  | 2 linear        | 1                   |
|              | 4.6       | 45/60| 2 linear        | 1.5                 |
|              |           |      |                 | 12.25 of 22         |
| satisfaction | 5.2       | 0/0  | 6, zero: full   | 6                   |
|              | 5.3       | 0/0  | 6, zero: full   | 6                   |
|              | 5.4       | 6/8  | 6, cap 90 %     | 5                   |
|              |           |      |                 | 17 of 18            |
| total        |           |      |                 | 66.15 of 88, 12 open; with the assumption 72.15 of 100 |
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pytest

from motcua.figures.definitions import catalogue as definitions
from motcua.figures.definitions.evaluation import Absent, evaluate
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.trees import catalogue as trees
from motcua.figures.trees.score import Score, Standing, found_in, score

DAY = dt.date(2026, 3, 31)


@dataclass(frozen=True)
class Dossier:
    channel: str
    in_time: bool
    paper: bool
    electronic: bool
    files: bool
    reused: bool
    store: bool
    synced: bool
    complaint: bool


def rows() -> list[Dossier]:
    """The table of the docstring."""
    lines = [line.strip("| ") for line in (__doc__ or "").splitlines() if line.startswith("| ") and line[2].isdigit()]
    found = []
    for line in lines[:8]:
        _, channel, time, result, electronic, files, reused, store, synced, complaint = map(str.strip, line.split("|"))
        flags = (x == "yes" for x in (electronic, files, reused, store, synced))
        found.append(Dossier(channel, time.startswith("yes"), result == "paper", *flags, complaint != "no"))
    return found


def counts() -> dict[str, int | Absent]:
    """Measures of the small set, counted here by plain Python."""
    all_ = rows()
    return {
        "procedures_published": 4,
        "procedures_published_on_time": 3,
        "procedures_to_disclose": 4,
        "procedures_disclosed_on_time": 4,
        "procedures_disclosed": 4,
        "procedures_disclosed_complete": 3,
        "dossiers_synchronised": sum(d.synced for d in all_),
        "dossiers_to_synchronise": len(all_),
        "dossiers_in_time_766": sum(d.in_time for d in all_),
        "dossiers_settled": 7,
        "dossiers_open": 1,
        "dossiers_received": len(all_),
        "dossiers_of_full_services": sum(d.channel == "online" for d in all_),
        "dossiers_full_online": sum(d.channel == "online" and d.electronic for d in all_),
        "procedures_with_fee": 2,
        "procedures_with_fee_and_dossiers": 1,
        "procedures_paid_online": 1,
        "dossiers_with_fee": 5,
        "dossiers_paid_online": 2,
        "dossiers_with_result": sum(d.paper for d in all_),
        "dossiers_electronic_result": sum(d.paper and d.electronic for d in all_),
        "dossiers_digitised_766": sum(d.files and (d.electronic or not d.paper) for d in all_),
        "dossiers_reusing_data": sum(d.reused for d in all_),
        "dossiers_shared_for_reuse": sum(d.store for d in all_),
        "procedures_for_persons": 2,
        "procedures_using_population_data": 1,
        "dossiers_using_population_data": 4,
        "communes": 60,
        "communes_certified_copies": 45,
        "petitions": 0,
        "petitions_to_handle": 0,
        "petitions_in_time": 0,
        "petitions_without_complaint": 0,
        "dossiers_without_complaint": sum(not d.complaint for d in all_),
    }


def scored(
    measures: Mapping[str, int | Absent], level: UnitLevel = UnitLevel.PROVINCE, *, assume: bool = False
) -> Score:
    catalogue = definitions.shipped()
    tree = trees.shipped().in_force("qd766", level, DAY)
    found = {}
    for criterion, indicator in tree.indicators.items():
        needed = catalogue.needed(indicator, DAY)
        values = {key: measures[key.measure] for key in needed if key.measure in measures}
        found[criterion] = found_in(evaluate(catalogue, indicator, DAY, values))
    return score(tree, found, assume=assume)


BY_HAND = {
    "1.1": "4.5", "1.2": "4", "1.3": "1.5", "1.4": "4.5", "2.1": "17.5", "3.5a": "1.25", "3.5b": "1.25", "3.6": "2.4",
    "4.1": "4", "4.2": "3", "4.3": "1.25", "4.4": "0.5", "4.5a": "1", "4.5b": "1", "4.6": "1.5",
    "5.2": "6", "5.3": "6", "5.4": "5",
}  # fmt: skip
GROUPS = {
    "transparency": ("14.5", 18), "progress": ("17.5", 20), "online": ("0", 12), "payment": ("4.9", 10),
    "digitisation": ("12.25", 22), "satisfaction": ("17", 18),
}  # fmt: skip


def test_index_when_worked_by_hand_then_the_program_agrees_criterion_by_criterion() -> None:
    found = scored(counts())

    points = {name: s.points for name, s in found.criteria.items() if s.standing is Standing.SCORED}
    assert points == {name: Fraction(value) for name, value in BY_HAND.items()}


def test_index_when_worked_by_hand_then_the_program_agrees_group_by_group() -> None:
    found = scored(counts())

    assert {g.group.id: (g.points, g.most) for g in found.groups} == {
        name: (Fraction(value), most) for name, (value, most) in GROUPS.items()
    }
    assert (found.points, found.scored_most, found.most, found.open) == (Fraction("66.15"), 88, 100, 12)
    assert found.missing == ("3.0",)
    assert found.percent is None
    assert (found.least_percent, found.most_percent) == (Fraction("66.15"), Fraction("78.15"))
    assert found.band is None


def test_index_when_the_working_assumption_is_asked_for_then_complete_and_said() -> None:
    found = scored(counts(), assume=True)

    assert (found.points, found.open, found.assumed) == (Fraction("72.15"), 0, 12)
    assert found.band is not None
    assert found.band.name_vi == "Khá"
    assert found.criteria["3.0"].assumed


def test_index_when_petitions_have_no_source_then_not_full_by_the_zero_rule() -> None:
    without = {name: count for name, count in counts().items() if not name.startswith("petitions")}
    found = scored(without, assume=True)

    assert found.criteria["5.2"].standing is Standing.MISSING
    assert found.criteria["5.2"].reason == "source_missing"
    assert scored(counts()).criteria["5.2"].by_zero_rule
    assert (found.points, found.open) == (Fraction("60.15"), 12)


def test_index_when_nothing_was_paid_then_zero_but_without_a_source_open() -> None:
    nothing = {**counts(), "dossiers_with_fee": 0, "dossiers_paid_online": 0}
    unknown = {**counts(), "dossiers_with_fee": Absent.SOURCE_MISSING}

    assert scored(nothing).criteria["3.6"].points == 0
    assert scored(unknown).criteria["3.6"].points is None


@pytest.mark.parametrize(
    ("level", "most", "lacks"),
    [
        (UnitLevel.PROVINCE, 100, set()),
        (UnitLevel.DEPARTMENT, 94, {"4.5a", "4.5b", "4.6"}),
        (UnitLevel.COMMUNE, 96, {"4.5a", "4.5b"}),
    ],
)
def test_index_when_of_another_kind_of_unit_then_its_own_criteria(level: UnitLevel, most: int, lacks: set[str]) -> None:
    found = scored(counts(), level, assume=True)
    whole = scored(counts(), assume=True)

    assert found.most == most
    assert set(whole.criteria) - set(found.criteria) == lacks
    assert found.points == whole.points - sum(Fraction(BY_HAND[name]) for name in lacks)


def test_decision_groups_when_the_portal_shows_six_then_the_five_of_the_decision_follow() -> None:
    tree = trees.shipped().in_force("qd766", UnitLevel.PROVINCE, DAY)
    by_decision: dict[str, Fraction] = {}
    for group in tree.groups:
        by_decision[group.decision_group] = by_decision.get(group.decision_group, Fraction(0)) + (group.max_points or 0)

    assert by_decision == {"1": 18, "2": 20, "3": 22, "4": 22, "5": 18}


def test_district_when_districts_ended_then_not_in_force() -> None:
    assert trees.shipped().in_force("qd766", UnitLevel.DISTRICT, dt.date(2025, 6, 30)).valid_to == dt.date(2025, 7, 1)
