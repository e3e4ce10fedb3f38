"""Index 766 of a commune, from its dossiers: worked by hand in docs/guides/index-766.md, group by group."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import contextmanager
from fractions import Fraction

import pytest

from motcua.figures.answers import answers, asking
from motcua.figures.boards.lacking import lacking
from motcua.figures.boards.scoring import score_of
from motcua.figures.counting import sources
from motcua.figures.definitions import catalogue as definitions
from motcua.figures.definitions.evaluation import Absent, Values
from motcua.figures.definitions.model import MeasureKey, Source, UnitLevel
from motcua.figures.facts.reader import Facts
from motcua.figures.periods import Period, PeriodKind, numbered
from motcua.figures.trees import catalogue as trees
from motcua.figures.trees.score import Score, Standing
from tests.figures.counting.made import dossier, facts_of, map_of

QUARTER = numbered(PeriodKind.QUARTER, 2026, 1)
BEGUN, ENDED, DUE = "2026-03-02 08:00", "2026-03-09 08:00", "2026-03-20 17:00"
FILES = {"papers_required": 2, "papers_present": 2, "papers_digitised": 2}
REUSED = {**FILES, "papers_reused": 1}

DOSSIERS = [
    dossier("1", BEGUN, ENDED, DUE, result_electronic=True, **{**REUSED, "papers_from_store": 1}),
    dossier("2", BEGUN, ENDED, DUE, result_electronic=True, **REUSED),
    dossier("3", BEGUN, ENDED, DUE, result_electronic=False, **FILES),
    dossier("4", BEGUN, ENDED, DUE, channel="counter", result_electronic=True, **REUSED),
    dossier("5", BEGUN, ENDED, DUE, channel="counter", has_result=False, **FILES),
    dossier("6", BEGUN, ENDED, DUE, channel="counter", result_electronic=False),
    dossier("7", BEGUN, "2026-03-24 08:00", DUE, channel="post", result_electronic=True, **REUSED),
    dossier("8", "2026-03-27 08:00", None, "2026-04-10 17:00", **FILES),
]
IMPORTED = {
    "procedures_to_disclose": 4,
    "procedures_disclosed_on_time": 4,
    "procedures_disclosed": 4,
    "procedures_disclosed_complete": 3,
    "dossiers_to_synchronise": 8,
    "dossiers_synchronised": 6,
    "communes_certified_copies": 1,
    "dossiers_shared_for_reuse": 4,
    "dossiers_with_fee": 5,
    "dossiers_paid_online": 2,
    "petitions": 0,
    "petitions_to_handle": 0,
    "petitions_in_time": 0,
    "petitions_without_complaint": 0,
    "dossiers_without_complaint": 6,
}
CRITERIA = {
    "1.2": "4", "1.3": "3/2", "1.4": "9/2", "2.1": "35/2", "3.6": "12/5", "4.1": "4", "4.2": "3", "4.3": "5/4",
    "4.4": "2", "4.6": "2", "5.2": "6", "5.3": "6", "5.4": "5",
}  # fmt: skip
GROUPS = {
    "transparency": ("10", 12, 18), "progress": ("35/2", 20, 20), "online": ("0", 0, 12),
    "payment": ("12/5", 6, 10), "digitisation": ("49/4", 18, 18), "satisfaction": ("17", 18, 18),
}  # fmt: skip


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> Facts:
    made = facts_of({**map_of(), "dossiers": DOSSIERS})

    @contextmanager
    def lent(_as_of: dt.datetime | None = None):  # type: ignore[no-untyped-def]
        yield made

    def given(keys: Sequence[MeasureKey], _unit: str, _period: Period, _as_of: dt.datetime | None) -> Values:
        return {key: IMPORTED[key.measure] for key in keys if key.measure in IMPORTED}

    counters = {
        source: (sources.Counter(given),)
        for source in (Source.IMPORTED, Source.PAYMENTS, Source.PETITIONS, Source.RATINGS)
    }
    monkeypatch.setattr(sources, "_sources", counters)
    monkeypatch.setattr(asking, "borrowed", lent)
    asking.forget()
    return made


def scored() -> Score:
    tree = trees.shipped().in_force("qd766", UnitLevel.COMMUNE, QUARTER.last)
    found = answers(list(tree.indicators.values()), "AS-0101", QUARTER)
    return score_of(tree, {name: answer.outcome for name, answer in found.items()})


def test_index_when_worked_by_hand_from_dossiers_then_the_program_agrees(facts: Facts) -> None:
    score = scored()

    reached = {name: one.points for name, one in score.criteria.items() if one.standing is Standing.SCORED}
    assert reached == {name: Fraction(value) for name, value in CRITERIA.items()}
    groups = {one.group.id: (one.points, one.scored_most, one.most) for one in score.groups}
    assert groups == {name: (Fraction(value), scored_, most) for name, (value, scored_, most) in GROUPS.items()}
    assert (score.points, score.scored_most, score.most) == (Fraction("59.15"), 74, 96)


def test_index_when_a_source_is_missing_then_open_and_never_nothing(facts: Facts) -> None:
    open_ = {name: one.reason for name, one in scored().criteria.items() if one.standing is Standing.MISSING}

    assert set(open_) == {"1.1", "3.0", "3.5a", "3.5b"}
    assert open_["3.0"] == "rule_unknown"


@pytest.mark.parametrize(
    ("indicator", "names"),
    [
        ("on_time_rate_766", ("7",)),
        ("q766_4_1", ("3", "6")),
        ("q766_4_2", ("3", "6")),
        ("q766_4_3", ("3", "5", "6", "8")),
    ],
)
def test_list_when_opened_then_the_dossiers_that_do_not_count(
    facts: Facts, indicator: str, names: tuple[str, ...]
) -> None:
    catalogue = definitions.shipped()
    whole = lacking(facts, catalogue, indicator, "AS-0101", QUARTER)
    pages: list[str] = []
    after = "x"
    while after:
        page = lacking(facts, catalogue, indicator, "AS-0101", QUARTER, after="" if after == "x" else after, limit=1)
        pages += [row.id for row in page.rows]
        after = page.next

    assert tuple(row.id for row in whole.rows) == names == tuple(pages)
    assert whole.total == len(names)


def test_list_when_the_part_was_imported_then_says_so(facts: Facts) -> None:
    assert lacking(facts, definitions.shipped(), "q766_4_4", "AS-0101", QUARTER).total is Absent.SOURCE_MISSING
