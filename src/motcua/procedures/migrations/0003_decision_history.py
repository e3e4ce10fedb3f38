"""A decision is submitted before it is checked, tells its history, and counts its revisions. The signer is not the
checker. What the check writes into an item (its difference and base) may be written while it is submitted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from motcua.core.db import append_only_operations

GUARD = """
CREATE OR REPLACE FUNCTION public.procedures_item_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided text;
BEGIN
    SELECT state INTO decided FROM public.procedures_decision
    WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.decision_id ELSE OLD.decision_id END;
    IF decided IS NOT NULL AND decided <> 'draft'%s THEN
        RAISE EXCEPTION 'items change only while their decision is a draft' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
CHECKED_IN = """ AND NOT (decided = 'submitted' AND TG_OP = 'UPDATE'
        AND to_jsonb(OLD) - ARRAY['diff', 'base_id'] = to_jsonb(NEW) - ARRAY['diff', 'base_id'])"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0001_initial"),
        ("procedures", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DecisionNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("drafted", "drafted"),
                            ("edited", "edited"),
                            ("item_added", "item_added"),
                            ("item_edited", "item_edited"),
                            ("item_removed", "item_removed"),
                            ("submit", "submit"),
                            ("recall", "recall"),
                            ("check", "check"),
                            ("reopen", "reopen"),
                            ("sign", "sign"),
                            ("put_in_force", "put_in_force"),
                            ("withdraw", "withdraw"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("item", models.PositiveIntegerField(null=True)),
                ("note", models.TextField(blank=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="procedures_decision_state",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="procedures_decision_signed",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="procedures_decision_checked",
        ),
        migrations.AddField(
            model_name="decision",
            name="revision",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="decision",
            name="unit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.unit"
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("submitted", "submitted"),
                    ("checked", "checked"),
                    ("signed", "signed"),
                    ("in_force", "in_force"),
                    ("withdrawn", "withdrawn"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["-drafted_at", "-id"], name="procedures_decision_recent"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "submitted", "checked", "signed", "in_force", "withdrawn"])),
                name="procedures_decision_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_by__isnull", True),
                    ("checked_by__isnull", True),
                    models.Q(("signed_by", models.F("checked_by")), _negated=True),
                    _connector="OR",
                ),
                name="procedures_decision_signer_checker",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "baseline"),
                    models.Q(("state__in", ["signed", "in_force"]), _negated=True),
                    models.Q(
                        ("signed_at__isnull", False),
                        ("signed_by__isnull", False),
                        ("signed_on__isnull", False),
                        models.Q(("digest", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="procedures_decision_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "baseline"),
                    ("state__in", ["draft", "submitted", "withdrawn"]),
                    models.Q(
                        ("checked_at__isnull", False),
                        ("checked_by__isnull", False),
                        models.Q(("digest", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="procedures_decision_checked",
            ),
        ),
        migrations.AddField(
            model_name="decisionnote",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="decisionnote",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="procedures.decision"
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "drafted",
                            "edited",
                            "item_added",
                            "item_edited",
                            "item_removed",
                            "submit",
                            "recall",
                            "check",
                            "reopen",
                            "sign",
                            "put_in_force",
                            "withdraw",
                        ],
                    )
                ),
                name="procedures_note_kind",
            ),
        ),
        *append_only_operations("procedures_decisionnote"),
        migrations.RunSQL(GUARD % CHECKED_IN, GUARD % ""),
    ]
