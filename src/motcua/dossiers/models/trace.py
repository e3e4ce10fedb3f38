"""How a dossier came in and who was asked: recorded from the first dossier, because figures need the history."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .dossier import Dossier


class SubmissionContext(models.Model):
    """The circumstances of a submission; private. Device, network, telephone and e-mail are keyed digests whose key
    changes every month, never what they stand for; they are emptied when their time is over."""

    dossier = models.OneToOneField(
        Dossier, primary_key=True, on_delete=models.PROTECT, related_name="submission_context"
    )
    assisted = models.BooleanField()
    account = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    counter_session = models.CharField(max_length=60, blank=True)
    device_hash = models.BinaryField(max_length=32, null=True)
    network_hash = models.BinaryField(max_length=32, null=True)
    recorded_at = models.DateTimeField()
    trace_period = models.CharField(max_length=7, default="", db_default="")
    """The month whose key made the digests: they can be compared within it only. Empty: before keys changed, or erased
    when their time was over."""
    phone_digest = models.BinaryField(max_length=16, null=True)
    email_digest = models.BinaryField(max_length=16, null=True)
    filling_seconds = models.IntegerField(null=True)
    """From the beginning of the form to its sending."""
    others_before = models.SmallIntegerField(null=True)
    """Other persons who had been signed in in the same browser within two hours; who they were is not kept."""
    official_before = models.BooleanField(null=True)

    class Meta:
        db_table = "dossiers_submission_context"
        indexes = [
            models.Index(
                name="dossiers_context_traces", fields=["trace_period", "recorded_at"], condition=~Q(trace_period="")
            )
        ]

    def __str__(self) -> str:
        return str(self.dossier_id)


CONTACTS = ["visit", "call", "message", "field_check"]


class Contact(models.Model):
    """The applicant had to come, call or be met. ``waited_minutes`` when known (ticket, or the officer's entry)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=12)
    purpose = models.CharField(max_length=40)
    unit = models.ForeignKey("organisation.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    waited_minutes = models.IntegerField(null=True)
    seq = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="dossiers_contact_kind", condition=Q(kind__in=CONTACTS)),
            models.UniqueConstraint(name="dossiers_contact_once", fields=["dossier", "seq", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.purpose}"


class Forwarding(models.Model):
    """A desk sent the dossier on to another one (Decree 61/2018/ND-CP art. 18.3); it may go on following it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="forwardings")
    from_unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seq = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="dossiers_forwarding_once", fields=["dossier", "seq"])]
        indexes = [models.Index(name="dossiers_forwarded_from", fields=["from_unit", "dossier"])]

    def __str__(self) -> str:
        return f"{self.from_unit_id} > {self.to_unit_id}"


class Consultation(models.Model):
    """Another unit is asked for an opinion by a date."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consultations")
    key = models.CharField(max_length=20)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    lapsed = models.BooleanField(default=False)
    silent_at = models.DateTimeField(null=True)
    """When the one-stop head was told that no answer came in time (art. 19.5)."""

    class Meta:
        constraints = [models.UniqueConstraint(name="dossiers_consultation_once", fields=["dossier", "key"])]
        indexes = [
            models.Index(
                name="dossiers_consultation_open", fields=["unit", "due_at"], condition=Q(answered_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.key
