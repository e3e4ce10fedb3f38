"""Figures that should agree are held against each other."""

from __future__ import annotations

import pytest

from motcua.core.errors import Invalid
from motcua.figures.definitions.catalogue import build, shipped, shipped_texts
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.definitions.identities import check, needed
from motcua.figures.definitions.model import MeasureKey

FORM = {
    "dossiers_received": 100, "dossiers_received_online": 70, "dossiers_received_counter": 25,
    "dossiers_received_post": 5, "dossiers_carried_over": 20, "dossiers_settled": 90, "dossiers_settled_early": 60,
    "dossiers_settled_on_time": 25, "dossiers_settled_late": 5, "dossiers_open": 30, "dossiers_open_within": 28,
    "dossiers_open_late": 2,
}  # fmt: skip


def held(previous_open: int | None = 20, **other: int | Absent) -> dict[str, bool | None]:
    catalogue = shipped()
    numbers: dict[str, int | Absent] = {**FORM, **other}
    values: dict[MeasureKey, int | Absent] = {}
    before: dict[MeasureKey, int | Absent] = {}
    for identity in catalogue.identities:
        for key in needed(catalogue, identity):
            if key.measure in numbers:
                values[key] = numbers[key.measure]
            if key.measure == "dossiers_open" and previous_open is not None:
                before[key] = previous_open
    return {line.identity.id: line.holds for line in check(catalogue, values, before)}


def test_form_when_its_columns_agree_then_all_hold() -> None:
    found = held()

    assert [name for name, holds in found.items() if holds] == [
        "received_by_channel", "settled_by_time", "open_by_time", "received_settled_open", "carried_over_is_rest",
    ]  # fmt: skip
    assert False not in found.values()
    assert found["one_stop_within_procedures"] is None


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"dossiers_received_post": 4}, {"received_by_channel"}),
        ({"dossiers_settled_late": 6}, {"settled_by_time"}),
        ({"dossiers_open": 31}, {"open_by_time", "received_settled_open"}),
        ({"previous_open": 19}, {"carried_over_is_rest"}),
    ],
)
def test_form_when_a_column_is_off_then_the_identity_is_named(change: dict[str, int], broken: set[str]) -> None:
    found = held(**change)  # type: ignore[arg-type]

    assert {name for name, holds in found.items() if holds is False} == broken


def test_form_when_something_is_missing_then_nothing_is_claimed() -> None:
    assert held(dossiers_open=Absent.NO_DATA)["open_by_time"] is None
    assert held(previous_open=None)["carried_over_is_rest"] is None


def test_identity_when_it_compares_unlike_things_then_refused() -> None:
    own = """format = "motcua-indicators/1"
[[identity]]
id = "own"
name_vi = "x"
name_en = "x"
left = "procedures_one_stop"
right = "dossiers_settled_late"
source = "test"
mark = "own"
"""

    with pytest.raises(Invalid) as refused:
        build({**shipped_texts(), "own.toml": own})

    codes = {str(error["code"]) for error in refused.value.errors}
    assert codes == {"definition_tested_date_missing", "definition_units_differ"}
