"""Access records stay as they were written, with one exception made by law: the filter of a list may be emptied when it
holds what was erased. Who read, when and how many rows stays."""

from django.conf import settings
from django.db import migrations

GUARD = """
CREATE FUNCTION public.people_refuse_but_redaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.filter = '{"erased": true, "schema_version": 1}'::jsonb
        AND to_jsonb(NEW) - 'filter' = to_jsonb(OLD) - 'filter' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$
"""
REDACT = """
CREATE FUNCTION public.people_redact_filters(needles text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    redacted integer;
BEGIN
    UPDATE people_accessrecord SET filter = '{"erased": true, "schema_version": 1}'
    WHERE filter <> '{}' AND EXISTS (
        SELECT 1 FROM unnest(needles) AS needle
        WHERE length(needle) >= 3 AND position(lower(needle) IN lower(filter::text)) > 0
    );
    GET DIAGNOSTICS redacted = ROW_COUNT;
    RETURN redacted;
END $$
"""


def guard(apps, schema_editor):
    role = schema_editor.quote_name(settings.DB_APP_ROLE)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(GUARD)
        cursor.execute("DROP TRIGGER people_accessrecord_refuse ON people_accessrecord")
        cursor.execute(
            "CREATE TRIGGER people_accessrecord_refuse BEFORE UPDATE OR DELETE ON people_accessrecord"
            " FOR EACH ROW EXECUTE FUNCTION public.people_refuse_but_redaction()"
        )
        cursor.execute(REDACT)
        cursor.execute("REVOKE ALL ON FUNCTION public.people_redact_filters(text[]) FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION public.people_redact_filters(text[]) TO {role}")


def back(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION public.people_redact_filters(text[])")
        cursor.execute("DROP TRIGGER people_accessrecord_refuse ON people_accessrecord")
        cursor.execute(
            "CREATE TRIGGER people_accessrecord_refuse BEFORE UPDATE OR DELETE ON people_accessrecord"
            " FOR EACH ROW EXECUTE FUNCTION public.core_refuse_change()"
        )
        cursor.execute("DROP FUNCTION public.people_refuse_but_redaction()")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_standings_walked"),
    ]

    operations = [migrations.RunPython(guard, back)]
