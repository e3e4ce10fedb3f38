from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("figures", "0015_report_jobs")]

    operations = [
        migrations.AddField(
            model_name="feedsource",
            name="kept_days",
            field=models.PositiveSmallIntegerField(db_default=400, default=400),
        ),
        migrations.AddConstraint(
            model_name="feedsource",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept_days__gte", 60), ("kept_days__lte", 3650)), name="figures_feed_kept"
            ),
        ),
    ]
