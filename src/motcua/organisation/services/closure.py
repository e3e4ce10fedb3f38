"""Who stood above whom on which day, worked out for all units at once in SQL.

*Lineage*: who answers for a unit on a day: itself while it lives; then its default successor, or the unit that takes
over its code the very day it ends, or else the unit above it; and so on through time. *Edges*: the unit above is
whoever answers for the parent on that day. Should that be a unit that cannot stand above (a commune cannot stand under
the commune that took over their district, nor a unit under what is below it), it is whoever answers for the parent's
parent. *Tree*: edges put together. A unit that has ended keeps rows (marked ``succeeded``) where the one that answers
for it stands, so that its papers can be reached and its figures rolled up.
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
    SELECT id, code, parent_id, valid_from AS f, COALESCE(valid_to, 'infinity'::date) AS t,
           array_position(ARRAY['national', 'province', 'district', 'commune', 'unit'], level::text) AS rank
    FROM organisation_unit
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
), below AS MATERIALIZED (
    SELECT id AS unit, parent_id AS above FROM life WHERE parent_id IS NOT NULL
    UNION
    SELECT below.unit, life.parent_id FROM below JOIN life ON life.id = below.above WHERE life.parent_id IS NOT NULL
), seek AS (
    SELECT id AS child, rank, parent_id AS asked, NULL::bigint AS found, f, t FROM life
    UNION ALL
    SELECT s.child, s.rank, CASE WHEN x.fits THEN NULL ELSE p.parent_id END, CASE WHEN x.fits THEN l.heir END,
           GREATEST(s.f, l.f), LEAST(s.t, l.t)
    FROM seek s JOIN life p ON p.id = s.asked JOIN lineage l ON l.unit = s.asked JOIN life h ON h.id = l.heir
    CROSS JOIN LATERAL (SELECT l.steps = 0 OR (
        h.id <> s.child AND (s.rank = 5 OR h.rank < s.rank)
        AND NOT EXISTS (SELECT 1 FROM below WHERE below.unit = h.id AND below.above = s.child)) AS fits) x
    WHERE GREATEST(s.f, l.f) < LEAST(s.t, l.t)
), edge AS MATERIALIZED (
    SELECT child, found AS parent, f, t FROM seek WHERE found IS NOT NULL
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
), known AS MATERIALIZED (
    SELECT ancestor_id, descendant_id, depth, succeeded, valid_from, valid_to FROM organisation_unitclosure
), stale AS MATERIALIZED (
    SELECT * FROM known EXCEPT SELECT * FROM fresh
), gone AS (
    DELETE FROM organisation_unitclosure c USING stale
    WHERE c.ancestor_id = stale.ancestor_id AND c.descendant_id = stale.descendant_id AND c.depth = stale.depth
      AND c.succeeded = stale.succeeded AND c.valid_from = stale.valid_from
      AND c.valid_to IS NOT DISTINCT FROM stale.valid_to
    RETURNING 1
), come AS (
    INSERT INTO organisation_unitclosure (ancestor_id, descendant_id, depth, succeeded, valid_from, valid_to)
    SELECT * FROM fresh EXCEPT SELECT * FROM known
    RETURNING 1
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
