"""Who receives and who settles a case of a procedure for a place on a day, and by which internal process."""

from __future__ import annotations

import datetime as dt
from collections.abc import MutableMapping, Sequence

from motcua.core import hot
from motcua.core.errors import NotFound
from motcua.organisation.selectors import ONE_STOP_CENTRE
from motcua.procedures.selectors.loading import BindingRow, CompetenceRow
from motcua.procedures.selectors.memory import last_memory
from motcua.procedures.terms import Route, Terms

_IN_FORCE = "{0}.valid_from <= $1::date AND ({0}.valid_to IS NULL OR {0}.valid_to > $1::date)"

_CHILD = f"""
    SELECT u.id FROM organisation_unitclosure c JOIN organisation_unit u ON u.id = c.descendant_id
    WHERE c.ancestor_id = {{0}} AND c.depth = 1 AND NOT c.succeeded AND u.kind = {{1}}
      AND {_IN_FORCE.format("c")} AND {_IN_FORCE.format("u")} ORDER BY u.code LIMIT 1
"""  # noqa: S608 (only constants are put together)

_NAMED = f"SELECT u.id FROM organisation_unit u WHERE u.code = {{0}} AND {_IN_FORCE.format('u')}"  # noqa: S608

_RULE = ("rank", "area", "settling", "settling_code", "settling_kind", "reception", "reception_code")

# $1 day, $2 place, $3 kind of the one-stop centres, then one array for each name of _RULE
_ROUTE = f"""
WITH place AS (
    SELECT u.id FROM organisation_unit u WHERE u.code = $2 AND {_IN_FORCE.format("u")}
), above AS (
    SELECT a.id, a.code, a.level, c.depth FROM place
    JOIN organisation_unitclosure c ON c.descendant_id = place.id AND NOT c.succeeded AND {_IN_FORCE.format("c")}
    JOIN organisation_unit a ON a.id = c.ancestor_id
), rule AS (
    SELECT r.* FROM unnest($4::int[], $5::text[], $6::text[], $7::text[],
                           $8::text[], $9::text[], $10::text[]) WITH ORDINALITY
        AS r(rank, area, settling, settling_code, settling_kind, reception, reception_code, number)
    LEFT JOIN above ON above.code = r.area
    WHERE r.area = '' OR above.id IS NOT NULL
    ORDER BY r.rank, above.depth NULLS LAST LIMIT 1
), chosen AS (
    SELECT CASE rule.settling
        WHEN 'place' THEN place.id
        WHEN 'named' THEN ({_NAMED.format("rule.settling_code")})
        WHEN 'place_division' THEN ({_CHILD.format("place.id", "rule.settling_kind")})
        WHEN 'service_area' THEN (
            SELECT s.unit_id FROM above JOIN organisation_servicearea s ON s.area_id = above.id
            WHERE s.kind = rule.settling_kind AND {_IN_FORCE.format("s")} ORDER BY above.depth LIMIT 1)
        END AS settling,
        CASE rule.reception
        WHEN 'place_centre' THEN ({_CHILD.format("place.id", "$3")})
        WHEN 'named' THEN ({_NAMED.format("rule.reception_code")})
        WHEN 'province_centre' THEN ({_CHILD.format("(SELECT id FROM above WHERE level = 'province' LIMIT 1)", "$3")})
        END AS reception,
        rule.number
    FROM place CROSS JOIN rule
)
SELECT place.id, chosen.reception, chosen.settling, ARRAY(
    SELECT a.code FROM organisation_unitclosure c JOIN organisation_unit a ON a.id = c.ancestor_id
    WHERE c.descendant_id = chosen.settling AND NOT c.succeeded AND {_IN_FORCE.format("c")} ORDER BY c.depth),
    chosen.number
FROM place LEFT JOIN chosen ON true
"""  # noqa: S608


Known = MutableMapping[tuple[str, dt.date, tuple[CompetenceRow, ...]], hot.Row]
"""Answers already had, by place, day and the rules that apply: procedures of one field share theirs."""


def route(terms: Terms, place_code: str, on: dt.date, *, known: Known | None = None) -> Route:
    """The way of a dossier with these terms for the place, by the competence rules in force on the day. One SQL
    statement, none for what is ``known``: the rules come from the memory that :func:`terms` has just brought up to
    date. Raises NotFound ``place_unknown``."""
    held = last_memory()
    facts = held.procedure(terms.procedure_code)
    rules = tuple(rule for rule in (*facts.competences, *held.rules()) if _applies(rule, terms, on))
    row = known.get((place_code, on, rules)) if known is not None else None
    if row is None:
        columns = [[getattr(rule, name) for rule in rules] for name in _RULE]
        row = hot.row(_ROUTE, [on, place_code, ONE_STOP_CENTRE, *columns])
        if row is None:
            raise NotFound("place_unknown", params={"place": place_code})
        if known is not None:
            known[place_code, on, rules] = row
    place, reception, settling, codes, chosen = row
    binding = _binding(facts.bindings, terms.case_key, codes, on) if settling is not None else None
    signing = rules[chosen - 1].signing if chosen is not None and settling is not None else None
    return Route(place, reception, settling, binding.process_version_id if binding else None, signing)


def _applies(rule: CompetenceRow, terms: Terms, on: dt.date) -> bool:
    return (
        rule.span.holds(on)
        and rule.case_key in {"", terms.case_key}
        and rule.field in {"", terms.field}
        and rule.level in {"", terms.agency_level}
    )


def _binding(rows: Sequence[BindingRow], case_key: str, codes: Sequence[str], on: dt.date) -> BindingRow | None:
    """The most specific binding where a unit with these codes above it (nearest first) settles."""
    near = {code: distance for distance, code in enumerate(codes)} | {"": len(codes)}
    fitting = [row for row in rows if row.span.holds(on) and row.case_key in {"", case_key} and row.unit_code in near]
    return min(fitting, key=lambda row: (row.case_key == "", near[row.unit_code]), default=None)
