"""Who stood above whom on which day, worked out for all units at once in SQL.

Three steps. *Lineage*: who answers for a unit on a day: itself while it lives; then its default successor, or the unit
that takes over its code the very day it ends, or else the unit above it; and so on through time. *Edges*: the unit
above is whoever answers for the parent on that day. *Tree*: edges put together. A unit that has ended keeps rows
(marked ``succeeded``) where the one that answers for it stands, so that its papers can be reached and its figures
rolled up.
"""

from __future__ import annotations

from typing import Final

from django.db import connection, transaction

from motcua.core.errors import Conflict

_LOCK: Final = "organisation_closure"
_DEEPEST: Final = 32

# ``infinity`` stands for an open end while the dates are compared.
_REBUILD: Final = """
WITH RECURSIVE life AS MATERIALIZED (
    SELECT id, code, parent_id, valid_from AS f, COALESCE(valid_to, 'infinity'::date) AS t FROM organisation_unit
), next AS MATERIALIZED (
    SELECT u.id, COALESCE(s.new_id, same.id, u.parent_id) AS heir
    FROM life u
    LEFT JOIN organisation_unitsuccession s ON s.old_id = u.id AND s.is_default
    LEFT JOIN life same ON same.code = u.code AND same.f = u.t
    WHERE u.t < 'infinity'
), lineage AS (
    SELECT id AS unit, id AS heir, f, t, t AS since, 0 AS steps FROM life
    UNION ALL
    SELECT l.unit, h.id, GREATEST(l.since, h.f), h.t, GREATEST(l.since, h.t), l.steps + 1
    FROM lineage l JOIN next n ON n.id = l.heir JOIN life h ON h.id = n.heir
    WHERE l.since < 'infinity' AND l.steps < 64
), edge AS MATERIALIZED (
    SELECT c.id AS child, l.heir AS parent, GREATEST(c.f, l.f) AS f, LEAST(c.t, l.t) AS t
    FROM life c JOIN lineage l ON l.unit = c.parent_id
    WHERE GREATEST(c.f, l.f) < LEAST(c.t, l.t)
), tree AS (
    SELECT id AS ancestor, id AS descendant, 0 AS depth, f, t FROM life
    UNION ALL
    SELECT e.parent, tree.descendant, tree.depth + 1, GREATEST(tree.f, e.f), LEAST(tree.t, e.t)
    FROM tree JOIN edge e ON e.child = tree.ancestor
    WHERE GREATEST(tree.f, e.f) < LEAST(tree.t, e.t) AND tree.depth < 32
), fresh AS MATERIALIZED (
    SELECT ancestor, descendant, depth, false AS succeeded, f, NULLIF(t, 'infinity') AS t FROM tree
    UNION
    SELECT tree.ancestor, l.unit, tree.depth, true, GREATEST(l.f, tree.f), NULLIF(LEAST(l.t, tree.t), 'infinity')
    FROM lineage l JOIN tree ON tree.descendant = l.heir
    WHERE l.steps > 0 AND GREATEST(l.f, tree.f) < LEAST(l.t, tree.t)
), gone AS (
    DELETE FROM organisation_unitclosure c WHERE NOT EXISTS (
        SELECT 1 FROM fresh WHERE (fresh.ancestor, fresh.descendant, fresh.depth, fresh.succeeded, fresh.f)
            = (c.ancestor_id, c.descendant_id, c.depth, c.succeeded, c.valid_from)
            AND fresh.t IS NOT DISTINCT FROM c.valid_to
    ) RETURNING 1
), come AS (
    INSERT INTO organisation_unitclosure (ancestor_id, descendant_id, depth, succeeded, valid_from, valid_to)
    SELECT ancestor, descendant, depth, succeeded, f, t FROM fresh
    WHERE NOT EXISTS (
        SELECT 1 FROM organisation_unitclosure c
        WHERE (fresh.ancestor, fresh.descendant, fresh.depth, fresh.succeeded, fresh.f)
            = (c.ancestor_id, c.descendant_id, c.depth, c.succeeded, c.valid_from)
            AND fresh.t IS NOT DISTINCT FROM c.valid_to
    ) RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM come),
       (SELECT min(u.code) FROM fresh JOIN organisation_unit u ON u.id = fresh.descendant
        WHERE fresh.ancestor = fresh.descendant AND fresh.depth > 0 AND NOT fresh.succeeded),
       (SELECT max(depth) FROM fresh)
"""


@transaction.atomic
def rebuild_closure() -> int:
    """Bring :class:`~motcua.organisation.models.UnitClosure` in line with units and successions; call it in the
    transaction that changed them. Returns how many rows came or went. Two at once wait for one another. Raises
    Conflict (``unit_under_itself``) when the parents of a unit lead back to it, or ``units_nested_too_deep``.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
        cursor.execute(_REBUILD)
        changed, looped, deepest = cursor.fetchone()
    if looped is not None:
        raise Conflict("unit_under_itself", params={"unit": looped})
    if (deepest or 0) >= _DEEPEST:
        raise Conflict("units_nested_too_deep", params={"levels": _DEEPEST})
    return int(changed)
