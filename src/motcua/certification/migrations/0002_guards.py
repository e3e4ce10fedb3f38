"""Registers take numbers and keep them; the first terms come from ``data/kinds.toml``."""

from django.db import migrations

from motcua.certification.kinds import first_terms
from motcua.core.db import append_only_operations

GUARD = """
CREATE FUNCTION public.certification_keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an entry of a register is struck through, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (to_jsonb(OLD) - '{requester,paper_name,search_text,struck_at,struck_by_id,struck_reason}'::text[])
       IS DISTINCT FROM (to_jsonb(NEW) - '{requester,paper_name,search_text,struck_at,struck_by_id,struck_reason}'::text[])
       OR OLD.struck_at IS NOT NULL AND (OLD.struck_at, OLD.struck_by_id) IS DISTINCT FROM (NEW.struck_at, NEW.struck_by_id)
       OR NEW.requester NOT IN (OLD.requester, '—') OR NEW.paper_name NOT IN (OLD.paper_name, '—')
       OR NEW.search_text NOT IN (OLD.search_text, '')
    THEN
        RAISE EXCEPTION 'an entry of a register does not change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER certification_entry_keep BEFORE UPDATE OR DELETE ON certification_entry
    FOR EACH ROW EXECUTE FUNCTION public.certification_keep_entry();

CREATE FUNCTION public.certification_open_book() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A statement of its own: it sees a closing that was committed while this transaction waited for the counter.
    IF EXISTS (SELECT FROM certification_closing c
               WHERE c.unit_id = NEW.unit_id AND c.kind = NEW.kind AND c.year = NEW.year) THEN
        RAISE EXCEPTION 'this register is closed' USING ERRCODE = 'check_violation', CONSTRAINT = 'certification_book_open';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER certification_entry_open BEFORE INSERT ON certification_entry
    FOR EACH ROW EXECUTE FUNCTION public.certification_open_book();

CREATE INDEX certification_entry_search ON certification_entry USING gin (to_tsvector('simple', search_text));
"""

BACK = """
DROP INDEX certification_entry_search;
DROP TRIGGER certification_entry_open ON certification_entry;
DROP TRIGGER certification_entry_keep ON certification_entry;
DROP FUNCTION public.certification_open_book();
DROP FUNCTION public.certification_keep_entry();
"""


def load(apps, schema_editor):
    terms = apps.get_model("certification", "Terms")
    terms.objects.bulk_create(terms(**row) for row in first_terms())


class Migration(migrations.Migration):
    dependencies = [("certification", "0001_initial"), ("core", "0002_kernel")]
    operations = [
        migrations.RunSQL(GUARD, BACK),
        *append_only_operations("certification_closing"),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
