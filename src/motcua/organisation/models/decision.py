"""Decisions about units: dated data like everything else, and what they say beyond successions."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from motcua.core.ids import new_id
from motcua.organisation.models.service import Post
from motcua.organisation.models.unit import Unit


class UnitDecisionState(models.TextChoices):
    DRAFT = "draft", _("Bản nháp")
    CHECKED = "checked", _("Đã kiểm tra")
    IN_FORCE = "in_force", _("Đã ký")
    WITHDRAWN = "withdrawn", _("Đã bỏ")


class UnitDecision(models.Model):
    """A decision to merge, split, move, rename or dissolve units from ``effective_on``. ``changes`` are its ordered
    changes as JSON (:mod:`motcua.organisation.changes`), ``touched`` the codes that they come to. ``digest`` is over
    what was checked; the signer confirms exactly that. Persons are public ids of accounts; a decision that was signed
    outside and came in as a file has none, and says so in ``signer``. ``tells_applicants``: those whose open dossiers
    go elsewhere get a letter."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    state = models.CharField(max_length=10, choices=UnitDecisionState.choices)
    number = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=1000, blank=True)
    source = models.CharField(max_length=300, blank=True)
    signer = models.CharField(max_length=300, blank=True)
    effective_on = models.DateField()
    signed_on = models.DateField(null=True, blank=True)
    changes = models.JSONField(default=list)
    tells_applicants = models.BooleanField(default=True, db_default=True)
    touched = ArrayField(models.CharField(max_length=40), default=list)
    revision = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, blank=True)
    drafted_by = models.UUIDField(null=True, blank=True)
    drafted_at = models.DateTimeField()
    checked_by = models.UUIDField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.UUIDField(null=True, blank=True)
    in_force_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="organisation_decision_state", condition=Q(state__in=UnitDecisionState.values)),
            models.CheckConstraint(
                name="organisation_decision_second_person",
                condition=Q(signed_by__isnull=True) | Q(drafted_by__isnull=True) | ~Q(signed_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="organisation_decision_in_force",
                condition=~Q(state="in_force")
                | (
                    Q(in_force_at__isnull=False, signed_on__isnull=False)
                    & ~Q(number="")
                    & (Q(signed_by__isnull=False) | ~Q(signer=""))
                ),
            ),
            models.CheckConstraint(
                name="organisation_decision_checked",
                condition=~Q(state__in=["checked", "in_force"]) | (Q(checked_at__isnull=False) & ~Q(digest="")),
            ),
        ]
        indexes = [
            models.Index(name="organisation_decision_day", fields=["effective_on", "state"]),
            models.Index(name="organisation_decision_recent", fields=["-drafted_at", "-id"]),
        ]

    def __str__(self) -> str:
        return self.number or str(self.uid)


class SuccessionPart(models.Model):
    """A hamlet or street of ``old`` that ``new`` took over: whoever lives there belongs to ``new``, whatever the
    shares. ``folded`` is the name as addresses are searched."""

    decision = models.ForeignKey(UnitDecision, on_delete=models.PROTECT, related_name="parts")
    old = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(name="organisation_part_once", fields=["old", "folded"])]

    def __str__(self) -> str:
        return f"{self.old_id} > {self.new_id}: {self.folded}"


class PostSuccession(models.Model):
    """What a post's work went over to when its unit ended."""

    decision = models.ForeignKey(UnitDecision, on_delete=models.PROTECT, related_name="post_successions")
    old = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="succession")
    new = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="origins")

    def __str__(self) -> str:
        return f"{self.old_id} > {self.new_id}"
