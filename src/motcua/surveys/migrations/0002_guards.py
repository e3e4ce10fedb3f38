"""What is published never changes; a draw stays as it was drawn; figures are only added to."""

from django.db import migrations

from motcua.core.db import append_only_operations, refuse_operations

GUARD = """
CREATE FUNCTION public.surveys_only_close() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.valid_to IS NOT NULL OR NEW.valid_to IS NULL
       OR to_jsonb(OLD) - 'valid_to' <> to_jsonb(NEW) - 'valid_to' THEN
        RAISE EXCEPTION '% is published: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER surveys_surveyversion_keep BEFORE UPDATE OR DELETE ON surveys_surveyversion
    FOR EACH ROW EXECUTE FUNCTION public.surveys_only_close();

CREATE FUNCTION public.surveys_keep_wave() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.seed <> '' AND (NEW.seed, NEW.frame_digest, NEW.frame_size, NEW.frame_from, NEW.frame_to, NEW.version_id,
        NEW.design, NEW.drawn_at) IS DISTINCT FROM (OLD.seed, OLD.frame_digest, OLD.frame_size, OLD.frame_from,
        OLD.frame_to, OLD.version_id, OLD.design, OLD.drawn_at) THEN
        RAISE EXCEPTION 'a drawn wave keeps its draw' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER surveys_wave_keep BEFORE UPDATE ON surveys_wave
    FOR EACH ROW EXECUTE FUNCTION public.surveys_keep_wave();

CREATE FUNCTION public.surveys_keep_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.case_id IS NULL AND NEW.case_id IS NOT NULL) OR (OLD.weight IS NOT NULL AND NEW.weight IS DISTINCT FROM
        OLD.weight) OR (NEW.wave_id, NEW.group_id, NEW.entry) IS DISTINCT FROM (OLD.wave_id, OLD.group_id, OLD.entry) THEN
        RAISE EXCEPTION 'an answer keeps its weight and is never led back to a person'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER surveys_response_keep BEFORE UPDATE ON surveys_response
    FOR EACH ROW EXECUTE FUNCTION public.surveys_keep_response();

CREATE FUNCTION public.surveys_keep_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL OR to_jsonb(OLD) - 'published_at' <> to_jsonb(NEW) - 'published_at' THEN
        RAISE EXCEPTION 'figures of a survey never change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER surveys_waveresult_keep BEFORE UPDATE ON surveys_waveresult
    FOR EACH ROW EXECUTE FUNCTION public.surveys_keep_result();
"""

BACK = """
DROP TRIGGER surveys_waveresult_keep ON surveys_waveresult;
DROP FUNCTION public.surveys_keep_result();
DROP TRIGGER surveys_response_keep ON surveys_response;
DROP FUNCTION public.surveys_keep_response();
DROP TRIGGER surveys_wave_keep ON surveys_wave;
DROP FUNCTION public.surveys_keep_wave();
DROP TRIGGER surveys_surveyversion_keep ON surveys_surveyversion;
DROP FUNCTION public.surveys_only_close();
"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial"), ("core", "0002_kernel")]
    operations = [
        migrations.RunSQL(GUARD, BACK),
        *refuse_operations("surveys_wave", "DELETE"),
        *refuse_operations("surveys_waveresult", "DELETE"),
        *refuse_operations("surveys_response", "DELETE"),
        *append_only_operations("surveys_wavegroup"),
    ]
