"""Letters that a higher room writes, such as alerts and the morning summary.

The wider constraint is not checked on old letters: what was allowed before is allowed still.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

KEYS = ("dossier_uid", "seq", "challenge_uid", "account_uid", "firing_uid", "news_uid")


def about(*given):
    return models.Q(**{f"{name}__isnull": name not in given for name in KEYS})


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_duty_letters")]

    operations = [
        migrations.RemoveConstraint(model_name="notice", name="notifications_notice_about_one_thing"),
        migrations.AddField(model_name="notice", name="news_uid", field=models.UUIDField(null=True)),
        AddConstraintNotValid(
            model_name="notice",
            constraint=models.CheckConstraint(
                name="notifications_notice_about_one_thing",
                condition=about("dossier_uid", "seq")
                | about("challenge_uid")
                | about("account_uid")
                | about("firing_uid")
                | about("news_uid"),
            ),
        ),
    ]
