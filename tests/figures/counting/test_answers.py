"""Figures from made facts: printed, proved, and said to be missing where they are."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from click.testing import CliRunner

from motcua.cli.figures import command
from motcua.core.clock import FrozenClock
from motcua.core.errors import Invalid, NotFound
from motcua.figures.answers import answer, answers, asking, table
from motcua.figures.answers.proof import list_behind
from motcua.figures.counting import Dimension
from motcua.figures.definitions.model import DueDate
from motcua.figures.facts.reader import Facts

from .made import OTHER, dossier, facts_of, map_of
from .test_counting import APRIL, MARCH, merged


def use(monkeypatch: pytest.MonkeyPatch, facts: Facts) -> None:
    @contextmanager
    def lent(_as_of: dt.datetime | None = None) -> Iterator[Facts]:
        yield facts

    monkeypatch.setattr(asking, "borrowed", lent)
    asking.forget()


def rows() -> list[Any]:
    """64 settled in March, 18 of them late."""
    dues = ["2026-03-10 17:00"] * 18 + ["2026-03-20 17:00"] * 46
    return [dossier(f"d{n:02}", "2026-03-02 08:00", "2026-03-19 08:00", due) for n, due in enumerate(dues)]


def test_answer_when_counted_then_prints_half_up_with_its_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, facts_of({**map_of(), "dossiers": rows()}))

    found = answer("on_time_rate_ii06", "AS", MARCH)

    assert found.printed == "71,88%"
    assert (found.json["numerator"], found.json["denominator"], found.why) == (46, 64, "")
    assert found.address.startswith("/desk/figures/on_time_rate_ii06?unit=AS&from=2026-03-01")
    for key, value in found.values.items():
        page = list_behind(found, key, limit=100)
        assert (page.things, len(page.rows)) == (value, value)
    statutory = answer("on_time_rate_ii06", "AS", MARCH, tested=DueDate.STATUTORY)
    assert (statutory.printed, statutory.json["hash"] != found.json["hash"]) == ("71,88%", True)


def test_table_when_asked_by_unit_or_channel_then_every_cell_is_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    more = dossier("x", "2026-03-02 08:00", reception_unit=OTHER, settling_unit=OTHER, channel="counter")
    use(monkeypatch, facts_of({**map_of(), "dossiers": [*rows(), more]}))

    by_unit = table(["online_rate"], ["AS-0101", "AS-0102", "AS"], [MARCH], unit="AS")
    by_channel = table(["dossiers_new"], Dimension.CHANNEL, [MARCH], unit="AS")

    printed = [row[MARCH]["online_rate"].printed for row in by_unit.values()]
    assert printed == ["100,00%", "0,00%", "98,46%"]
    assert {name: row[MARCH]["dossiers_new"].printed for name, row in by_channel.items()} == {
        "counter": "1",
        "online": "64",
    }


@pytest.mark.django_db
def test_answer_when_it_is_missing_then_says_why(monkeypatch: pytest.MonkeyPatch, clock: FrozenClock) -> None:
    use(monkeypatch, facts_of(merged()))

    gone = answer("dossiers_new", "AS-0101", APRIL)
    assert (gone.printed, gone.json["missing"]) == ("", {"code": "unit_gone", "about": "dossiers_received"})
    assert "AS-0900" in gone.why
    fees = answers(["q766_3_6", "dossiers_new"], "AS", APRIL)
    assert fees["q766_3_6"].why
    assert fees["dossiers_new"].printed == "1"
    with pytest.raises(NotFound, match="figure_unit_unknown"):
        answer("dossiers_new", "XX", MARCH)
    with pytest.raises(NotFound, match="indicator_unknown"):
        answer("nothing_such", "AS", MARCH)
    with pytest.raises(Invalid, match="figure_instant_future"):
        answer("dossiers_new", "AS", MARCH, as_of=clock.now() + dt.timedelta(days=2))


@pytest.mark.django_db
def test_command_prints_the_value_alone_or_fails_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, facts_of({**map_of(), "dossiers": rows()}))
    asked = ["show", "on_time_rate_ii06", "--unit", "AS", "--from", "2026-03-01", "--to", "2026-03-31"]

    assert CliRunner().invoke(command, asked).stdout == "71,88%\n"
    told = json.loads(CliRunner().invoke(command, [*asked, "--json"]).stdout)
    assert (told["printed"], told["numerator"], told["missing"]) == ("71,88%", 46, None)
    listed = CliRunner().invoke(command, [*asked, "--list"]).stdout
    assert listed.count("\n") == 46 + 64
    missing = CliRunner().invoke(command, ["show", "q766_3_6", *asked[2:]])
    assert (missing.exit_code, missing.stdout, missing.stderr.count("\n")) == (1, "", 1)
    assert "on_time_rate_ii06" in CliRunner().invoke(command, ["list"]).stdout
