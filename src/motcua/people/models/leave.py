"""Who is away, and who stands in: asked for, approved by the head, over by itself."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from motcua.core.ids import new_id
from motcua.organisation.models import Dated, Post, dates_in_order, no_overlap
from motcua.people.models.posting import Delegation
from motcua.people.models.user import User


class LeaveKind(models.TextChoices):
    ANNUAL = "annual", _("Nghỉ phép")
    SICK = "sick", _("Nghỉ ốm")
    MISSION = "mission", _("Đi công tác")
    TRAINING = "training", _("Đi học, tập huấn")
    OTHER = "other", _("Lý do khác")


class LeaveState(models.TextChoices):
    ASKED = "asked", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    REFUSED = "refused", _("Không duyệt")
    CANCELLED = "cancelled", _("Đã hủy")


class Leave(Dated):
    """Somebody is away from the first day to the day before ``valid_to``. Nothing is said of why beyond its kind."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leaves")
    kind = models.CharField(max_length=10, choices=LeaveKind.choices)
    state = models.CharField(max_length=10, choices=LeaveState.choices, default=LeaveState.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            dates_in_order("people_leave_dates"),
            models.CheckConstraint(name="people_leave_has_end", condition=Q(valid_to__isnull=False)),
            models.CheckConstraint(name="people_leave_kind", condition=Q(kind__in=LeaveKind.values)),
            models.CheckConstraint(name="people_leave_state", condition=Q(state__in=LeaveState.values)),
            models.CheckConstraint(
                name="people_leave_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("user")) | Q(state="cancelled"),
            ),
            no_overlap("people_leave_once_a_day", ids=("user",), condition=Q(state__in=["asked", "approved"])),
        ]
        indexes = [models.Index(name="people_leave_state_from", fields=["state", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.valid_from}"


class Substitution(Dated):
    """``substitute`` does the work of ``post`` while its holder is away. Once approved it rests on a delegation of the
    post's acts on dossiers, so it carries what the post carries on each day, and nothing after its last."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    leave = models.ForeignKey(Leave, on_delete=models.PROTECT, related_name="substitutions")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="substitutions")
    substitute = models.ForeignKey(User, on_delete=models.PROTECT, related_name="substitutions")
    delegation = models.OneToOneField(Delegation, null=True, on_delete=models.PROTECT, related_name="substitution")

    class Meta:
        constraints = [
            dates_in_order("people_substitution_dates"),
            no_overlap("people_substitution_one_a_day", ids=("leave", "post"), condition=Q(delegation__isnull=False)),
        ]
        indexes = [models.Index(name="people_substitution_who", fields=["substitute", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.post_id} > {self.substitute_id}"
