"""What procedures consist of and who is competent for them, noted in the registry log from now on."""

from django.db import migrations

from motcua.figures.registry_log import (
    NOTE_PART,
    UNNOTE_PART,
    note_changes_operations,
    note_part_operations,
    widen_note_operations,
)

_DATES = ("valid_from", "valid_to")

_OF_VERSION = """
SELECT '{}'::jsonb, (SELECT v.recorded_at FROM public.procedures_procedureversion v
                     WHERE v.id = ($1 ->> 'version_id')::bigint)
"""
_OF_CHANNEL = """
SELECT jsonb_build_object('version_id', c.version_id, 'case_id', c.case_id, 'channel', c.channel, 'way', c.ordinal),
       v.recorded_at
FROM public.procedures_channel c JOIN public.procedures_procedureversion v ON v.id = c.version_id
WHERE c.id = ($1 ->> 'channel_id')::bigint
"""
_OF_TERMS = """
SELECT jsonb_build_object('procedure_id', t.procedure_id, 'case_key', t.case_key, 'channel', t.channel,
                          'terms_from', t.valid_from), t.recorded_at
FROM public.procedures_localterms t WHERE t.id = ($1 ->> 'terms_id')::bigint
"""

PARTS = (
    ("version_cases", "procedures_case", ("version_id", "key"), _OF_VERSION),
    (
        "filing_ways",
        "procedures_channel",
        ("version_id", "case_id", "ordinal", "channel", "amount", "unit"),
        _OF_VERSION,
    ),
    ("fees", "procedures_feerow", ("ordinal", "key", "amount"), _OF_CHANNEL),
    ("version_results", "procedures_versionresult", ("version_id", "ordinal"), _OF_VERSION),
    ("local_fees", "procedures_localfee", ("ordinal", "key", "amount"), _OF_TERMS),
)
NOTED = (
    (
        "local_terms",
        "procedures_localterms",
        ("procedure_id", "decision_id", "case_key", "channel", "replaces_fees", *_DATES),
    ),
    (
        "competences",
        "procedures_competence",
        (
            *("decision_id", "procedure_id", "case_key", "field", "level", "area"),
            *("settling", "settling_code", "settling_kind", "reception", "reception_code", *_DATES),
        ),
    ),
    ("service_areas", "organisation_servicearea", ("unit_id", "area_id", "kind", *_DATES)),
    ("reception_points", "organisation_receptionpoint", ("uid", "unit_id", "code", *_DATES)),
)
_WORDING = ("number", "origin", "name", "field", "levels", "type", *_DATES)


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0011_reform_report"),
        ("procedures", "0007_tells_applicants"),
        ("organisation", "0004_unit_account"),
    ]

    operations = [
        migrations.RunSQL(NOTE_PART, UNNOTE_PART),
        *widen_note_operations(
            "procedure_versions",
            "procedures_procedureversion",
            ("uid", "procedure_id", "decision_id", *_WORDING, "subjects", "unknown"),
            recorded_at="recorded_at",
        ),
        *[one for part in PARTS for one in note_part_operations(*part)],
        *[
            operation
            for relation, table, columns in NOTED
            for operation in note_changes_operations(relation, table, columns, recorded_at="recorded_at")
        ],
    ]
