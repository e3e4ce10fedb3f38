"""Proofs of who somebody is: tokens, sessions, codes, and the brakes on guessing them. Secrets are never kept in
the clear: tokens and codes as digests, what must be read back sealed (:mod:`motcua.people.sealing`)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from motcua.core.ids import new_id
from motcua.people.models.user import User


class ApiToken(models.Model):
    """Lets a program act as a user within ``scopes``. Only the SHA-256 of the token is kept; ``hint`` is its first
    characters, to tell tokens apart. ``last_used_on`` is coarse on purpose: one write a day."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.BinaryField(unique=True, max_length=32)
    hint = models.CharField(max_length=12)
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="people_token_has_scopes", condition=Q(scopes__len__gt=0))]

    def __str__(self) -> str:
        return self.hint


class SignInSession(models.Model):
    """A browser in which somebody is signed in. Ending the row signs that browser out at its next request."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_sessions")
    method = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, blank=True)
    source_digest = models.BinaryField(max_length=32, default=b"")

    class Meta:
        indexes = [
            models.Index(name="people_session_live", fields=["user", "started_at"], condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Throttle(models.Model):
    """How often something was tried under one key (the keyed digest of an account, a source or an address)."""

    key = models.BinaryField(unique=True, max_length=32)
    tries = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="people_throttle_last", fields=["last_at"])]

    def __str__(self) -> str:
        return str(self.pk)


class TotpState(models.Model):
    """The last time step whose code was accepted for a user: an older or equal one is never accepted again."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="totp_state")
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.user_id)


class EmailCode(models.Model):
    """A code sent to an address so that its owner can sign in. Short-lived: the row goes when it is a day old.

    ``sealed_code`` lets the sender of e-mail read the code once; it is emptied when the message has left.
    """

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    email = models.CharField(max_length=254)
    language = models.CharField(max_length=5, default="vi")
    code_digest = models.BinaryField(max_length=32)
    sealed_code = models.BinaryField(default=b"")
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(name="people_code_email", fields=["email", "created_at"]),
            models.Index(name="people_code_expiry", fields=["expires_at"]),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class CitizenIdentity(models.Model):
    """A citizen's account as an identity provider knows it: (provider, subject) never changes."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    provider = models.CharField(max_length=30)
    subject = models.CharField(max_length=254)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "citizen identities"
        constraints = [models.UniqueConstraint(name="people_identity_once", fields=["provider", "subject"])]

    def __str__(self) -> str:
        return self.provider
