"""Accounts: of officials, of citizens and of programs. Rights never hang on an account: they come from dated
assignments and delegations (:mod:`motcua.people.models.posting`)."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from motcua.core.ids import new_id


class UserKind(models.TextChoices):
    OFFICIAL = "official", _("Cán bộ, công chức")
    CITIZEN = "citizen", _("Công dân, doanh nghiệp")
    SERVICE = "service", _("Chương trình máy tính")


class UserManager(BaseUserManager["User"]):
    """Finds users by their name for signing in. Accounts are made by services, never here."""


class User(AbstractBaseUser):
    """An account. ``uid`` is its public identifier; a citizen's ``username`` is made from it and never shown.

    ``party`` is the person or organisation a citizen's account belongs to. Django's groups and permissions are
    not used.
    """

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=UserKind.choices)
    username = models.CharField(max_length=64, unique=True)
    email = models.CharField(max_length=254, blank=True)
    full_name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="vi")
    party = models.ForeignKey("people.Party", null=True, blank=True, on_delete=models.PROTECT, related_name="accounts")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="people_user_kind", condition=Q(kind__in=UserKind.values)),
            models.UniqueConstraint(
                name="people_user_citizen_email",
                fields=["email"],
                condition=Q(kind=UserKind.CITIZEN) & ~Q(email=""),
            ),
            models.CheckConstraint(
                name="people_user_citizen_has_party", condition=~Q(kind=UserKind.CITIZEN) | Q(party__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.username
