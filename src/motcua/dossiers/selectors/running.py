"""How many open dossiers follow each version of an internal process: whom a new version does not touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection

MOST = 100_000
"""Dossiers that are counted; more are told as more."""

_COUNT = """
    SELECT process_version_id, count(*) FROM (
        SELECT process_version_id FROM dossier
        WHERE NOT closed AND process_version_id = ANY(%s) LIMIT %s
    ) open GROUP BY process_version_id
"""


def open_by_process(versions: Sequence[int]) -> tuple[Mapping[int, int], bool]:
    """Open dossiers by version of the process, and whether there are more than could be counted. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [list(versions), MOST + 1])
        found = {int(version): int(count) for version, count in cursor.fetchall()}
    return found, sum(found.values()) > MOST
