"""Every number on the main screens opens: the list has as many rows as the number says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from motcua.core.clock import FrozenClock
from motcua.desk.figures import command, command_shown, proof, summary_lists
from motcua.figures.answers import asking
from motcua.figures.periods import PeriodKind, numbered
from motcua.figures.screens import making, runs
from motcua.figures.summaries import runs as summaries
from motcua.figures.summaries import work
from tests.desk.conftest import world  # noqa: F401  (fixture)
from tests.dossiers.world import CODE, World
from tests.figures.summaries.given import AS_OF, lend

from .given import leader, real_facts
from .opening import Figure, Opener, read

Address = Callable[[World], str]

MAIN: Final[Mapping[str, Address]] = {
    "desk:command": lambda _: "",
    "desk:command_wall": lambda _: "?canh=1",
    "desk:command_map": lambda _: "",
    "desk:figures_unit": lambda made: made.commune.code,
    "desk:figures_procedure": lambda _: CODE,
    "desk:figures_person": lambda _: "",
    "desk:figures_compare": lambda _: "",
    "desk:alerts": lambda _: "",
    "desk:cuts": lambda _: "",
    "desk:series": lambda _: "",
    "portal:statistics": lambda _: "",
}
"""The main screens: an argument of the address, or what stands after it."""

LANDED: Final = (
    "desk:command",
    "desk:command_wall",
    "desk:command_map",
    "desk:figures_unit",
    "desk:figures_procedure",
    "desk:figures_person",
    "desk:figures_compare",
    "desk:alerts",
    "desk:cuts",
    "desk:series",
    "portal:statistics",
)
"""Those whose numbers are opened here. A main screen that has an address and is not named fails the test below."""

AWAITED: Final[Mapping[str, str]] = {}
"""Main screens that exist and do not pass yet, with what is wrong with them."""


def address_of(name: str, world: World) -> str:  # noqa: F811
    more = MAIN[name](world)
    return reverse(name, args=[more]) if more and not more.startswith("?") else reverse(name) + more


def exists(name: str) -> bool:
    for arguments in ([], ["x"]):
        try:
            reverse(name, args=arguments)
        except NoReverseMatch:
            continue
        return True
    return False


@pytest.fixture
def opener(
    world: World,  # noqa: F811
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Opener:
    """A province with everything counted, seen by somebody who may see all of it; pages of lists are short."""
    clock.set(AS_OF)
    lend(monkeypatch, real_facts(world))
    monkeypatch.setattr(runs, "borrowed", asking.borrowed)
    for module in (proof, summary_lists, command):
        monkeypatch.setattr(module, "PAGE", 20)
    for module in (making, command_shown):
        monkeypatch.setattr(module, "MONTHS", 3)
    monkeypatch.setattr(work, "TREND", 2)
    runs.compute(now=AS_OF)
    return Opener(leader(world))


def test_main_screen_when_it_has_an_address_then_its_numbers_are_opened() -> None:
    there = {name for name in MAIN if exists(name)}

    assert there == {*LANDED, *AWAITED}


@pytest.mark.foreign
def test_every_number_when_opened_then_its_list_has_as_many_rows(opener: Opener, world: World) -> None:  # noqa: F811
    """Some 300 proofs and lists: too long for the quick group."""
    summaries.compute(numbered(PeriodKind.MONTH, 2026, 11), now=AS_OF)

    found = [fault for name in LANDED for fault in opener.faults_of(address_of(name, world))]

    assert found == []
    assert opener.opened > 100


# The checker itself: it must fail where something is wrong.

SCREEN: Final = '<main><a class="figure" data-number="{number}" href="/list">x</a>{more}</main>'


class Pages(Client):
    """A site of given pages."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        super().__init__()
        self.pages = pages

    def get(self, path: str, *_: object, **__: object) -> HttpResponse:  # type: ignore[override]
        return HttpResponse(self.pages[path])


def list_of(rows: int, total: int, more: str = "") -> str:
    return f'<main><table data-total="{total}">{"<tr data-row></tr>" * rows}</table>{more}</main>'


def faults(pages: Mapping[str, str]) -> list[str]:
    return Opener(Pages(pages)).faults_of("/")


def test_checker_when_number_and_list_agree_then_has_nothing_to_say() -> None:
    pages = {
        "/": SCREEN.format(number=5, more="<p>Quý <time>4</time> <code>766</code> <b data-plain>2026</b></p>"),
        "/list": list_of(3, 5, '<a rel="next" href="?after=c">tiếp</a>'),
        "/list?after=c": list_of(2, 5),
    }

    assert faults(pages) == []


@pytest.mark.parametrize(
    ("number", "rows", "total"),
    [
        pytest.param(6, 5, 5, id="the number is one too high"),
        pytest.param(5, 4, 5, id="a row is not there"),
        pytest.param(5, 6, 5, id="a row is too many"),
    ],
)
def test_checker_when_something_is_off_by_one_then_says_so(number: int, rows: int, total: int) -> None:
    assert len(faults({"/": SCREEN.format(number=number, more=""), "/list": list_of(rows, total)})) == 1


def test_checker_when_a_digit_stands_alone_then_says_so() -> None:
    found = faults({"/": SCREEN.format(number=1, more="<p>Còn 7 hồ sơ</p>"), "/list": list_of(1, 1)})

    assert found == ["/: 'Còn 7 hồ sơ' is a number that does not open"]


def test_checker_when_a_list_says_no_total_then_says_so() -> None:
    assert faults({"/": SCREEN.format(number=1, more=""), "/list": "<main><table></table></main>"})


def test_checker_when_a_proof_says_another_number_then_says_so() -> None:
    screen = '<main><a class="figure" data-proof data-number="97.78" href="/proof">97,78%</a></main>'
    proof_page = '<main><p data-said="97.79">97,79%</p><a class="figure" data-number="1" href="/list">1</a></main>'

    assert len(faults({"/": screen, "/proof": proof_page, "/list": list_of(1, 1)})) == 1
    assert len(faults({"/": screen, "/proof": proof_page, "/list": list_of(2, 2)})) == 2


def test_checker_when_a_place_of_a_page_says_another_number_then_says_so() -> None:
    board = '<main><a class="figure" data-proof data-number="{n}" href="/sheet#nhom">x</a></main>'
    sheet = '<main><b data-said="7">7</b> <b id="nhom" data-said="4.5">4,5</b></main>'

    assert faults({"/": board.format(n="4.5"), "/sheet": sheet}) == []
    assert len(faults({"/": board.format(n="7"), "/sheet": sheet})) == 1


def test_reader_when_a_figure_holds_hidden_words_then_takes_all_its_text() -> None:
    seen = read('<main><a class="figure x" data-number="1835" href="/l">1.835<span> hồ sơ</span></a></main>')

    assert seen.figures == [Figure("1.835 hồ sơ", "1835", "/l", has_proof=False)]
    assert seen.strays == []
