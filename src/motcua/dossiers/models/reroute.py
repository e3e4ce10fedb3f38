"""Competence moves under open dossiers: how far that is, and where single dossiers belong that no unit tells."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.core.ids import new_id
from motcua.organisation.models import Unit

from .dossier import Dossier


class RerouteState(models.TextChoices):
    PLANNED = "planned", _("Chờ đến ngày hiệu lực")
    RUNNING = "running", _("Đang chuyển")
    DONE = "done", _("Đã chuyển xong")


class RerouteKind(models.TextChoices):
    UNITS = "units", _("Sắp xếp đơn vị")
    COMPETENCE = "competence", _("Phân cấp, ủy quyền")


class Reroute(models.Model):
    """Open dossiers follow a decision. ``units`` are the keys of the units that ended with it, ``procedures`` those of
    the procedures whose competence moved. ``last_id`` is the last dossier looked at: the work goes on from there,
    whatever happened. ``outcome`` is the reconciliation of the old map with the new one, made at the end."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=RerouteKind.choices)
    state = models.CharField(max_length=10, choices=RerouteState.choices)
    decision = models.UUIDField()
    number = models.CharField(max_length=100)
    effective_on = models.DateField()
    signed_on = models.DateField(null=True, blank=True)
    units = ArrayField(models.BigIntegerField(), default=list)
    procedures = ArrayField(models.BigIntegerField(), default=list)
    tells_applicants = models.BooleanField(default=True, db_default=True)
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    moved = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    job = models.UUIDField(null=True, blank=True)
    outcome = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="dossiers_reroute_state", condition=Q(state__in=RerouteState.values)),
            models.CheckConstraint(name="dossiers_reroute_kind", condition=Q(kind__in=RerouteKind.values)),
            models.UniqueConstraint(name="dossiers_reroute_once", fields=["decision", "effective_on"]),
        ]
        indexes = [
            models.Index(name="dossiers_reroute_under_way", fields=["id"], condition=Q(state="running")),
            models.Index(name="dossiers_reroute_waiting", fields=["effective_on"], condition=Q(state="planned")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class Placement(models.Model):
    """Where a dossier of a place that was split belongs by its recorded address. What has no row here belongs to the
    default successor; figures share it out and say that they are estimated."""

    dossier = models.OneToOneField(Dossier, primary_key=True, on_delete=models.PROTECT, related_name="placement")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(name="dossiers_placement_unit", fields=["unit", "dossier"])]

    def __str__(self) -> str:
        return f"{self.dossier_id} @ {self.unit_id}"
