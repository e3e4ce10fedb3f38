"""Making the database note every change of a registry table, for migrations.

A trigger is the one place that no import, command or later room can pass by; it writes in the transaction of the
change, so the log has the same cursor as the dossiers' own (ADR 0026). Only the named columns are kept.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, migrations
from django.db.migrations.operations.base import Operation

_NAME = re.compile(r"^[a-z][a-z0-9_]{0,50}$")

NOTE = """
CREATE OR REPLACE FUNCTION public.figures_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept text[] := string_to_array(TG_ARGV[1], ',');
    old_body jsonb;
    new_body jsonb;
    own timestamptz;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT jsonb_object_agg(key, value) INTO old_body FROM jsonb_each(to_jsonb(OLD)) WHERE key = ANY(kept);
    END IF;
    IF TG_OP = 'DELETE' THEN
        INSERT INTO public.figures_registry_change (relation, subject, recorded_at)
        VALUES (TG_ARGV[0], OLD.id, public.figures_recorded_at(NULL));
        RETURN NULL;
    END IF;
    SELECT jsonb_object_agg(key, value) INTO new_body FROM jsonb_each(to_jsonb(NEW)) WHERE key = ANY(kept);
    IF TG_OP = 'UPDATE' AND new_body = old_body THEN
        RETURN NULL;
    END IF;
    IF TG_ARGV[2] <> '' THEN
        own := (to_jsonb(NEW) ->> TG_ARGV[2])::timestamptz;
        IF TG_OP = 'UPDATE' AND own IS NOT DISTINCT FROM (to_jsonb(OLD) ->> TG_ARGV[2])::timestamptz THEN
            own := NULL;
        END IF;
    END IF;
    INSERT INTO public.figures_registry_change (relation, subject, recorded_at, body)
    VALUES (TG_ARGV[0], NEW.id, public.figures_recorded_at(own), new_body);
    RETURN NULL;
END $$
"""
UNNOTE = "DROP FUNCTION public.figures_note_change()"

# As figures_note_change, for rows that say little without the row they hang on: the query named by the third argument
# gives, for the row as JSON ($1), what to note of it besides, and since when it is known.
NOTE_PART = """
CREATE OR REPLACE FUNCTION public.figures_note_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept text[] := string_to_array(TG_ARGV[1], ',');
    body jsonb;
    besides jsonb;
    own timestamptz;
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO public.figures_registry_change (relation, subject, recorded_at)
        VALUES (TG_ARGV[0], OLD.id, public.figures_recorded_at(NULL));
        RETURN NULL;
    END IF;
    SELECT jsonb_object_agg(key, value) INTO body FROM jsonb_each(to_jsonb(NEW)) WHERE key = ANY(kept);
    EXECUTE TG_ARGV[2] INTO besides, own USING to_jsonb(NEW);
    INSERT INTO public.figures_registry_change (relation, subject, recorded_at, body)
    VALUES (TG_ARGV[0], NEW.id, public.figures_recorded_at(CASE WHEN TG_OP = 'INSERT' THEN own END), body || besides);
    RETURN NULL;
END $$
"""
UNNOTE_PART = "DROP FUNCTION public.figures_note_part()"

# The instant of a change: what a made-up history says, else the row's own, else the server's clock.
RECORDED_AT = """
CREATE OR REPLACE FUNCTION public.figures_recorded_at(own timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('motcua.recorded_at', true), '')::timestamptz, own, clock_timestamp())
$$
"""
UNRECORDED_AT = "DROP FUNCTION public.figures_recorded_at(timestamptz)"


def note_changes_operations(
    relation: str, table: str, columns: Sequence[str], *, recorded_at: str = ""
) -> list[Operation]:
    """Migration operations: from now on every insert, update and delete of ``table`` is noted under ``relation`` with
    ``columns``; what is there already is noted as the baseline. ``recorded_at``: the column that says when we learnt
    it. The table's key must be called ``id``."""
    _require_plain(relation, table, *columns, *([recorded_at] if recorded_at else []))
    kept = ", ".join(f"'{column}', t.{column}" for column in columns)
    seed = f"""INSERT INTO public.figures_registry_change (relation, subject, baseline, body)
        SELECT '{relation}', t.id, true, jsonb_build_object({kept}) FROM {table} t ORDER BY t.id"""  # noqa: S608
    trigger = f"""CREATE TRIGGER {table}_figures AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW
        EXECUTE FUNCTION public.figures_note_change('{relation}', '{",".join(columns)}', '{recorded_at}')"""
    unseed = f"DROP TRIGGER {table}_figures ON {table}"
    return [migrations.RunSQL(trigger, unseed), migrations.RunSQL(seed, migrations.RunSQL.noop)]


def widen_note_operations(
    relation: str, table: str, columns: Sequence[str], *, recorded_at: str = ""
) -> list[Operation]:
    """Migration operations: ``relation`` is noted with these columns from now on, more than it was noted with before.
    What stands now is noted again with them, as known since it was recorded."""
    _require_plain(relation, table, *columns, *([recorded_at] if recorded_at else []))
    kept = ", ".join(f"'{column}', t.{column}" for column in columns)
    trigger = f"""DROP TRIGGER {table}_figures ON {table};
        CREATE TRIGGER {table}_figures AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW
        EXECUTE FUNCTION public.figures_note_change('{relation}', '{",".join(columns)}', '{recorded_at}')"""
    seed = f"""INSERT INTO public.figures_registry_change (relation, subject, baseline, body)
        SELECT '{relation}', t.id, true, jsonb_build_object({kept}) FROM {table} t ORDER BY t.id"""  # noqa: S608
    return [
        migrations.RunSQL(trigger, migrations.RunSQL.noop),
        migrations.RunSQL(seed, migrations.RunSQL.noop),
    ]


def note_part_operations(relation: str, table: str, columns: Sequence[str], besides: str) -> list[Operation]:
    """As :func:`note_changes_operations` for rows that say little without the row they hang on. ``besides``: a query
    of one row, ``(jsonb, timestamptz)``, of the row as JSON (``$1``): what is noted of the other row, and since when
    the row is known."""
    _require_plain(relation, table, *columns)
    kept = ", ".join(f"'{column}', t.{column}" for column in columns)
    query = " ".join(besides.split())
    quoted = query.replace("'", "''")
    trigger = f"""CREATE TRIGGER {table}_figures AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW
        EXECUTE FUNCTION public.figures_note_part('{relation}', '{",".join(columns)}', '{quoted}')"""
    seed = f"""INSERT INTO public.figures_registry_change (relation, subject, baseline, body)
        SELECT '{relation}', t.id, true, jsonb_build_object({kept}) || b.besides
        FROM {table} t CROSS JOIN LATERAL ({query.replace("$1", "to_jsonb(t)")}) b(besides, since)
        ORDER BY t.id"""  # noqa: S608
    unseed = f"DROP TRIGGER {table}_figures ON {table}"
    return [migrations.RunSQL(trigger, unseed), migrations.RunSQL(seed, migrations.RunSQL.noop)]


def _require_plain(*names: str) -> None:
    for name in names:
        if not _NAME.match(name):
            raise ValueError(f"{name!r} is not a plain name")


@contextmanager
def recorded_as_at(instant: dt.datetime) -> Iterator[None]:
    """Within the block, changes that this connection makes count as recorded at ``instant``: for histories that are
    made up and for tests, never for real ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('motcua.recorded_at', %s, false)", [instant.isoformat()])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('motcua.recorded_at', '', false)")
