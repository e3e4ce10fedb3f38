"""Public statistics: small numbers of persons stay out however one adds and subtracts; editions never change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.clock import FrozenClock
from motcua.figures.facts.reader import Facts
from motcua.figures.statistics import edition
from motcua.figures.statistics.models import StatisticsEdition
from motcua.figures.statistics.persons import persons
from motcua.figures.statistics.suppression import SMALLEST, Cell, hidden_cells
from tests.dossiers.world import build
from tests.figures.counting.made import OTHER, PROVINCE, above, dossier, facts_of, map_of, unit
from tests.figures.counting.test_answers import use
from tests.figures.counting.test_counting import MARCH

ROWS, COLUMNS = ("r1", "r2", "r3"), ("a", "b")
tables = st.fixed_dictionaries({(row, column): st.integers(0, 9) for row in ROWS for column in COLUMNS})


@given(tables, st.sets(st.sampled_from([(row, column) for row in ROWS for column in COLUMNS]), max_size=2))
def test_hidden_cells_when_totals_are_known_then_none_of_them_follows(cells: dict[Cell, int], also: set[Cell]) -> None:
    hidden = hidden_cells(cells, ROWS, COLUMNS, also)

    small = {cell for cell, value in cells.items() if 0 < value < SMALLEST} | also
    assert hidden >= small
    assert bool(hidden) == bool(small)
    for row, column in hidden:  # each stands on a rectangle, so a person can be moved without changing any total
        assert any(
            {(row, other), (another, column), (another, other)} <= hidden
            for another in set(ROWS) - {row}
            for other in set(COLUMNS) - {column}
        )


def test_hidden_cells_when_there_is_one_row_then_all_of_it_is_left_out() -> None:
    cells = {("r1", "a"): 3, ("r1", "b"): 90}

    assert hidden_cells(cells, ["r1"], COLUMNS) == set(cells)
    assert hidden_cells({("r1", "a"): 5, ("r1", "b"): 0}, ["r1"], COLUMNS) == frozenset()


def rows(unit_uid: str, own: int, assisted: int) -> list[dict[str, Any]]:
    places = {"reception_unit": unit_uid, "settling_unit": unit_uid}
    return [
        dossier(f"{unit_uid}-{number}", "2026-03-02 08:00", "2026-03-05 08:00", assisted=number < assisted, **places)
        for number in range(own + assisted)
    ]


def test_persons_when_few_were_helped_then_left_out_and_work_stays_whole() -> None:
    facts = facts_of({**map_of(), "dossiers": [*rows("uid-0101", 20, 2), *rows(OTHER, 30, 9)]})

    found = persons(facts, MARCH)

    assert found.totals == {"AS-0101": 22, "AS-0102": 39}
    assert set(found.cells.values()) == {None}  # with the totals known, one row alone would follow from the other
    assert found.column_totals == {"own": 50, "assisted": 11}


def test_persons_when_nobody_stands_out_then_everything_is_shown() -> None:
    facts = facts_of({**map_of(), "dossiers": [*rows("uid-0101", 20, 0), *rows(OTHER, 30, 9)]})

    found = persons(facts, MARCH)

    assert found.cells == {
        ("AS-0101", "own"): 20,
        ("AS-0101", "assisted"): 0,
        ("AS-0102", "own"): 30,
        ("AS-0102", "assisted"): 9,
    }


@pytest.fixture
def counted(db: None, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> Facts:
    world = build()
    codes = {PROVINCE: world.province.code, OTHER: world.commune.code}
    facts = facts_of(
        {
            "units": [unit(PROVINCE, codes[PROVINCE], "province"), unit(OTHER, codes[OTHER], "commune")],
            "unit_above": [above(PROVINCE, PROVINCE, 0), above(OTHER, OTHER, 0), above(OTHER, PROVINCE, 1)],
            "dossiers": rows(OTHER, 30, 9),
        }
    )
    use(monkeypatch, facts)

    @contextmanager
    def lent(_as_of: object = None) -> Iterator[Facts]:
        yield facts

    monkeypatch.setattr(edition, "borrowed", lent)
    monkeypatch.setattr(edition.answers, "table", _plain(edition.answers.table))
    return facts


def _plain(table: Any) -> Any:
    """The made facts are of one instant, at the end of the year."""
    return lambda *args, as_of=None, **more: table(*args, **more)


def test_edition_when_made_then_every_number_opens_its_proof_and_nothing_is_made_twice(
    counted: Facts, clock: FrozenClock
) -> None:
    made, fresh = edition.make(MARCH, now=clock.now())
    again, second = edition.make(MARCH, now=clock.now())
    client = Client()

    assert (fresh, second, again.pk) == (True, False, made.pk)
    page = client.get("/thong-ke/").content.decode()
    assert "100,00%" in page
    links = {part.split('"')[0] for part in page.split('href="')[1:]}
    proofs = [link for link in links if link.startswith(f"/thong-ke/{made.uid}/")]
    assert proofs
    for link in proofs:
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link
    proof = client.get(f"/thong-ke/{made.uid}/on_time_rate_ii06/TS/").content.decode()
    assert "39" in proof
    assert client.get(f"/thong-ke/{made.uid}.json").headers["ETag"] == f'"{made.sha256}"'
    assert client.get(f"/thong-ke/{made.uid}/on_time_rate_ii06/XX/").status_code == 404
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"), transaction.atomic():
        StatisticsEdition.objects.update(sha256="0" * 64)
