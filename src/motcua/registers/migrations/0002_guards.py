"""What is published never changes; a record is never deleted; its history is only added to."""

from django.db import migrations

from motcua.core.db import append_only_operations, refuse_operations

GUARD = """
CREATE FUNCTION public.registers_only_close() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.valid_to IS NOT NULL OR NEW.valid_to IS NULL
       OR to_jsonb(OLD) - 'valid_to' <> to_jsonb(NEW) - 'valid_to' THEN
        RAISE EXCEPTION '% is published: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registers_registerversion_keep BEFORE UPDATE OR DELETE ON registers_registerversion
    FOR EACH ROW EXECUTE FUNCTION public.registers_only_close();

CREATE FUNCTION public.registers_keep_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.uid, NEW.register_id, NEW.version_id, NEW.unit_id, NEW.number, NEW.entered_at)
       IS DISTINCT FROM (OLD.uid, OLD.register_id, OLD.version_id, OLD.unit_id, OLD.number, OLD.entered_at)
       OR NEW.seq < OLD.seq OR (OLD.state = 'struck' AND NEW.state <> 'struck') THEN
        RAISE EXCEPTION 'a record keeps its number, unit, version and day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER registers_record_keep BEFORE UPDATE ON registers_record
    FOR EACH ROW EXECUTE FUNCTION public.registers_keep_record();

CREATE INDEX registers_record_search ON registers_record USING gin (to_tsvector('simple', search_text));
"""

BACK = """
DROP INDEX registers_record_search;
DROP TRIGGER registers_record_keep ON registers_record;
DROP FUNCTION public.registers_keep_record();
DROP TRIGGER registers_registerversion_keep ON registers_registerversion;
DROP FUNCTION public.registers_only_close();
"""


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial"), ("core", "0002_kernel")]
    operations = [
        migrations.RunSQL(GUARD, BACK),
        *refuse_operations("registers_record", "DELETE"),
        *append_only_operations("registers_recordevent"),
    ]
