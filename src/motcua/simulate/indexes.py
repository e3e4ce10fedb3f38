"""Doing without indexes and foreign keys while an EMPTY database is filled: building them once is far cheaper than
keeping thirty of them up to date row by row. What was taken away is written down in the same transaction, so that a
load that was cut off knows what to put back. Needs the owner's rights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import connection, transaction

from motcua.core.models import JobProgress
from motcua.dossiers.models import Dossier

TABLES: Final = (
    "dossier",
    "dossier_event",
    "event_private",
    "clock_run",
    "clock_pause",
    "dossiers_dossiercomponent",
    "dossiers_dossierfee",
    "dossiers_submission_context",
    "dossiers_dossierresult",
    "dossiers_contact",
    "dossiers_consultation",
    "documents_file",
    "dossiers_dossierdocument",
)
WORTH: Final = 50_000
"""From so many dossiers on it pays."""

_CONSTRAINTS: Final = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u') ORDER BY contype, conrelid::regclass::text, conname
"""
_INDEXES: Final = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('u', 'p'))
ORDER BY 1
"""
_THERE: Final = "SELECT 1 FROM pg_constraint WHERE conrelid = %s::regclass AND conname = %s"


def is_empty() -> bool:
    return not Dossier.objects.exists()


@transaction.atomic
def set_aside(job: JobProgress) -> None:
    """Take indexes and foreign keys away and write down how to put them back."""
    with connection.cursor() as cursor:
        cursor.execute(_CONSTRAINTS, [[*TABLES]])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [[*TABLES]])
        indexes = cursor.fetchall()
        kept = {"constraints": [list(row) for row in constraints], "indexes": [list(row) for row in indexes]}
        JobProgress.objects.filter(pk=job.pk).update(outcome={**job.outcome, "set_aside": kept})
        for table, name, definition in constraints:
            if definition.startswith("FOREIGN KEY"):
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for table, name, definition in constraints:
            if not definition.startswith("FOREIGN KEY"):
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX IF EXISTS {name}")


def put_back(job: JobProgress) -> int:
    """Build what was set aside; how many there were. Doing it twice changes nothing, so it can be cut off."""
    kept = job.outcome.get("set_aside")
    if not kept:
        return 0
    constraints: Sequence[Sequence[str]] = kept["constraints"]
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '256MB'")
        for _name, definition in kept["indexes"]:
            cursor.execute(definition.replace(" INDEX ", " INDEX IF NOT EXISTS ", 1))
        # What is unique comes first: foreign keys look for it.
        for table, name, definition in sorted(constraints, key=lambda row: row[2].startswith("FOREIGN KEY")):
            cursor.execute(_THERE, [table, name])
            if cursor.fetchone() is None:
                cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    outcome = {name: value for name, value in job.outcome.items() if name != "set_aside"}
    JobProgress.objects.filter(pk=job.pk).update(outcome=outcome)
    return len(constraints) + len(kept["indexes"])
