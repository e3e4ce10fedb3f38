"""Definitions as dated data: what ships is sound, what is unsound is refused with file, line and path."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.core.errors import Invalid, NotFound
from motcua.figures.definitions.catalogue import build, shipped, shipped_texts
from motcua.figures.definitions.evaluation import Absent, Values, evaluate, figure_json
from motcua.figures.definitions.model import CountsFor, DueDate, Mark, MeasureKey
from motcua.figures.periods import parse_code

DAY = dt.date(2026, 3, 31)
GOLDEN = "9932be756bcdf77ea55e4aad8861284bf7b0cc5ef8817a19514fd41d5db39ffd"
HEAD = """format = "motcua-indicators/1"
[defaults]
version = 1
valid_from = 2020-01-01
source = "test"
mark = "own"
"""
MEASURES = "".join(
    f"""
[[measure]]
id = "{name}"
name_vi = "{name}"
name_en = "{name}"
about = "test"
unit = "{unit}"
source = "{source}"
"""
    for name, unit, source in (
        ("done", "task", "reported"),
        ("all_tasks", "task", "reported"),
        ("petitions", "petition", "petitions"),
        ("dossiers", "dossier", "dossiers"),
    )
)


def indicator(**keys: str | int | bool) -> str:
    name = keys.get("id", "rate")
    keys = {"id": "rate", "name_vi": name, "name_en": name, "numerator": "done", "denominator": "all_tasks", **keys}
    lines = []
    for key, value in keys.items():
        plain = isinstance(value, int) or key in {"valid_from", "valid_to", "cap", "levels"}
        lines.append(f"{key} = {str(value).lower() if plain else repr(value)}")
    return "\n[[indicator]]\n" + "\n".join(lines) + "\n"


def faults(*parts: str) -> set[tuple[str, str]]:
    with pytest.raises(Invalid, match="definitions_invalid") as refused:
        build({"a.toml": HEAD + MEASURES + "".join(parts)})
    return {
        (str(e["field"]).split(" ", 1)[1], str(e["code"]).removeprefix("definition_")) for e in refused.value.errors
    }


def values(**counts: int | Absent) -> Values:
    return {MeasureKey(name, None, CountsFor.OWNER): count for name, count in counts.items()}


def counted(part: str = "", **counts: int | Absent) -> str:
    return evaluate(build({"a.toml": HEAD + MEASURES + (part or indicator())}), "rate", DAY, values(**counts)).printed()


def test_shipped_when_built_then_sound_and_every_one_has_its_source() -> None:
    catalogue = shipped()

    assert len(catalogue.indicators) >= 60
    for versions in catalogue.indicators.values():
        for version in versions:
            assert version.source
            assert catalogue.needed(version.id, version.valid_from)
            assert version.mark is not Mark.VERIFIED or version.legal


def test_on_time_rates_when_listed_then_two_names_two_sets_two_marks() -> None:
    catalogue = shipped()
    form, index = (catalogue.in_force(name, DAY) for name in ("on_time_rate_ii06", "on_time_rate_766"))

    assert form.name_vi != index.name_vi
    assert set(form.names).isdisjoint({"dossiers_in_time_766", "dossiers_open"})
    assert set(index.names) == {"dossiers_in_time_766", "dossiers_settled", "dossiers_open"}
    assert form.tested is index.tested is DueDate.APPOINTED
    assert (form.mark, index.mark) == (Mark.SECONDARY, Mark.FITTED)


@pytest.mark.parametrize(
    ("name", "counts", "printed"),
    [
        ("procedures_total", {"province": 1376, "district": 288, "commune": 171}, "1.835"),
        ("services_online_total", {"services_partial": 490, "services_full": 1246}, "1.736"),
        ("procedures_decided", {"new": 91, "amended": 504, "abolished": 62}, "657"),
        ("task_completion_rate", {"tasks_done": 18, "tasks_planned": 64}, "28,13%"),
        ("all_components_digitised_rate", {"digitised": 156657, "received": 257190}, "60,91%"),
        ("budget_revenue_of_estimate", {"revenue": 11, "estimate": 10}, "110,00%"),
    ],
)
def test_published_figures_when_counted_then_printed_exactly(name: str, counts: dict[str, int], printed: str) -> None:
    catalogue = shipped()
    keys = {key: count for key in catalogue.needed(name, DAY) for part, count in counts.items() if part in key.measure}

    assert len(keys) == len(counts)
    assert evaluate(catalogue, name, DAY, keys).printed() == printed


def test_rate_when_halves_then_up_and_in_the_language() -> None:
    catalogue = build({"a.toml": HEAD + MEASURES + indicator()})
    outcome = evaluate(catalogue, "rate", DAY, values(done=18, all_tasks=64))

    assert (outcome.numerator, outcome.denominator, outcome.value) == (18, 64, Fraction(9, 32))
    assert (outcome.printed(), outcome.printed("en")) == ("28,13%", "28.13%")


@pytest.mark.parametrize(
    ("zero", "printed", "missing"),
    [
        ("full", "100,00%", ""),
        ("zero", "0,00%", ""),
        ("na", "", "nothing_to_divide_by"),
        ("redistribute", "", "nothing_to_divide_by"),
        ("unknown", "", "zero_rule_unknown"),
    ],
)
def test_rate_when_nothing_to_divide_by_then_the_policy_speaks(zero: str, printed: str, missing: str) -> None:
    catalogue = build({"a.toml": HEAD + MEASURES + indicator(zero=zero)})
    outcome = evaluate(catalogue, "rate", DAY, values(done=0, all_tasks=0))

    assert (outcome.printed(), outcome.missing, outcome.is_empty) == (printed, missing, True)


@pytest.mark.parametrize("zero", ["full", "zero", "na"])
def test_rate_when_the_source_is_missing_then_no_zero_rule_speaks(zero: str) -> None:
    catalogue = build(
        {"a.toml": HEAD + MEASURES + indicator(numerator="petitions", denominator="petitions", zero=zero)}
    )
    outcome = evaluate(catalogue, "rate", DAY, {})

    assert (outcome.value, outcome.missing, outcome.about) == (None, "source_missing", "petitions")
    assert not outcome.is_empty


@pytest.mark.parametrize(
    ("counts", "missing"),
    [
        ({"done": 65, "all_tasks": 64}, "over_the_whole"),
        ({"done": -1, "all_tasks": 64}, "over_the_whole"),
        ({"done": 1, "all_tasks": 0}, "over_the_whole"),
        ({"done": 1}, "not_reported"),
        ({"done": 1, "all_tasks": Absent.UNIT_GONE}, "unit_gone"),
        ({"done": 1, "all_tasks": Absent.NO_DATA}, "no_data"),
    ],
)
def test_rate_when_numbers_cannot_be_then_missing_and_says_why(counts: dict[str, int | Absent], missing: str) -> None:
    outcome = evaluate(build({"a.toml": HEAD + MEASURES + indicator()}), "rate", DAY, values(**counts))

    assert (outcome.value, outcome.missing) == (None, missing)
    assert outcome.about


def test_rate_when_capped_then_cut_and_said() -> None:
    catalogue = build({"a.toml": HEAD + MEASURES + indicator(cap="0.8")})
    outcome = evaluate(catalogue, "rate", DAY, values(done=63, all_tasks=64))

    assert (outcome.printed(), outcome.is_capped) == ("80,00%", True)
    assert counted(indicator(subset=False), done=65, all_tasks=64) == "101,56%"


def test_formula_when_it_divides_by_nothing_then_missing() -> None:
    text = indicator(numerator="done / all_tasks", denominator="all_tasks / all_tasks", subset=False)

    assert evaluate(
        build({"a.toml": HEAD + MEASURES + text}), "rate", DAY, values(done=1, all_tasks=0)
    ).missing == "divided_by_nothing"  # fmt: skip


def test_indicator_when_made_of_another_then_follows_it() -> None:
    inner = indicator(id="inner", numerator="done", denominator="all_tasks")
    outer = indicator(numerator="dossiers * inner", denominator="dossiers")
    catalogue = build({"a.toml": HEAD + MEASURES + outer + inner})

    assert evaluate(catalogue, "rate", DAY, values(dossiers=8, done=1, all_tasks=4)).value == Fraction(1, 4)
    assert [key.measure for key in catalogue.needed("rate", DAY)] == ["dossiers", "done", "all_tasks"]
    assert evaluate(catalogue, "rate", DAY, values(dossiers=8)).about == "done"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([indicator(numerator="rate")], ("indicator[rate]", "refers_to_itself")),
        (
            [indicator(numerator="other"), indicator(id="other", numerator="rate")],
            ("indicator[other]", "refers_in_a_circle"),
        ),
        ([indicator(), indicator(version=2, valid_from="2025-01-01")], ("indicator[rate].valid_from", "two_in_force")),
        ([indicator(numerator="nothing")], ("indicator[rate]", "name_unknown")),
        ([indicator(numerator="dossiers")], ("indicator[rate].unit", "unit_differs")),
        ([indicator(numerator="done + dossiers")], ("indicator[rate].numerator", "units_differ")),
        ([indicator(form="ratio", unit="minute/task")], ("indicator[rate].unit", "unit_differs")),
        ([indicator(numerator="open('x')")], ("indicator[rate].numerator", "formula_reaches_out")),
        ([indicator(numeratr="done")], ("indicator[rate].numeratr", "key_unknown")),
        ([indicator(zero="maybe")], ("indicator[rate].zero", "not_one_of")),
        ([indicator(better="bigger")], ("indicator[rate].better", "not_one_of")),
        ([indicator(valid_to="2019-01-01")], ("indicator[rate].valid_to", "dates_reversed")),
        ([indicator(decimals=99)], ("indicator[rate].decimals", "not_a_whole_number")),
        ([indicator(cap="0")], ("indicator[rate].cap", "cap_not_positive")),
        ([indicator(id="Rate")], ("indicator[Rate].id", "identifier_malformed")),
        ([indicator(tested="appointed")], ("indicator[rate].tested", "tested_date_unused")),
        ([indicator(form="amount", unit="task")], ("indicator[rate].denominator", "amount_divided")),
        ([indicator(levels='["planet"]')], ("indicator[rate].levels", "not_one_of")),
        ([indicator(id="done")], ("measure[done].id", "name_taken")),
        ([indicator(), indicator(id="b", name_vi="RATE")], ("indicator[b].name_vi", "label_taken")),
        (
            [indicator(numerator="late", denominator="late"), indicator(id="late", valid_from="2021-01-01")],
            ("indicator[rate]", "reference_not_in_force"),
        ),
    ],
)
def test_definition_when_unsound_then_refused_with_its_place(parts: list[str], expected: tuple[str, str]) -> None:
    assert expected in faults(*parts)


def test_fault_when_found_then_with_file_and_line() -> None:
    with pytest.raises(Invalid) as refused:
        build({"a.toml": HEAD + MEASURES + indicator(), "b.toml": HEAD + indicator(id="b", numerator="nothing")})

    assert str(refused.value.params["first"]) == "b.toml:8: indicator[b]: name_unknown (nothing)"


@pytest.mark.parametrize(
    ("text", "code"),
    [("format = 'x'\n", "format_unknown"), ("= 1", "not_toml"), ("format = 'a'" + " " * 600_000, "file_too_large")],
)
def test_file_when_not_of_the_format_then_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        build({"a.toml": text})

    assert refused.value.errors[0]["code"] == f"definition_{code}"


def test_versions_when_they_follow_each_other_then_each_in_its_time() -> None:
    catalogue = build(
        {"a.toml": HEAD + MEASURES + indicator(valid_to="2026-01-01") + indicator(version=2, valid_from="2026-02-01")}
    )

    assert catalogue.in_force("rate", dt.date(2025, 12, 31)).version == 1
    assert catalogue.for_period("rate", parse_code("2026-Q1")).version == 2
    assert catalogue.changes_within("rate", parse_code("2026-Q1"))
    assert not catalogue.changes_within("rate", parse_code("2026-Q2"))
    for code, name, day in (
        ("indicator_not_in_force", "rate", dt.date(2026, 1, 15)),
        ("indicator_not_in_force", "rate", dt.date(2019, 12, 31)),
        ("indicator_unknown", "nobody", DAY),
    ):
        with pytest.raises(NotFound, match=code):
            catalogue.in_force(name, day)


def test_figure_when_shown_then_the_published_keys_and_a_hash_of_them() -> None:
    catalogue = build({"a.toml": HEAD + MEASURES + indicator()})
    as_of = dt.datetime(2026, 4, 1, 3, tzinfo=dt.UTC)

    def shown(done: int) -> dict[str, object]:
        outcome = evaluate(catalogue, "rate", DAY, values(done=done, all_tasks=64))
        return dict(figure_json(outcome, unit="AS", period=parse_code("2026-Q1"), as_of=as_of))

    figure = shown(18)
    wanted = {"indicator", "version", "unit", "from", "to", "as_of", "numerator", "denominator", "value", "printed"}
    assert wanted | {"hash", "missing"} <= set(figure)
    assert (figure["numerator"], figure["denominator"]) == (18, 64)
    assert (figure["value"], figure["printed"], figure["missing"]) == ("28.13", "28,13%", None)
    assert figure["hash"] == shown(18)["hash"] != shown(17)["hash"]


def test_figure_when_shown_again_in_later_years_then_the_same_bytes() -> None:
    """The hash stands in archives: a change of the shape needs another way to check the old ones."""
    catalogue = build({"a.toml": HEAD + MEASURES + indicator()})
    outcome = evaluate(catalogue, "rate", DAY, values(done=18, all_tasks=64))
    as_of = dt.datetime(2026, 4, 1, 3, tzinfo=dt.UTC)

    assert figure_json(outcome, unit="AS", period=parse_code("2026-Q1"), as_of=as_of)["hash"] == GOLDEN
    with pytest.raises(ValueError, match="aware"):
        figure_json(outcome, unit="AS", period=parse_code("2026-Q1"), as_of=as_of.replace(tzinfo=None))


@given(st.data())
def test_file_when_a_line_is_lost_or_changed_then_sound_or_refused(data: st.DataObject) -> None:
    lines = (HEAD + MEASURES + indicator(cap="0.8", levels='["commune"]')).splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    key = lines[at].split("=")[0]
    junk = [
        "",
        f"{key}=",
        *(f"{key}= {v}" for v in ("-1", "1.5", "nan", '"x"', "[]", "[{}]", "{a=1}", "true", "2026-01-01")),
    ]
    lines[at] = data.draw(st.sampled_from(junk))

    try:
        built = build({"a.toml": "\n".join(lines)})
    except Invalid as refused:
        assert refused.code == "definitions_invalid"  # noqa: PT017
    else:
        assert set(built.indicators) <= {"rate", "x"}


def test_definition_hash_when_only_words_change_then_stays() -> None:
    def hash_of(**keys: str) -> str:
        return build({"a.toml": HEAD + MEASURES + indicator(**keys)}).in_force("rate", DAY).hash

    assert hash_of() == hash_of(name_vi="Tên khác")
    assert hash_of() != hash_of(zero="full")


def test_own_definitions_when_added_to_the_shipped_then_checked_together() -> None:
    own = HEAD + indicator(id="own_rate", numerator="dossiers_received_post", denominator="dossiers_received")

    assert build({**shipped_texts(), "own.toml": own}).in_force("own_rate", DAY).version == 1
