"""What is kept: trained models with what was measured of them, each day's scores, and which warnings came true."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.core.ids import new_id


class ModelState(models.TextChoices):
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    NOT_BETTER = "not_better"


class LatenessModel(models.Model):
    """A trained model, never changed. ``body``: bytes of :mod:`.trees` with their digest. ``metrics``: of the part held
    out, beside the age rule. ``parts``: days and numbers of the parts. The window is that of the days learnt from."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    made_at = models.DateTimeField()
    program = models.CharField(max_length=40)
    features_version = models.PositiveSmallIntegerField()
    features = models.JSONField()
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    first_on = models.DateField()
    last_on = models.DateField()
    facts = models.CharField(max_length=64)
    parts = models.JSONField()
    metrics = models.JSONField()
    state = models.CharField(max_length=12, choices=ModelState.choices)

    class Meta:
        db_table = "lateness_model"
        constraints = [
            models.CheckConstraint(name="lateness_model_state", condition=Q(state__in=ModelState.values)),
            models.UniqueConstraint(name="lateness_one_in_force", fields=["state"], condition=Q(state="in_force")),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class LatenessRun(models.Model):
    """One pass over all open dossiers. ``model`` is null when the age rule told; ``why`` is then the reason's code.
    The current one is what pages show; it takes the place of the one before in one transaction."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    made_at = models.DateTimeField()
    model = models.ForeignKey(LatenessModel, null=True, on_delete=models.PROTECT, related_name="runs")
    why = models.CharField(max_length=60, blank=True)
    scored = models.IntegerField(default=0)
    alerts = models.IntegerField(default=0)
    left_out = models.IntegerField(default=0)
    """Above the threshold, but more than an officer is warned of in a day."""
    current = models.BooleanField(default=False)

    class Meta:
        db_table = "lateness_run"
        constraints = [
            models.UniqueConstraint(name="lateness_one_current_run", fields=["current"], condition=Q(current=True)),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class LatenessScore(models.Model):
    """What a run says of one open dossier. ``probability`` is null by the age rule. ``reasons``: codes with numbers,
    the largest first. ``unblock``: key of the step to see to, or ``opinion``. No foreign key is checked: a row lives
    a day, and a hundred thousand come at once."""

    run = models.ForeignKey(LatenessRun, on_delete=models.PROTECT, related_name="scores", db_constraint=False)
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="lateness", db_constraint=False
    )
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    probability = models.FloatField(null=True)
    used_percent = models.IntegerField()
    band = models.CharField(max_length=6, blank=True)
    alert = models.BooleanField(default=False)
    step = models.CharField(max_length=40, blank=True)
    unblock = models.CharField(max_length=40, blank=True)
    reasons = models.JSONField(default=list)
    due_at = models.DateTimeField()

    class Meta:
        db_table = "lateness_score"
        constraints = [
            models.UniqueConstraint(name="lateness_score_once", fields=["dossier", "run"]),
            models.CheckConstraint(name="lateness_band", condition=Q(band__in=["", "watch", "high"])),
        ]
        indexes = [
            models.Index(name="lateness_alerts", fields=["run", "unit"], condition=Q(alert=True)),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.band}"


class LatenessAlert(models.Model):
    """A warning from its first day to its last, kept to see later whether it came true. ``outcome``: empty while the
    dossier is open and its date not over; late, kept, or gone (ended or moved so that nobody can say)."""

    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.PROTECT, related_name="lateness_alerts", db_constraint=False
    )
    model = models.ForeignKey(LatenessModel, null=True, on_delete=models.PROTECT, related_name="alerts")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    first_on = models.DateField()
    last_on = models.DateField()
    days = models.IntegerField(default=1)
    probability = models.FloatField(null=True)
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=6, blank=True)
    decided_on = models.DateField(null=True)

    class Meta:
        db_table = "lateness_alert"
        constraints = [
            models.UniqueConstraint(name="lateness_alert_open_once", fields=["dossier"], condition=Q(outcome="")),
            models.CheckConstraint(
                name="lateness_alert_outcome", condition=Q(outcome__in=["", "late", "kept", "gone"])
            ),
            models.CheckConstraint(
                name="lateness_alert_decided",
                condition=Q(outcome="", decided_on__isnull=True) | (~Q(outcome="") & Q(decided_on__isnull=False)),
            ),
        ]
        indexes = [models.Index(name="lateness_alert_decided_on", fields=["decided_on"])]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.first_on}"
