"""Which rule counts, until when a dossier is kept, and files that are not rules."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.archive.rules import Rule, kept_until, parse, rule_for, shipped, transfer_by

DAY = dt.date(2026, 2, 28)


def rule(scope: str = "default", value: str = "", years: int | None = 10, **changes: object) -> Rule:
    values: dict[str, object] = {
        "scope": scope,
        "value": value,
        "valid_from": dt.date(2020, 1, 1),
        "valid_to": None,
        "years": years,
        "permanent": False,
        "end_of_year": True,
        "verified": True,
        "source": "test",
        **changes,
    }
    return Rule(**values)  # type: ignore[arg-type]


def test_rules_when_shipped_then_no_years_are_claimed_and_nothing_is_verified() -> None:
    file = shipped()

    assert [(one.scope, one.years, one.verified) for one in file.rules] == [("default", None, False)]
    assert (file.transfer_months, file.destruction_years) == (12, 20)
    assert kept_until(file.rules[0], DAY) is None


def test_rule_when_several_fit_then_the_closest_counts_and_of_two_the_newer() -> None:
    wide, field, close = rule(), rule("field", "Hộ tịch", 20), rule("procedure", "1.000001", 70)
    newer = rule("field", "Hộ tịch", 30, valid_from=dt.date(2025, 1, 1))
    ended = rule("procedure", "1.000002", 5, valid_to=dt.date(2026, 1, 1))
    rules = [wide, field, close, newer, ended]

    def found(procedure: str, name: str, on: dt.date = DAY) -> Rule | None:
        return rule_for(rules, procedure=procedure, field=name, on=on)

    assert found("1.000001", "Hộ tịch") == close
    assert found("1.000002", "Hộ tịch") == newer
    assert found("1.000002", "Đất đai", dt.date(2025, 12, 31)) == ended
    assert found("1.000002", "Đất đai") == wide
    assert found("1.000003", "Hộ tịch", dt.date(2024, 12, 31)) == field
    assert found("1.000003", "Hộ tịch", dt.date(2019, 12, 31)) is None


@pytest.mark.parametrize(
    ("one", "until"),
    [
        (rule(years=10), dt.date(2036, 12, 31)),
        (rule(years=10, end_of_year=False), dt.date(2036, 2, 28)),
        (rule(years=None), None),
        (rule(years=None, permanent=True), None),
        (None, None),
    ],
)
def test_dossier_when_closed_then_kept_until(one: Rule | None, until: dt.date | None) -> None:
    assert kept_until(one, DAY) == until


@pytest.mark.parametrize(
    ("closed", "by"),
    [
        (dt.date(2026, 11, 23), dt.date(2027, 11, 23)),
        (dt.date(2024, 2, 29), dt.date(2025, 2, 28)),
        (dt.date(2026, 12, 31), dt.date(2027, 12, 31)),
    ],
)
def test_dossier_when_closed_then_handed_over_within_a_year(closed: dt.date, by: dt.date) -> None:
    assert transfer_by(closed, 12) == by


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 120))
def test_month_arithmetic_when_any_then_the_same_day_or_the_months_last(day: dt.date, months: int) -> None:
    then = transfer_by(day, months)

    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day == day.day or (then.day < day.day and (then + dt.timedelta(days=1)).day == 1)


HEAD = "format = 1\n[[rule]]\n"
GOOD = 'scope = "default"\nvalid_from = 2020-01-01\nyears = 5\nsource = "x"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("format = 2", "format"),
        (HEAD + GOOD.replace("default", "galaxy"), "rule 1: scope"),
        (HEAD + GOOD.replace("default", "field"), "rule 1: scope"),
        (HEAD + GOOD + 'value = "x"', "rule 1: scope"),
        (HEAD + GOOD.replace("5", "0"), "rule 1: years"),
        (HEAD + GOOD.replace("5", "true"), "rule 1: years"),
        (HEAD + GOOD + "permanent = true", "rule 1: permanent"),
        (HEAD + GOOD + "valid_to = 2019-01-01", "rule 1: valid_from"),
        (HEAD + GOOD.replace('"x"', '" "'), "rule 1: source"),
        (HEAD + GOOD + "yeras = 6", "rule 1: unknown yeras"),
        (HEAD + GOOD + "[transfer]\nmonths = 0", "transfer.months"),
    ],
)
def test_file_when_not_right_then_the_rule_and_fault_are_named(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse(text)
