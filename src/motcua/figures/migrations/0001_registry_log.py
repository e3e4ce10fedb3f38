"""The registry log, and the triggers that write it. Tables of later rooms join it by migrations of their own."""

import django.db.models.functions.datetime
from django.db import migrations, models

import motcua.core.db
from motcua.core.db import append_only_operations
from motcua.figures.registry_log import NOTE, RECORDED_AT, UNNOTE, UNRECORDED_AT, note_changes_operations

_DATES = ("valid_from", "valid_to")
_DECIDED = ("procedure_id", "decision_id")

NOTED = (
    ("units", "organisation_unit", ("uid", "code", "name", "level", "kind", "parent_id", *_DATES), "recorded_at"),
    (
        "unit_above",
        "organisation_unitclosure",
        ("ancestor_id", "descendant_id", "depth", "succeeded", *_DATES),
        "",
    ),
    ("successions", "organisation_unitsuccession", ("old_id", "new_id", "share", "is_default", "on"), ""),
    ("unit_calendars", "organisation_unitcalendar", ("unit_id", "purpose", "calendar_code", *_DATES), "recorded_at"),
    (
        "unit_decisions",
        "organisation_unitdecision",
        ("uid", "state", "number", "effective_on", "signed_on", "in_force_at"),
        "in_force_at",
    ),
    ("procedures", "procedures_procedure", ("uid", "key", "code"), "created_at"),
    (
        "procedure_versions",
        "procedures_procedureversion",
        ("uid", *_DECIDED, "number", "origin", "name", "field", "levels", "type", *_DATES),
        "recorded_at",
    ),
    ("service_levels", "procedures_servicelevel", (*_DECIDED, "level", "reason", *_DATES), "recorded_at"),
    ("procedure_tags", "procedures_proceduretag", (*_DECIDED, "tag", *_DATES), "recorded_at"),
    (
        "process_bindings",
        "procedures_processbinding",
        (*_DECIDED, "case_key", "unit_code", *_DATES),
        "recorded_at",
    ),
    (
        "decisions",
        "procedures_decision",
        (
            *("uid", "kind", "state", "unit_id", "number", "effective_on", "law_effective_on", "signed_on"),
            *("in_force_at", "nationally_posted_on"),
        ),
        "in_force_at",
    ),
    ("decision_items", "procedures_decisionitem", ("decision_id", "ordinal", "kind", "procedure_key"), ""),
    ("postings", "procedures_postingsheet", ("uid", "unit_id", "field", "posted_on", "removed_on"), ""),
    ("national_postings", "procedures_nationalposting", ("version_id", "posted_on"), ""),
    ("calendars", "worktime_calendar", ("code", "purpose"), ""),
    (
        "calendar_revisions",
        "worktime_calendarrevision",
        ("calendar_id", "number", "first_day", "last_day", "provisional_from"),
        "recorded_at",
    ),
)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0002_kernel"),
        ("organisation", "0002_unit_decisions"),
        ("procedures", "0005_authorisations"),
        ("worktime", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegistryChange",
            fields=[
                ("position", models.BigAutoField(primary_key=True, serialize=False)),
                ("epoch", models.IntegerField(db_default=motcua.core.db.CurrentEpoch())),
                ("xid", motcua.core.db.Xid8Field(db_default=motcua.core.db.CurrentTransaction())),
                ("relation", models.CharField(max_length=40)),
                ("subject", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("baseline", models.BooleanField(db_default=False, default=False)),
                ("body", models.JSONField(null=True)),
            ],
            options={
                "db_table": "figures_registry_change",
                "indexes": [
                    models.Index(fields=["epoch", "xid", "position"], name="figures_change_order"),
                    models.Index(fields=["relation", "subject", "position"], name="figures_change_row"),
                ],
            },
        ),
        *append_only_operations("figures_registry_change"),
        migrations.RunSQL(RECORDED_AT, UNRECORDED_AT),
        migrations.RunSQL(NOTE, UNNOTE),
        *[
            operation
            for relation, table, columns, recorded_at in NOTED
            for operation in note_changes_operations(relation, table, columns, recorded_at=recorded_at)
        ],
    ]
