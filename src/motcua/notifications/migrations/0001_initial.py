from django.db import migrations, models

import motcua.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [("core", "0001_roles")]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=motcua.core.ids.new_id, editable=False, unique=True)),
                ("message_uid", models.UUIDField(unique=True)),
                ("channel", models.CharField(default="email", max_length=10)),
                ("letter", models.CharField(max_length=40)),
                ("dossier_uid", models.UUIDField(db_index=True, null=True)),
                ("seq", models.IntegerField(null=True)),
                ("challenge_uid", models.UUIDField(null=True)),
                ("state", models.CharField(default="pending", max_length=12)),
                ("attempts", models.IntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=80)),
                ("sent_to", models.CharField(blank=True, max_length=254)),
                ("created_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("purge_on", models.DateField()),
            ],
            options={
                "db_table": "notifications_notice",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["pending", "sending"])),
                        fields=["next_at"],
                        name="notifications_notice_due",
                    ),
                    models.Index(
                        condition=models.Q(("sent_to", ""), _negated=True),
                        fields=["purge_on"],
                        name="notifications_notice_purge",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["pending", "sending", "sent", "failed", "no_address", "dropped"])
                        ),
                        name="notifications_notice_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel", "email")), name="notifications_notice_channel"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("challenge_uid__isnull", True), ("dossier_uid__isnull", False), ("seq__isnull", False)
                            ),
                            models.Q(
                                ("challenge_uid__isnull", False), ("dossier_uid__isnull", True), ("seq__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="notifications_notice_about_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="notifications_notice_sent_at",
                    ),
                ],
            },
        ),
    ]
