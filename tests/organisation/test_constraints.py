"""What the database itself refuses."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from motcua.organisation.models import Unit

from .factories import (
    BEGINNING,
    REFORM,
    PostFactory,
    ReceptionPointFactory,
    ServiceAreaFactory,
    SuccessionFactory,
    UnitCalendarFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def refuses(make: object, **values: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**values)


@pytest.mark.parametrize(
    ("begins", "ends", "fits"),
    [
        (BEGINNING, None, False),
        (BEGINNING - DAY, BEGINNING + DAY, False),
        (REFORM - DAY, None, False),
        (BEGINNING + DAY, REFORM - DAY, False),
        (REFORM, None, True),
        (BEGINNING - DAY, BEGINNING, True),
    ],
)
def test_unit_when_its_code_is_in_use_on_some_day_then_refused(
    begins: dt.date, ends: dt.date | None, *, fits: bool
) -> None:
    UnitFactory(code="AS", valid_to=REFORM)

    if fits:
        UnitFactory(code="AS", valid_from=begins, valid_to=ends)
    else:
        refuses(UnitFactory, code="AS", valid_from=begins, valid_to=ends)
    UnitFactory(code="OTHER", valid_from=begins, valid_to=ends)


def test_unit_when_malformed_then_refused() -> None:
    refuses(UnitFactory, code="")
    refuses(UnitFactory, level="ward")
    refuses(UnitFactory, valid_from=REFORM, valid_to=REFORM)


def test_unit_when_something_hangs_on_it_then_it_cannot_be_deleted() -> None:
    post = PostFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=post.unit_id).delete()


def test_succession_when_two_defaults_or_a_bad_share_then_refused() -> None:
    first = SuccessionFactory()
    refuses(SuccessionFactory, old=first.old)
    refuses(SuccessionFactory, old=first.old, new=first.new, is_default=False)
    refuses(SuccessionFactory, share=0)
    refuses(SuccessionFactory, share="1.1")
    refuses(SuccessionFactory, old=first.old, new=first.old, is_default=False)


def test_dated_rows_when_they_overlap_then_refused() -> None:
    area = ServiceAreaFactory()
    refuses(ServiceAreaFactory, area=area.area, kind=area.kind)
    refuses(PostFactory, code=PostFactory().code)
    refuses(ReceptionPointFactory, code=ReceptionPointFactory().code)
    calendar = UnitCalendarFactory()
    refuses(UnitCalendarFactory, unit=calendar.unit)
    UnitCalendarFactory(unit=calendar.unit, purpose="reception")
    refuses(UnitCalendarFactory, purpose="lunch")
