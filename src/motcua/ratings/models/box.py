"""The ballot box: what was rated, sealed, until it is released among others. Public ids here are random, never in the
order of time, and no row has an instant."""

from __future__ import annotations

import uuid

from django.db import models


class TokenUse(models.Model):
    """A dossier's token was used, or taken back. ``digest`` is keyed: whoever comes with the token finds it, the table
    leads to no dossier. ``forget_on``: the day on which the token is expired anyway."""

    digest = models.BinaryField(max_length=32, primary_key=True)
    forget_on = models.DateField()
    revoked = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(name="ratings_use_forget", fields=["forget_on"])]

    def __str__(self) -> str:
        return bytes(self.digest).hex()[:8]


class Ballot(models.Model):
    """One rating before its month is closed: whom it is about in the open, all else sealed for the counting job.
    ``released``: it is among those shown. ``carried``: months it waited because there were too few."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=7)
    released = models.BooleanField(default=False)
    carried = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField()

    class Meta:
        indexes = [models.Index(name="ratings_ballot_place", fields=["period", "unit"])]

    def __str__(self) -> str:
        return str(self.uid)


class SealedLink(models.Model):
    """That a dossier was rated by somebody satisfied or dissatisfied: both sealed, all of one length, drawn anew in
    another order with each release. Only counting opens it, and each opening is in the audit log."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    period = models.CharField(max_length=7)
    sealed = models.BinaryField()

    class Meta:
        indexes = [models.Index(name="ratings_link_period", fields=["period"])]

    def __str__(self) -> str:
        return str(self.uid)
