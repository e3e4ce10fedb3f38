"""The registry log: every change of the registries that figures rest on, appended by the database itself."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from motcua.core.db import CurrentEpoch, CurrentTransaction, Xid8Field
from motcua.figures.alerts import models as alerts  # noqa: F401  (its tables)
from motcua.figures.assessments import models as assessments  # noqa: F401  (its tables)
from motcua.figures.boards import models as boards  # noqa: F401
from motcua.figures.collection import models as collection  # noqa: F401  (its tables)
from motcua.figures.feeds import models as feeds  # noqa: F401
from motcua.figures.genuine import models as genuine  # noqa: F401
from motcua.figures.publications import models as publications  # noqa: F401
from motcua.figures.reform_report import models as reform_report  # noqa: F401
from motcua.figures.screens import models as screens  # noqa: F401
from motcua.figures.statistics import models as statistics  # noqa: F401
from motcua.figures.statutory import batch_models as statutory_batches  # noqa: F401
from motcua.figures.statutory import models as statutory  # noqa: F401
from motcua.figures.summaries import models as summaries  # noqa: F401


class RegistryChange(models.Model):
    """One row of a registry as it was written, or its end (``body`` null). Triggers append it in the transaction of the
    change, whoever makes it; ``baseline`` rows were there before the log began. Append-only for everyone."""

    position = models.BigAutoField(primary_key=True)
    epoch = models.IntegerField(db_default=CurrentEpoch())
    xid = Xid8Field(db_default=CurrentTransaction())
    relation = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())
    baseline = models.BooleanField(default=False, db_default=False)
    body = models.JSONField(null=True)

    class Meta:
        db_table = "figures_registry_change"
        indexes = [
            models.Index(name="figures_change_order", fields=["epoch", "xid", "position"]),
            models.Index(name="figures_change_row", fields=["relation", "subject", "position"]),
        ]

    def __str__(self) -> str:
        return f"{self.relation} {self.subject}"
