"""Requests of offices for figures, and the rules (dated data) by which saved hours and the three cuts are counted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from motcua.core.ids import new_id
from motcua.organisation.models.dated import Dated, dates_in_order, no_overlap

from .forms import Campaign


class RequestState(models.TextChoices):
    REGISTERED = "registered", _("Đã đăng ký")
    ANSWERED = "answered", _("Hệ thống đã trả lời")
    COLLECTING = "collecting", _("Đang lấy từ đơn vị")
    WITHDRAWN = "withdrawn", _("Đã rút")


class FigureRequest(models.Model):
    """An office wants figures from units: what, why, from whom, on what legal basis, until when. ``wanted`` is a list
    of ``{"indicator": id}`` or ``{"text", "counts"}``; ``answers`` what the system answered itself; ``campaign`` the
    one-time form for the rest. ``saved_minutes`` were counted by ``saved_by``, a rule in force on that day."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=300)
    why = models.CharField(max_length=2000)
    legal_basis = models.CharField(max_length=300)
    wanted = models.JSONField(default=list)
    units = models.JSONField(default=list)
    period_code = models.CharField(max_length=30)
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=RequestState.choices, default=RequestState.REGISTERED)
    answers = models.JSONField(default=list)
    answered_at = models.DateTimeField(null=True, blank=True)
    duplicates = models.JSONField(default=list)
    still_needed = models.CharField(max_length=1000, blank=True)
    campaign = models.OneToOneField(Campaign, null=True, blank=True, on_delete=models.PROTECT, related_name="request")
    saved_minutes = models.PositiveIntegerField(default=0)
    saved_by = models.JSONField(default=dict)
    created_by = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="figures_request_state", condition=Q(state__in=RequestState.values)),
            models.CheckConstraint(
                name="figures_request_grounds", condition=~Q(why="") & ~Q(legal_basis="") & ~Q(subject="")
            ),
        ]
        indexes = [models.Index(name="figures_request_recent", fields=["-created_at", "-id"])]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class RuleKind(models.TextChoices):
    SAVED_TIME = "saved_time", _("Thời gian báo cáo tiết kiệm được")
    BASELINE = "baseline", _("Mốc so sánh ba giảm")


class CollectionRule(Dated):
    """A number by which something is counted, in force from a day on, with its source. ``key`` is empty for the
    default, else the code of a procedure. What ``terms`` hold is in :mod:`motcua.figures.collection.rules`."""

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=RuleKind.choices)
    key = models.CharField(max_length=100, blank=True)
    terms = models.JSONField()
    mark = models.CharField(max_length=12, default="own")
    recorded_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="figures_rule_kind", condition=Q(kind__in=RuleKind.values)),
            dates_in_order("figures_rule_dates"),
            no_overlap("figures_rule_one_a_day", texts=("kind", "key")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
