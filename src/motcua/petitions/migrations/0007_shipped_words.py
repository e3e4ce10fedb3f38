"""Every database knows the shipped criteria and answers to start from."""

from django.db import migrations

from motcua.petitions.quality import shipped as criteria
from motcua.petitions.wording import shipped as words


def load(apps, schema_editor):
    QualityCriterion = apps.get_model("petitions", "QualityCriterion")
    AnswerTemplate = apps.get_model("petitions", "AnswerTemplate")
    QualityCriterion.objects.bulk_create(QualityCriterion(**row) for row in criteria.criteria())
    AnswerTemplate.objects.bulk_create(AnswerTemplate(**row) for row in words.answers())


class Migration(migrations.Migration):
    dependencies = [("petitions", "0006_desk_work")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
