"""What figures should say, by SQL over the tables of the database alone: nothing here reads facts or definitions.

Each statement gives a numerator and a denominator (null where the figure is a number). The unit is the whole province.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

_LEVEL: Final = """
SELECT count(DISTINCT procedure_id), NULL FROM procedures_procedureversion
WHERE valid_from <= %(last)s AND (valid_to IS NULL OR valid_to > %(last)s)
  AND CASE WHEN 'commune' = ANY(levels) THEN 'commune' WHEN 'district' = ANY(levels) THEN 'district'
      WHEN 'province' = ANY(levels) THEN 'province' END = ANY(%(names)s)
"""
_SERVICE: Final = """
SELECT count(DISTINCT l.procedure_id), NULL FROM procedures_servicelevel l
JOIN procedures_procedureversion v ON v.procedure_id = l.procedure_id
WHERE l.level = ANY(%(names)s) AND l.valid_from <= %(last)s AND (l.valid_to IS NULL OR l.valid_to > %(last)s)
  AND v.valid_from <= %(last)s AND (v.valid_to IS NULL OR v.valid_to > %(last)s)
"""
_DECISIONS: Final = """
SELECT count(*), NULL FROM procedures_decision
WHERE state IN ('signed', 'in_force') AND signed_on BETWEEN %(first)s AND %(last)s AND kind = ANY(%(names)s)
"""
_LINES: Final = """
SELECT count(*), NULL FROM procedures_decisionitem i JOIN procedures_decision d ON d.id = i.decision_id
WHERE d.state IN ('signed', 'in_force') AND d.signed_on BETWEEN %(first)s AND %(last)s
  AND d.kind = ANY(%(names)s) AND i.kind IN ('procedure', 'abolition')
"""
_DOSSIERS: Final = """
WITH d AS (
    SELECT x.*, (x.accepted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS accepted_on,
        coalesce(x.finished_at, x.closed_at) AS ended_at,
        (coalesce(x.finished_at, x.closed_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS ended_on,
        (SELECT r.electronic FROM dossiers_dossierresult r WHERE r.dossier_id = x.id
         ORDER BY r.issued_seq DESC LIMIT 1) AS electronic
    FROM dossier x WHERE x.parent_id IS NULL AND x.accepted_at IS NOT NULL)
"""
_RECEIVED: Final = "accepted_on BETWEEN %(first)s AND %(last)s"
_SETTLED: Final = "ended_on BETWEEN %(first)s AND %(last)s"
_FILE: Final = """(c.digitised OR c.reused OR c.from_store OR EXISTS (SELECT 1 FROM dossiers_dossierdocument f
    WHERE f.dossier_id = c.dossier_id AND f.component = c.component))"""
_REPORTED: Final = """
WITH v AS (
    SELECT DISTINCT ON (measure, unit_id) measure, value FROM figures_reportedvalue
    WHERE first >= %(first)s AND last <= %(last)s ORDER BY measure, unit_id, recorded_at DESC, id DESC)
SELECT sum(value) FILTER (WHERE measure = 'tasks_done')::bigint,
    sum(value) FILTER (WHERE measure = 'tasks_planned')::bigint FROM v
"""
_NO_NAMES: Final[tuple[str, ...]] = ()
_GIVES_DOCUMENT: Final = """finished_at IS NOT NULL
    AND EXISTS (SELECT 1 FROM procedures_versionresult x WHERE x.version_id = d.version_id)"""
_OPEN: Final = "ended_on IS NULL OR ended_on > %(last)s"


def _of(select: str, where: str = _RECEIVED) -> str:
    return f"{_DOSSIERS} SELECT {select} FROM d WHERE {where}"  # noqa: S608


SQL: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "procedures_total": (_LEVEL, ("province", "district", "commune")),
    "procedures_province": (_LEVEL, ("province",)),
    "procedures_district": (_LEVEL, ("district",)),
    "procedures_commune": (_LEVEL, ("commune",)),
    "services_online_total": (_SERVICE, ("full", "partial")),
    "services_partial_total": (_SERVICE, ("partial",)),
    "services_full_total": (_SERVICE, ("full",)),
    "publication_decisions": (_DECISIONS, ("new", "amended", "replaced", "abolished", "standardised")),
    "internal_process_decisions": (_DECISIONS, ("internal_process",)),
    "procedures_decided": (_LINES, ("new", "amended", "replaced", "abolished")),
    "procedures_new": (_LINES, ("new",)),
    "procedures_amended": (_LINES, ("amended", "replaced")),
    "procedures_abolished": (_LINES, ("abolished",)),
    "task_completion_rate": (_REPORTED, _NO_NAMES),
    "dossiers_new": (_of("count(*), NULL"), _NO_NAMES),
    "dossiers_settled_total": (_of("count(*), NULL", _SETTLED), _NO_NAMES),
    "all_components_digitised": (
        _of(
            f"""count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM dossiers_dossiercomponent c
            WHERE c.dossier_id = d.id AND c.required AND NOT {_FILE})), NULL"""  # noqa: S608
        ),
        _NO_NAMES,
    ),
    "result_digitised": (_of("count(*) FILTER (WHERE electronic), NULL"), _NO_NAMES),
    "electronic_result_rate": (
        _of("count(*) FILTER (WHERE electronic), count(*)", f"{_SETTLED} AND {_GIVES_DOCUMENT}"),
        _NO_NAMES,
    ),
    "components_digitised_rate": (
        f"""{_DOSSIERS} SELECT count(*) FILTER (WHERE {_FILE}), count(*)
        FROM d JOIN dossiers_dossiercomponent c ON c.dossier_id = d.id
        WHERE {_RECEIVED} AND (c.presented_on_paper OR {_FILE})""",  # noqa: S608
        _NO_NAMES,
    ),
    "on_time_rate_ii06": (
        _of("count(*) - count(*) FILTER (WHERE ended_at > appointed_due_at), count(*)", _SETTLED),
        _NO_NAMES,
    ),
    "on_time_rate_766": (
        _of(
            "count(*) FILTER (WHERE coalesce(ended_at, %(last)s + 1) <= appointed_due_at), count(*)",
            f"{_SETTLED} OR (accepted_on <= %(last)s AND ({_OPEN}))",
        ),
        _NO_NAMES,
    ),
}


def counted(indicator: str, first: dt.date, last: dt.date) -> tuple[int, int | None]:
    """Numerator and denominator of an indicator over a period."""
    from django.db import connection

    sql, names = SQL[indicator]
    with connection.cursor() as cursor:
        cursor.execute(sql, {"first": first, "last": last, "names": [*names]})
        part, whole = cursor.fetchone()
    return int(part), None if whole is None else int(whole)
