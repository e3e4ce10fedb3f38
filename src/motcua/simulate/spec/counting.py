"""Counting what a specification says, by SQL over the tables of dossiers and decisions alone: nothing here knows how
the history was made. Statements are put together from texts of this module only."""

# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from motcua.procedures.rules import AGENCY_LEVELS
from motcua.simulate.spec.counting_registry import counted_registry
from motcua.simulate.spec.model import Group, Spec, Wanted, printed

_UNITS: Final = """EXISTS (
    SELECT 1 FROM organisation_unitclosure c JOIN organisation_unit a ON a.id = c.ancestor_id
    WHERE c.descendant_id = d.settling_unit_id AND a.code = %s AND NOT c.succeeded
      AND c.valid_from <= d.on_day AND (c.valid_to IS NULL OR c.valid_to > d.on_day))"""
_OUTCOMES: Final = {
    "granted": "d.state IN ('result_ready', 'returned') AND NOT 'refusal_result' = ANY(d.flags)",
    "refused_result": "d.state IN ('result_ready', 'returned') AND 'refusal_result' = ANY(d.flags)",
    "refused": "d.state = 'refused'",
    "withdrawn": "d.state = 'withdrawn'",
    "closed": "d.state = 'closed'",
}
_ZONE: Final = "AT TIME ZONE 'Asia/Ho_Chi_Minh'"
_TIMES: Final = {
    "early": f"(d.finished_at {_ZONE})::date < (d.appointed_due_at {_ZONE})::date",
    "on_time": f"(d.finished_at {_ZONE})::date = (d.appointed_due_at {_ZONE})::date"
    " AND d.finished_at <= d.appointed_due_at",
    "late": "d.finished_at > d.appointed_due_at",
}
_BY_VALUE: Final = {
    "unit": _UNITS,
    "field": "v.field = %s",
    "procedure": "p.key = %s",
    "level": """(SELECT x.level FROM unnest(%s::text[]) WITH ORDINALITY x(level, n) WHERE x.level = ANY(v.levels)
        ORDER BY x.n LIMIT 1) = %s""",
    "service_level": """coalesce((
        SELECT l.level FROM procedures_servicelevel l WHERE l.procedure_id = d.procedure_id
          AND l.valid_from <= d.on_day AND (l.valid_to IS NULL OR l.valid_to > d.on_day)), 'none') = %s""",
    "channel": "d.channel = %s",
    "result": """CASE WHEN EXISTS (SELECT 1 FROM procedures_versionresult r WHERE r.version_id = d.version_id)
        THEN 'document' ELSE 'none' END = %s""",
    "month": "to_char(d.on_day, 'YYYY-MM') = %s",
}
_FROM: Final = f"""
FROM (SELECT x.*, (x.submitted_at {_ZONE})::date AS on_day FROM dossier x) d
JOIN procedures_procedureversion v ON v.id = d.version_id
JOIN procedures_procedure p ON p.id = d.procedure_id
"""
_RESULT: Final = "d.finished_at IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Counted:
    """One line with what the tables say: ``part`` of ``whole``."""

    wanted: Wanted
    part: int
    whole: int

    @property
    def is_met(self) -> bool:
        return self.wanted.fits(self.part, self.whole)

    @property
    def said(self) -> str:
        """The counted value as the line would print it."""
        if self.wanted.count is not None:
            return str(self.part)
        if not self.whole:
            return "–"
        return f"{printed(self.part, self.whole, self.wanted.decimals)}%".replace(".", ",")


def counted(spec: Spec, *, keys: tuple[int, int] | None = None) -> Iterator[Counted]:
    """Every line of the specification, counted. ``keys`` bound the dossiers that are looked at: from the first to
    before the second."""
    for group in spec.groups:
        yield from _group(group, keys)
    for wanted, part, whole in counted_registry(spec):
        yield Counted(wanted, part, whole)


def _group(group: Group, keys: tuple[int, int] | None) -> Iterator[Counted]:
    where, values = _where(group, keys)
    whole = _number(f"SELECT count(*) {_FROM} WHERE {where}", values)
    path = f"{group.name}.dossiers"
    yield Counted(Wanted(path, group.line, str(group.dossiers), count=group.dossiers), whole, whole)
    for table, lines in group.tables.items():
        base = whole
        if table == "timeliness":
            base = _number(f"SELECT count(*) {_FROM} WHERE {where} AND {_RESULT}", values)
        for name, wanted in lines.items():
            condition, more = _condition(table, name)
            part = _number(f"SELECT count(*) {_FROM} WHERE {where} AND {condition}", [*values, *more])
            yield Counted(wanted, part, base)
    for share, wanted in group.shares.items():
        yield Counted(wanted, *_share(share, where, values))


def _condition(table: str, name: str) -> tuple[str, list[Any]]:
    if table == "outcome":
        return _OUTCOMES[name], []
    if table == "timeliness":
        return f"{_RESULT} AND {_TIMES[name]}", []
    return _BY_VALUE[table], _values(table, name)


def _values(table: str, name: str) -> list[Any]:
    return [[*AGENCY_LEVELS], name] if table == "level" else [name]


def _where(group: Group, keys: tuple[int, int] | None) -> tuple[str, list[Any]]:
    conditions = ["d.on_day BETWEEN %s AND %s", "d.parent_id IS NULL"]
    values: list[Any] = [group.first, group.last]
    for name, value in group.where.items():
        conditions.append(_BY_VALUE[name])
        values += _values(name, value)
    if keys is not None:
        conditions.append("d.id >= %s AND d.id < %s")
        values += keys
    return " AND ".join(conditions), values


_FILE: Final = """(c.digitised OR c.reused OR c.from_store OR EXISTS (
    SELECT 1 FROM dossiers_dossierdocument f WHERE f.dossier_id = c.dossier_id AND f.component = c.component))"""
_SHARES: Final[Mapping[str, tuple[str, str, str]]] = {
    "assisted": (
        "JOIN dossiers_submission_context s ON s.dossier_id = d.id",
        "d.channel = 'online'",
        "s.assisted",
    ),
    "electronic": (
        """JOIN LATERAL (SELECT r.electronic FROM dossiers_dossierresult r WHERE r.dossier_id = d.id
            ORDER BY r.issued_seq DESC LIMIT 1) r ON true""",
        _RESULT,
        "r.electronic",
    ),
    "digitised": (
        "JOIN dossiers_dossiercomponent c ON c.dossier_id = d.id AND c.presented_on_paper",
        "d.channel <> 'online' AND d.accepted_at IS NOT NULL",
        "c.digitised",
    ),
    "all_digitised": (
        "",
        "d.accepted_at IS NOT NULL",
        f"""NOT EXISTS (SELECT 1 FROM dossiers_dossiercomponent c
            WHERE c.dossier_id = d.id AND c.required AND NOT {_FILE})""",
    ),
    "components": (
        "JOIN dossiers_dossiercomponent c ON c.dossier_id = d.id",
        f"d.accepted_at IS NOT NULL AND (c.presented_on_paper OR {_FILE})",
        _FILE,
    ),
}


def _share(share: str, where: str, values: list[Any]) -> tuple[int, int]:
    join, base, yes = _SHARES[share]
    sql = f"SELECT count(*) FILTER (WHERE {yes}), count(*) {_FROM} {join} WHERE {where} AND {base}"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        part, whole = cursor.fetchone()
    return int(part), int(whole)


def _number(sql: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])
