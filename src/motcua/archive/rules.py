"""Which retention rule fits a dossier, and what follows from it. Pure.

Law: Circular 13/2023/TT-BNV (in force 15 October 2023), articles 3 to 6: what belongs into the archive, in which form,
when. How many years what is kept is for sector tables (Circular 10/2022/TT-BNV and later); those are dated data, and a
rule whose years nobody has looked up never lets anything be destroyed.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources

DEFAULT, FIELD, PROCEDURE = "default", "field", "procedure"
SCOPES = (DEFAULT, FIELD, PROCEDURE)
"""From the widest to the closest."""
LONGEST_YEARS = 200


@dataclass(frozen=True, slots=True)
class Rule:
    """``years`` None and not ``permanent``: unknown. ``valid_to`` exclusive."""

    scope: str
    value: str
    valid_from: dt.date
    valid_to: dt.date | None
    years: int | None
    permanent: bool
    end_of_year: bool
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class RulesFile:
    rules: tuple[Rule, ...]
    transfer_months: int
    destruction_years: int


def parse(text: str) -> RulesFile:
    """Raises ValueError, naming the rule by its number, for anything that is not as the shipped file explains."""
    table = tomllib.loads(text)
    if table.get("format") != 1:
        raise ValueError("format must be 1")
    rules = tuple(_rule(number, row) for number, row in enumerate(table.get("rule", []), start=1))
    months = table.get("transfer", {}).get("months", 12)
    years = table.get("destruction", {}).get("file_years", 20)
    if not isinstance(months, int) or not 0 < months <= 120 or not isinstance(years, int) or years < 1:
        raise ValueError("transfer.months and destruction.file_years are whole numbers")
    return RulesFile(rules, months, years)


def _rule(number: int, row: Mapping[str, object]) -> Rule:
    known = {"scope", "value", "valid_from", "valid_to", "years", "permanent", "end_of_year", "verified", "source"}
    if unknown := set(row) - known:
        raise ValueError(f"rule {number}: unknown {', '.join(sorted(unknown))}")
    scope, value, years = row.get("scope"), row.get("value", ""), row.get("years")
    begins, ends, source = row.get("valid_from"), row.get("valid_to"), row.get("source")
    if scope not in SCOPES or not isinstance(value, str) or (scope == DEFAULT) != (not value):
        raise ValueError(f"rule {number}: scope is default, or field or procedure with a value")
    if years is not None and (not isinstance(years, int) or isinstance(years, bool) or not 0 < years <= LONGEST_YEARS):
        raise ValueError(f"rule {number}: years is a whole number from 1 to {LONGEST_YEARS}")
    if not isinstance(begins, dt.date) or not (ends is None or (isinstance(ends, dt.date) and ends > begins)):
        raise ValueError(f"rule {number}: valid_from (and a later valid_to) are dates")
    if not isinstance(source, str) or not source.strip():
        raise ValueError(f"rule {number}: source is missing")
    permanent = row.get("permanent") is True
    if permanent and years is not None:
        raise ValueError(f"rule {number}: permanent and years exclude each other")
    end_of_year, verified = row.get("end_of_year") is not False, row.get("verified") is True
    return Rule(str(scope), value, begins, ends, years, permanent, end_of_year, verified, source.strip())


def shipped() -> RulesFile:
    return parse(resources.files("motcua.archive").joinpath("data", "retention.toml").read_text(encoding="utf-8"))


def rule_for(rules: Iterable[Rule], *, procedure: str, field: str, on: dt.date) -> Rule | None:
    """The closest rule in force on that day."""
    names = {DEFAULT: "", FIELD: field, PROCEDURE: procedure}
    fitting = [
        rule
        for rule in rules
        if rule.valid_from <= on and (rule.valid_to is None or on < rule.valid_to) and names[rule.scope] == rule.value
    ]
    return max(fitting, key=lambda rule: (SCOPES.index(rule.scope), rule.valid_from), default=None)


def kept_until(rule: Rule | None, closed_on: dt.date) -> dt.date | None:
    """The last day it must be kept; None for ever, or as long as nobody knows."""
    if rule is None or rule.permanent or rule.years is None:
        return None
    if rule.end_of_year:
        return dt.date(closed_on.year + rule.years, 12, 31)
    return _months_on(closed_on, 12 * rule.years)


def transfer_by(closed_on: dt.date, months: int) -> dt.date:
    """The last day for handing it to the agency's archive."""
    return _months_on(closed_on, months)


def _months_on(day: dt.date, months: int) -> dt.date:
    """The same day number so many months on, else that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return dt.date(year, month + 1, number)
        except ValueError:
            continue
    return dt.date(year, month + 1, day.day)
