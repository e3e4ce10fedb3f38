"""Numbers by which saved hours and the three cuts are counted: dated data, the database's rows before those that come
with the program (``data/rules.toml``)."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from motcua.core.errors import NotFound
from motcua.figures.collection.models import CollectionRule, RuleKind
from motcua.organisation.models import in_force


@dataclass(frozen=True, slots=True)
class Rule:
    """``terms`` in whole numbers: minutes, dong, contacts by hundred."""

    kind: str
    key: str
    valid_from: dt.date
    terms: Mapping[str, int]
    source: str
    mark: str


def rule(kind: RuleKind, on: dt.date, key: str = "") -> Rule:
    """The rule of a day for a key, else the default. Raises NotFound ``rule_unknown``."""
    rows = CollectionRule.objects.filter(in_force(on), kind=kind.value, key__in={key, ""}).order_by("-key")
    row = rows.first()
    if row is not None and (row.key or not key):
        return Rule(row.kind, row.key, row.valid_from, row.terms, row.source, row.mark)
    found = [one for one in shipped() if one.kind == kind and one.valid_from <= on and one.key in {key, ""}]
    own = max((one for one in found if one.key), key=lambda one: one.valid_from, default=None)
    if own is not None:
        return own
    if row is not None:
        return Rule(row.kind, row.key, row.valid_from, row.terms, row.source, row.mark)
    if not found:
        raise NotFound("rule_unknown")
    return max(found, key=lambda one: one.valid_from)


@cache
def shipped() -> tuple[Rule, ...]:
    text = files("motcua.figures.collection").joinpath("data").joinpath("rules.toml").read_text(encoding="utf-8")
    return tuple(
        Rule(one["kind"], one.get("key", ""), one["valid_from"], one["terms"], one["source"], one["mark"])
        for one in tomllib.loads(text)["rule"]
    )
