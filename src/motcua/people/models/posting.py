"""Who fills which post, what a role may do, and authority passed on for a time. Everything is dated: what ended
yesterday grants nothing today."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from motcua.core.ids import new_id
from motcua.organisation.models import Dated, Post, Unit, dates_in_order, no_overlap
from motcua.people.models.user import User


class ReachKind(models.TextChoices):
    OWN_UNIT = "own_unit", _("Đơn vị của mình")
    SUBTREE = "subtree", _("Đơn vị của mình và các đơn vị bên dưới")
    AGENCY = "agency", _("Toàn cơ quan")
    SERVED_AREA = "served_area", _("Địa bàn phục vụ")
    EVERYWHERE = "everywhere", _("Toàn hệ thống")


class Role(models.Model):
    """A role that posts carry. Shipped ones come from ``people/data/grants.toml``."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.code


class RoleGrant(Dated):
    """The one table of rights: whoever fills a post with ``role`` may do ``verb`` on units within ``reach``."""

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    verb = models.CharField(max_length=80)
    reach = models.CharField(max_length=12, choices=ReachKind.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(name="people_grant_reach", condition=Q(reach__in=ReachKind.values)),
            dates_in_order("people_grant_dates"),
            no_overlap("people_grant_once_a_day", ids=("role",), texts=("verb", "reach")),
        ]

    def __str__(self) -> str:
        return f"{self.role_id}: {self.verb} ({self.reach})"


class Assignment(Dated):
    """A person fills a post from day to day."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="assignments")
    decision_number = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            dates_in_order("people_assignment_dates"),
            no_overlap("people_assignment_once_a_day", ids=("user", "post")),
        ]
        indexes = [models.Index(name="people_assignment_user", fields=["user", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.post_id}"


class Delegation(Dated):
    """``delegator`` lets ``delegate`` do named acts of a post, in a unit, for a time, by a signed decision
    (Law on Organisation of Local Government: an authorisation is in writing and names its scope and period).

    It carries no more than the delegator still holds: it lapses with the delegator's assignment.
    """

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    delegator = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_given")
    delegate = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_held")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    verbs = ArrayField(models.CharField(max_length=80))
    decision_number = models.CharField(max_length=100)
    signed_on = models.DateField()
    revoked_on = models.DateField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            dates_in_order("people_delegation_dates"),
            models.CheckConstraint(name="people_delegation_has_end", condition=Q(valid_to__isnull=False)),
            models.CheckConstraint(name="people_delegation_two_people", condition=~Q(delegator=F("delegate"))),
            models.CheckConstraint(name="people_delegation_has_verbs", condition=Q(verbs__len__gt=0)),
            models.CheckConstraint(name="people_delegation_has_decision", condition=~Q(decision_number="")),
        ]
        indexes = [models.Index(name="people_delegation_delegate", fields=["delegate", "valid_from"])]

    def __str__(self) -> str:
        return self.decision_number
