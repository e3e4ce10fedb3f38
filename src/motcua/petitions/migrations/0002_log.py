"""The log takes rows and keeps them. Private bodies may go, but only through one function that asks for the event."""

from django.conf import settings
from django.db import migrations

from motcua.core.db import append_only_operations, refuse_operations

ERASE_FUNCTION = """
CREATE FUNCTION public.petitions_erase_private(petition bigint, through integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    erased integer;
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM petition_event e
        WHERE e.petition_id = petition AND e.kind = 'data_erased' AND e.seq > through
    ) THEN
        RAISE EXCEPTION 'no data_erased event after seq %', through USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM petition_private p USING petition_event e
    WHERE p.event_id = e.position AND e.petition_id = petition AND e.seq <= through;
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END $$
"""


def only_by_function(apps, schema_editor):
    role = schema_editor.quote_name(settings.DB_APP_ROLE)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(ERASE_FUNCTION)
        cursor.execute("REVOKE ALL ON FUNCTION public.petitions_erase_private(bigint, integer) FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION public.petitions_erase_private(bigint, integer) TO {role}")
        cursor.execute(f"REVOKE DELETE ON petition_private FROM {role}")


def back(apps, schema_editor):
    role = schema_editor.quote_name(settings.DB_APP_ROLE)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION public.petitions_erase_private(bigint, integer)")
        cursor.execute(f"GRANT DELETE ON petition_private TO {role}")


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0001_initial"),
        ("core", "0002_kernel"),
    ]

    operations = [
        *append_only_operations("petition_event"),
        *refuse_operations("petition_private", "UPDATE"),
        migrations.RunPython(only_by_function, back),
    ]
