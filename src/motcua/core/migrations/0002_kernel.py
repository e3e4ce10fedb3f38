import django.contrib.postgres.functions
import django.db.models.functions.datetime
from django.db import migrations, models

import motcua.core.db
import motcua.core.ids
from motcua.core.db import append_only_operations, refuse_operations

EPOCH_FUNCTION = """
CREATE FUNCTION public.core_current_epoch() RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT max(number) FROM public.core_epoch), 1);
END $$
"""
DROP_EPOCH_FUNCTION = "DROP FUNCTION public.core_current_epoch()"


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="Epoch",
            fields=[
                ("number", models.IntegerField(primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=200)),
            ],
            options={
                "db_table": "core_epoch",
            },
        ),
        migrations.RunSQL(EPOCH_FUNCTION, DROP_EPOCH_FUNCTION),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("epoch", models.IntegerField()),
                ("xid", motcua.core.db.Xid8Field()),
                ("records", models.IntegerField()),
                ("prev_hash", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "core_audit_seal",
            },
        ),
        migrations.CreateModel(
            name="OutboxCursor",
            fields=[
                ("consumer", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("epoch", models.IntegerField(default=0)),
                ("xid", motcua.core.db.Xid8Field(default=0)),
                ("position", models.BigIntegerField(default=0)),
                ("moved_at", models.DateTimeField()),
            ],
            options={
                "db_table": "core_outbox_cursor",
            },
        ),
        migrations.CreateModel(
            name="RateBucket",
            fields=[
                ("bucket", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("full_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "core_rate_bucket",
            },
        ),
        migrations.CreateModel(
            name="AuditRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("epoch", models.IntegerField(db_default=motcua.core.db.CurrentEpoch())),
                ("xid", motcua.core.db.Xid8Field(db_default=motcua.core.db.CurrentTransaction())),
                ("recorded_at", models.DateTimeField()),
                ("act", models.CharField(max_length=80)),
                ("actor_kind", models.CharField(max_length=20)),
                ("actor_uid", models.UUIDField(null=True)),
                ("on_behalf_of", models.CharField(blank=True, max_length=120)),
                ("subject_kind", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=120)),
                ("details", models.BinaryField()),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={
                "db_table": "core_audit",
                "indexes": [
                    models.Index(fields=["epoch", "xid", "id"], name="core_audit_order"),
                    models.Index(fields=["subject_kind", "subject", "id"], name="core_audit_subject"),
                    models.Index(fields=["actor_uid", "id"], name="core_audit_actor"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "scope", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("scope", models.CharField(max_length=100)),
                ("day", models.DateField()),
                ("value", models.IntegerField()),
            ],
            options={
                "db_table": "core_counter",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("value__gt", 0)), name="core_counter_positive")
                ],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyRecord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "actor_key", "operation", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("actor_key", models.CharField(max_length=100)),
                ("operation", models.CharField(max_length=100)),
                ("key", models.CharField(max_length=200)),
                ("request_hash", models.BinaryField(max_length=32)),
                ("status", models.SmallIntegerField(null=True)),
                ("response", models.JSONField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "core_idempotency",
                "indexes": [models.Index(fields=["created_at"], name="core_idempotency_age")],
            },
        ),
        migrations.CreateModel(
            name="JobProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("kind", models.CharField(max_length=80)),
                ("state", models.CharField(default="queued", max_length=10)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(null=True)),
                ("message", models.CharField(blank=True, max_length=100)),
                ("outcome", models.JSONField(default=dict)),
                ("started_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "db_table": "core_job_progress",
                "indexes": [models.Index(fields=["started_by", "-created_at"], name="core_job_progress_starter")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "running", "done", "failed"])),
                        name="core_job_progress_state",
                    ),
                    models.CheckConstraint(condition=models.Q(("done__gte", 0)), name="core_job_progress_done"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("consumer", models.CharField(max_length=80)),
                ("position", models.BigIntegerField()),
                ("topic", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=120)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("attempts", models.IntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=120)),
                ("first_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
            ],
            options={
                "db_table": "core_outbox_failure",
                "indexes": [
                    models.Index(fields=["consumer", "topic", "key", "position"], name="core_outbox_failure_key"),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["consumer", "next_at"],
                        name="core_outbox_failure_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("consumer", "position"), name="core_outbox_failure_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "dead"])), name="core_outbox_failure_state"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                ("position", models.BigAutoField(primary_key=True, serialize=False)),
                ("uid", models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False)),
                ("epoch", models.IntegerField(db_default=motcua.core.db.CurrentEpoch())),
                ("xid", motcua.core.db.Xid8Field(db_default=motcua.core.db.CurrentTransaction())),
                ("topic", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=80)),
                ("body", models.JSONField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "core_outbox",
                "indexes": [
                    models.Index(fields=["epoch", "xid", "position"], name="core_outbox_order"),
                    models.Index(fields=["topic", "key", "position"], name="core_outbox_key"),
                ],
            },
        ),
        migrations.RunSQL("ALTER TABLE core_rate_bucket SET UNLOGGED", "ALTER TABLE core_rate_bucket SET LOGGED"),
        migrations.RunSQL(
            "ALTER TABLE core_counter SET (fillfactor = 50)", "ALTER TABLE core_counter RESET (fillfactor)"
        ),
        *append_only_operations("core_epoch"),
        *append_only_operations("core_audit"),
        *append_only_operations("core_audit_seal"),
        # Rows that every consumer has passed are deleted by a job; no row is ever changed.
        *refuse_operations("core_outbox", "UPDATE"),
    ]
