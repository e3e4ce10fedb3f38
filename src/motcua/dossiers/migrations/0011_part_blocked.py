"""Heads are told of a part that could not open, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0010_late_sweep")]

    operations = [
        migrations.RemoveConstraint(model_name="alert", name="dossiers_alert_kind"),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                name="dossiers_alert_kind",
                condition=models.Q(kind__in=["consultation_silent", "part_overdue", "part_failed", "part_blocked"]),
            ),
        ),
    ]
