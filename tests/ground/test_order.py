"""The order of the tests themselves."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from tests import order

ROOT = Path(__file__).resolve().parents[2]


def test_longest_files_then_each_is_there() -> None:
    named = order.seconds_of_files(order.LONGEST.read_text("utf-8"))

    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_order_when_some_files_take_long_then_those_first_and_the_rest_as_it_was() -> None:
    named = order.seconds_of_files(order.LONGEST.read_text("utf-8"))
    longest, second = sorted(named, key=lambda name: -named[name])[:2]
    nodes = ["tests/x.py::b", f"{second}::b", f"{longest}::z", "tests/a.py::a", f"{longest}::a", f"{second}::a"]
    items = [SimpleNamespace(nodeid=node) for node in nodes]

    order.longest_first(items)  # type: ignore[arg-type]

    assert [item.nodeid for item in items] == [
        *(f"{longest}::z", f"{longest}::a"),
        *(f"{second}::b", f"{second}::a"),
        *("tests/x.py::b", "tests/a.py::a"),
    ]
