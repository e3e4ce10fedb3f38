"""Units and what hangs on them, valid by themselves. After making units call ``rebuild_closure``."""

from __future__ import annotations

import datetime as dt

import factory

from motcua.organisation.models import Post, ReceptionPoint, ServiceArea, Unit, UnitCalendar, UnitSuccession

BEGINNING = dt.date(2010, 1, 1)
REFORM = dt.date(2025, 7, 1)


class UnitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Unit

    class Params:
        province = factory.Trait(level="province", kind="province", name="Tỉnh An Sơn")
        commune = factory.Trait(level="commune", kind="commune", name="Xã Hòa An")
        centre = factory.Trait(kind="one_stop_centre", name="Trung tâm Phục vụ hành chính công")

    code = factory.Sequence(lambda n: f"U{n:04d}")
    valid_from = BEGINNING
    name = factory.LazyAttribute(lambda unit: f"Đơn vị {unit.code}")
    level = "unit"
    kind = "department"


class SuccessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UnitSuccession

    old = factory.SubFactory(UnitFactory, valid_to=REFORM)
    new = factory.SubFactory(UnitFactory)
    share = 1
    is_default = True
    on = REFORM


class PostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Post

    unit = factory.SubFactory(UnitFactory)
    code = factory.Sequence(lambda n: f"P{n:04d}")
    title = "Chuyên viên"
    role = "settling_officer"
    valid_from = BEGINNING


class ReceptionPointFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReceptionPoint

    unit = factory.SubFactory(UnitFactory, centre=True)
    code = factory.Sequence(lambda n: f"R{n:04d}")
    name = "Điểm tiếp nhận"
    valid_from = BEGINNING


class ServiceAreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServiceArea

    unit = factory.SubFactory(UnitFactory, kind="branch")
    area = factory.SubFactory(UnitFactory, commune=True)
    kind = "land"
    valid_from = BEGINNING


class UnitCalendarFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UnitCalendar

    unit = factory.SubFactory(UnitFactory)
    purpose = "settlement"
    calendar_code = "own"
    valid_from = BEGINNING
