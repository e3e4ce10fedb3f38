"""Counting what a specification says of the registry and of decisions, by SQL over their tables alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db import connection

from motcua.simulate.spec.model import Decided, Registry, Spec, Wanted

_IN_FORCE: Final = "valid_from <= %(on)s AND (valid_to IS NULL OR valid_to > %(on)s)"
_PROCEDURES: Final = f"SELECT count(DISTINCT procedure_id) FROM procedures_procedureversion WHERE {_IN_FORCE}"  # noqa: S608
_LEVEL: Final = (
    _PROCEDURES
    + """ AND CASE WHEN 'commune' = ANY(levels) THEN 'commune' WHEN 'district' = ANY(levels) THEN 'district'
    WHEN 'province' = ANY(levels) THEN 'province' END = %(name)s"""
)
_SERVICE: Final = f"""
SELECT count(DISTINCT procedure_id) FROM procedures_servicelevel WHERE {_IN_FORCE} AND level = %(name)s
AND procedure_id IN (SELECT procedure_id FROM procedures_procedureversion WHERE {_IN_FORCE})
"""  # noqa: S608
_BY_TABLE: Final = {"level": _LEVEL, "service_level": _SERVICE}

_SIGNED: Final = "d.state IN ('signed', 'in_force') AND d.signed_on BETWEEN %(first)s AND %(last)s"
_PUBLICATION: Final = "d.kind IN ('new', 'amended', 'replaced', 'abolished', 'standardised')"
_DECISIONS: Final = f"SELECT count(*) FROM procedures_decision d WHERE {_SIGNED} AND "  # noqa: S608
_LINES: Final = f"""
SELECT count(*) FROM procedures_decision d JOIN procedures_decisionitem i ON i.decision_id = d.id
WHERE {_SIGNED} AND i.kind IN ('procedure', 'abolition') AND
"""  # noqa: S608
_DECIDED: Final[Mapping[str, str]] = {
    "publication": _DECISIONS + _PUBLICATION,
    "internal_process": _DECISIONS + "d.kind = 'internal_process'",
    "new": _LINES + "d.kind = 'new'",
    "amended": _LINES + "d.kind IN ('amended', 'replaced')",
    "abolished": _LINES + "d.kind = 'abolished'",
}

Line = tuple[Wanted, int, int]
"""What is wanted, how many there are, of how many."""


def counted_registry(spec: Spec) -> Iterator[Line]:
    """All procedures in force on the day; all decisions signed on the days, whoever made them."""
    if spec.registry:
        yield from _registry(spec.registry)
    for decided in spec.decisions:
        yield from _decided(decided)


def _registry(registry: Registry) -> Iterator[Line]:
    whole = _number(_PROCEDURES, {"on": registry.on})
    yield registry.procedures, whole, whole
    for table, lines in registry.tables.items():
        for name, wanted in lines.items():
            yield wanted, _number(_BY_TABLE[table], {"on": registry.on, "name": name}), whole


def _decided(decided: Decided) -> Iterator[Line]:
    days = {"first": decided.first, "last": decided.last}
    for name, wanted in decided.counts.items():
        yield wanted, _number(_DECIDED[name], days), 0


def _number(sql: str, values: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])
