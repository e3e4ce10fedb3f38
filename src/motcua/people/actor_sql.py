"""The one statement that loads an actor: the account, its standings on a day, and the units each standing reaches.

Written by hand because it runs on every request. The ORM version in ``tests/people`` is its oracle. Parameters:
``at`` (the legal day) and what the chosen head asks for.
"""

from __future__ import annotations

from typing import Final

BY_USER: Final = """
    SELECT u.id, u.uid, u.kind, u.full_name, u.username, u.party_id, NULL::varchar[] AS scopes
    FROM people_user u WHERE u.id = %(user_id)s AND u.is_active
"""

BY_BEARER: Final = """
    SELECT u.id, u.uid, u.kind, u.full_name, u.username, u.party_id, t.scopes AS scopes
    FROM people_apitoken t JOIN people_user u ON u.id = t.user_id AND u.is_active
    WHERE t.digest = %(digest)s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > %(now)s)
"""
NOTE_BEARER: Final = """, touched AS (
    UPDATE people_apitoken t SET last_used_on = %(at)s FROM who
    WHERE t.digest = %(digest)s AND (t.last_used_on IS NULL OR t.last_used_on < %(at)s) RETURNING t.id
)"""

BY_SESSION: Final = """
    SELECT u.id, u.uid, u.kind, u.full_name, u.username, u.party_id, NULL::varchar[] AS scopes
    FROM people_signinsession s JOIN people_user u ON u.id = s.user_id AND u.is_active
    WHERE s.uid = %(session)s AND s.ended_at IS NULL AND s.seen_at > %(idle_since)s AND s.started_at > %(started_since)s
"""
NOTE_SESSION: Final = """, touched AS (
    UPDATE people_signinsession s SET seen_at = %(now)s FROM who
    WHERE s.uid = %(session)s AND s.seen_at < %(touch_before)s RETURNING s.id
)"""

_LIVE: Final = """, unit AS NOT MATERIALIZED (
    SELECT * FROM organisation_unit WHERE daterange(valid_from, valid_to) @> %(at)s::date
), post AS NOT MATERIALIZED (
    SELECT p.id, p.unit_id, p.role, p.title, pu.name AS unit_name FROM organisation_post p
    JOIN unit pu ON pu.id = p.unit_id WHERE daterange(p.valid_from, p.valid_to) @> %(at)s::date
), assignment AS NOT MATERIALIZED (
    SELECT * FROM people_assignment WHERE daterange(valid_from, valid_to) @> %(at)s::date
), delegation AS NOT MATERIALIZED (
    SELECT * FROM people_delegation
    WHERE daterange(valid_from, valid_to) @> %(at)s::date AND (revoked_on IS NULL OR revoked_on > %(at)s)
), closure AS NOT MATERIALIZED (
    SELECT * FROM organisation_unitclosure WHERE daterange(valid_from, valid_to) @> %(at)s::date
)"""

_STANDING: Final = """, standing AS (
    SELECT post.id AS post_id, post.unit_id, post.role, NULL::text AS on_behalf_of, NULL::bigint AS delegation_id,
           NULL::varchar[] AS verbs
    FROM who JOIN assignment a ON a.user_id = who.id JOIN post ON post.id = a.post_id
    UNION ALL
    SELECT post.id, d.unit_id, post.role, post.title || ' ' || post.unit_name, d.id, d.verbs
    FROM who JOIN delegation d ON d.delegate_id = who.id
    JOIN post ON post.id = d.post_id JOIN unit ON unit.id = d.unit_id
    WHERE EXISTS (
        SELECT 1 FROM assignment a JOIN people_user holder ON holder.id = a.user_id AND holder.is_active
        WHERE a.user_id = d.delegator_id AND a.post_id = d.post_id
    )
), granted AS (
    SELECT s.post_id, s.unit_id, s.delegation_id, g.verb, g.reach
    FROM standing s JOIN people_role r ON r.code = s.role
    JOIN people_rolegrant g ON g.role_id = r.id AND daterange(g.valid_from, g.valid_to) @> %(at)s::date
    WHERE s.verbs IS NULL OR g.verb = ANY (s.verbs)
)"""

# The agency of a unit: the commune or district it belongs to, else what stands directly under the province.
_REACHED: Final = """, asked AS (
    SELECT DISTINCT unit_id, reach FROM granted WHERE reach <> 'everywhere'
), reached AS (
    SELECT asked.unit_id, asked.reach, c.descendant_id
    FROM asked JOIN closure c ON c.ancestor_id = asked.unit_id AND (asked.reach = 'subtree' OR c.depth = 0)
    WHERE asked.reach <> 'agency'
    UNION
    SELECT asked.unit_id, asked.reach, c.descendant_id
    FROM asked CROSS JOIN LATERAL (
        SELECT up.ancestor_id FROM closure up JOIN organisation_unit a ON a.id = up.ancestor_id
        WHERE up.descendant_id = asked.unit_id AND NOT up.succeeded
        ORDER BY CASE WHEN a.level IN ('commune', 'district') THEN up.depth
                      WHEN a.level = 'unit' THEN 1000 - up.depth ELSE 2000 + up.depth END
        LIMIT 1
    ) agency JOIN closure c ON c.ancestor_id = agency.ancestor_id
    WHERE asked.reach = 'agency'
    UNION
    SELECT asked.unit_id, asked.reach, c.descendant_id
    FROM asked JOIN organisation_servicearea sa
         ON sa.unit_id = asked.unit_id AND daterange(sa.valid_from, sa.valid_to) @> %(at)s::date
    JOIN closure c ON c.ancestor_id = sa.area_id
    WHERE asked.reach = 'served_area'
)
SELECT who.id, who.uid, who.kind, who.full_name, who.username, who.party_id, who.scopes,
    (SELECT jsonb_agg(jsonb_build_array(post_id, unit_id, role, on_behalf_of, delegation_id)
                      ORDER BY delegation_id NULLS FIRST, post_id) FROM standing),
    (SELECT jsonb_agg(DISTINCT jsonb_build_array(post_id, delegation_id, verb, unit_id, reach)) FROM granted),
    (SELECT jsonb_agg(jsonb_build_array(unit_id, reach, units)) FROM (
        SELECT unit_id, reach, jsonb_agg(descendant_id) AS units FROM reached GROUP BY unit_id, reach) x)
FROM who
"""


def statement(head: str, note: str = "") -> str:
    """The whole statement for one way of naming the account."""
    return f"WITH who AS ({head}){note}{_LIVE}{_STANDING}{_REACHED}"
