"""The standings function of ``0004`` with another way to the grants: from the standings of the account to the grants of
their roles, instead of from all grants of the province to all roles. A grant written twice is told twice; whoever reads
it joins reaches anyway.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("motcua.people.migrations.0004_standings_function").CREATE

CREATE = """
CREATE OR REPLACE FUNCTION people_standings(p_user bigint, p_at date)
RETURNS TABLE (standings jsonb, granted jsonb, reached jsonb) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH unit AS NOT MATERIALIZED (
        SELECT * FROM organisation_unit WHERE daterange(valid_from, valid_to) @> p_at
    ), post AS NOT MATERIALIZED (
        SELECT p.id, p.unit_id, p.role, p.title, pu.name AS unit_name FROM organisation_post p
        JOIN unit pu ON pu.id = p.unit_id WHERE daterange(p.valid_from, p.valid_to) @> p_at
    ), assignment AS NOT MATERIALIZED (
        SELECT * FROM people_assignment WHERE daterange(valid_from, valid_to) @> p_at
    ), delegation AS NOT MATERIALIZED (
        SELECT * FROM people_delegation
        WHERE daterange(valid_from, valid_to) @> p_at AND (revoked_on IS NULL OR revoked_on > p_at)
    ), closure AS NOT MATERIALIZED (
        SELECT * FROM organisation_unitclosure WHERE daterange(valid_from, valid_to) @> p_at
    ), standing AS (
        SELECT post.id AS post_id, post.unit_id, post.role, NULL::text AS on_behalf_of, NULL::bigint AS delegation_id,
               NULL::varchar[] AS verbs
        FROM assignment a JOIN post ON post.id = a.post_id WHERE a.user_id = p_user
        UNION ALL
        SELECT post.id, d.unit_id, post.role, post.title || ' ' || post.unit_name, d.id, d.verbs
        FROM delegation d JOIN post ON post.id = d.post_id JOIN unit ON unit.id = d.unit_id
        WHERE d.delegate_id = p_user AND EXISTS (
            SELECT 1 FROM assignment a JOIN people_user holder ON holder.id = a.user_id AND holder.is_active
            WHERE a.user_id = d.delegator_id AND a.post_id = d.post_id
        )
    ), granted AS (
        -- Walked from the few standings to their grants: "OFFSET 0" keeps the planner from starting at all grants.
        SELECT s.post_id, s.unit_id, s.delegation_id, g.verb, g.reach
        FROM standing s
        CROSS JOIN LATERAL (SELECT id FROM people_role WHERE code = s.role OFFSET 0) r
        CROSS JOIN LATERAL (
            SELECT verb, reach FROM people_rolegrant
            WHERE role_id = r.id AND daterange(valid_from, valid_to) @> p_at OFFSET 0
        ) g
        WHERE s.verbs IS NULL OR g.verb = ANY (s.verbs)
    ), asked AS (
        SELECT DISTINCT unit_id, reach FROM granted WHERE reach <> 'everywhere'
    ), reached AS (
        SELECT asked.unit_id, asked.reach, c.descendant_id
        FROM asked JOIN closure c ON c.ancestor_id = asked.unit_id AND (asked.reach = 'subtree' OR c.depth = 0)
        WHERE asked.reach <> 'agency'
        UNION
        -- The agency: the commune or district a unit belongs to, else what stands directly under the province.
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
             ON sa.unit_id = asked.unit_id AND daterange(sa.valid_from, sa.valid_to) @> p_at
        JOIN closure c ON c.ancestor_id = sa.area_id
        WHERE asked.reach = 'served_area'
    )
    SELECT
        (SELECT jsonb_agg(jsonb_build_array(s.post_id, s.unit_id, s.role, s.on_behalf_of, s.delegation_id)
                          ORDER BY s.delegation_id NULLS FIRST, s.post_id) FROM standing s),
        (SELECT jsonb_agg(jsonb_build_array(g.post_id, g.delegation_id, g.verb, g.unit_id, g.reach))
         FROM granted g),
        (SELECT jsonb_agg(jsonb_build_array(x.unit_id, x.reach, x.units)) FROM (
            SELECT r.unit_id, r.reach, jsonb_agg(r.descendant_id) AS units FROM reached r GROUP BY r.unit_id, r.reach) x);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_standings_function")]
    operations = [migrations.RunSQL(CREATE, BEFORE)]
