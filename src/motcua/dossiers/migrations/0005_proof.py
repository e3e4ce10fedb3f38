"""Signed receipts, the keys that sign them, the upper nodes of a day's tree, the register of erasures."""

import django.db.models.deletion
from django.db import migrations, models

import motcua.core.ids
from motcua.core.db import append_only_operations, refuse_operations


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0004_forwarding"),
    ]

    operations = [
        migrations.CreateModel(
            name="DayTree",
            fields=[
                (
                    "root",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="tree",
                        serialize=False,
                        to="dossiers.dayroot",
                    ),
                ),
                ("size", models.IntegerField()),
                ("nodes", models.BinaryField()),
            ],
            options={
                "db_table": "dossiers_day_tree",
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("kind", models.CharField(max_length=10)),
                ("decision", models.CharField(max_length=100)),
                ("ground", models.CharField(max_length=200)),
                ("subjects", models.JSONField()),
                ("erased_at", models.DateTimeField()),
            ],
            options={
                "db_table": "dossiers_erasure",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["dossier", "person"])), name="dossiers_erasure_kind"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("key_id", models.CharField(max_length=16, unique=True)),
                ("public_key", models.BinaryField(max_length=32)),
                ("wrapping_key", models.CharField(blank=True, max_length=16)),
                ("wrapped_key", models.BinaryField(max_length=60, null=True)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("endorsed_by", models.CharField(blank=True, max_length=16)),
                ("endorsement", models.BinaryField(default=b"", max_length=64)),
            ],
            options={
                "db_table": "dossiers_signing_key",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="dossiers_key_dates",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("valid_to",),
                        name="dossiers_key_one_in_use",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_at__isnull", True),
                            models.Q(("valid_to__isnull", False), ("wrapped_key__isnull", True)),
                            _connector="OR",
                        ),
                        name="dossiers_key_revoked_signs_no_more",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignedReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("seq", models.IntegerField()),
                ("body", models.BinaryField()),
                ("signature", models.BinaryField(max_length=64)),
                ("signed_at", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="dossiers.dossier"
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dossiers.signingkey"
                    ),
                ),
            ],
            options={
                "db_table": "dossiers_signed_receipt",
                "constraints": [
                    models.UniqueConstraint(fields=("dossier", "kind"), name="dossiers_receipt_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["submitted", "accepted"])), name="dossiers_receipt_kind"
                    ),
                ],
            },
        ),
        *append_only_operations("dossiers_day_tree"),
        *append_only_operations("dossiers_erasure"),
        *append_only_operations("dossiers_signed_receipt"),
        *refuse_operations("dossiers_signing_key", "DELETE"),
    ]
