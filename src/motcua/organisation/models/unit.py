"""Units through time, what became of them, and who stood above whom on which day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from motcua.core.ids import new_id
from motcua.organisation.models.dated import Dated, dates_in_order, no_overlap


class UnitLevel(models.TextChoices):
    NATIONAL = "national", _("Trung ương")
    PROVINCE = "province", _("Cấp tỉnh")
    DISTRICT = "district", _("Cấp huyện")
    COMMUNE = "commune", _("Cấp xã")
    UNIT = "unit", _("Đơn vị trực thuộc")


class Unit(Dated):
    """A unit is ``(code, valid_from)``: a code may be used again later by another unit. Its ``id`` never changes,
    so events can carry it. ``parent`` is the unit above on ``valid_from``; who stands above on any other day is
    read from :class:`UnitClosure`, which follows successions.
    """

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=100, blank=True)
    level = models.CharField(max_length=10, choices=UnitLevel.choices)
    kind = models.SlugField(max_length=40, db_index=False)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    agency_code = models.CharField(max_length=40, blank=True)
    agency_code_old = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=500, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.CharField(max_length=254, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="organisation_unit_identity", fields=["code", "valid_from"]),
            models.CheckConstraint(name="organisation_unit_level", condition=Q(level__in=UnitLevel.values)),
            models.CheckConstraint(name="organisation_unit_code", condition=~Q(code="")),
            dates_in_order("organisation_unit_dates"),
            no_overlap("organisation_unit_code_once_a_day", texts=("code",)),
        ]
        indexes = [models.Index(name="organisation_unit_kind", fields=["kind", "level"])]

    def __str__(self) -> str:
        return f"{self.code} ({self.valid_from.isoformat()})"


class UnitSuccession(models.Model):
    """``new`` took over ``share`` of ``old`` on a day. Exactly one successor is the default: it holds the papers and
    answers for the old unit; shares serve estimated figures only."""

    old = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="origins")
    share = models.DecimalField(max_digits=9, decimal_places=8)
    is_default = models.BooleanField(default=False)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="organisation_succession_once", fields=["old", "new"]),
            models.UniqueConstraint(
                name="organisation_succession_one_default", fields=["old"], condition=Q(is_default=True)
            ),
            models.CheckConstraint(name="organisation_succession_share", condition=Q(share__gt=0, share__lte=1)),
            models.CheckConstraint(name="organisation_succession_not_itself", condition=~Q(old=F("new"))),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} > {self.new_id}"


class UnitClosure(models.Model):
    """``ancestor`` stands ``depth`` steps above ``descendant`` from day to day; a unit is its own ancestor at 0.

    After a unit's end the rows marked ``succeeded`` go on: its papers are reached from where its default successor
    stands. Rebuilt as a whole by :func:`motcua.organisation.services.closure.rebuild_closure`, never edited.
    """

    ancestor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    depth = models.SmallIntegerField()
    succeeded = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="organisation_closure_once",
                fields=["ancestor", "descendant", "depth", "succeeded", "valid_from", "valid_to"],
                nulls_distinct=False,
            ),
            dates_in_order("organisation_closure_dates"),
        ]
        indexes = [models.Index(name="organisation_closure_up", fields=["descendant", "depth"])]

    def __str__(self) -> str:
        return f"{self.ancestor_id} / {self.descendant_id} ({self.depth})"


class AliasKind(models.TextChoices):
    AGENCY = "agency", _("Mã định danh")
    AGENCY_OLD = "agency_old", _("Mã định danh theo QCVN 102")
    STATISTICS = "statistics", _("Mã đơn vị hành chính của cơ quan thống kê")
    OTHER = "other", _("Mã khác")


class UnitAlias(Dated):
    """Another code under which outside systems know a unit; old ones stay searchable for ever."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    kind = models.CharField(max_length=12, choices=AliasKind.choices)
    code = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(name="organisation_alias_kind", condition=Q(kind__in=AliasKind.values)),
            models.UniqueConstraint(name="organisation_alias_once", fields=["unit", "kind", "code"]),
            dates_in_order("organisation_alias_dates"),
        ]
        indexes = [models.Index(name="organisation_alias_code", fields=["code"])]

    def __str__(self) -> str:
        return self.code
