"""The account that fees of a unit go to: dated, one at a time, the nearest one above where a unit has none."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.errors import Conflict, DomainError, Invalid
from motcua.organisation.models import UnitAccount
from motcua.organisation.selectors import account_of
from motcua.organisation.services.accounts import set_account
from motcua.organisation.services.closure import rebuild_closure
from motcua.people.actors import SYSTEM

from .factories import BEGINNING, UnitFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 23)


def put(unit: object, number: str, day: dt.date = TODAY, **more: str) -> UnitAccount:
    said = {"number": number, "bank": "Kho bạc mẫu", "holder": "Cơ quan mẫu", "source": "thử", **more}
    return set_account(unit, valid_from=day, actor=SYSTEM, now=NOW, **said)  # type: ignore[arg-type]


def test_account_when_changed_then_each_day_has_its_own_and_a_unit_below_uses_it() -> None:
    agency = UnitFactory(code="TX-1")
    division = UnitFactory(code="TX-1.P", parent=agency)
    rebuild_closure()
    put(agency, "0000.0000001", BEGINNING)

    put(agency, "0000.0000002")
    again = put(agency, " 0000.0000002 ")

    assert UnitAccount.objects.count() == 2
    assert again.valid_from == TODAY
    days = [account_of(division.pk, day) for day in (TODAY - dt.timedelta(days=1), TODAY)]
    assert [one.number if one else "" for one in days] == ["0000.0000001", "0000.0000002"]
    assert account_of(division.pk, BEGINNING - dt.timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("number", "more", "error"),
    [("12", {}, Invalid), ("không số", {}, Invalid), ("12345", {"bank": "  "}, Invalid), ("12345", {}, Conflict)],
)
def test_account_that_is_wrong_or_before_another_is_refused(
    number: str, more: dict[str, str], error: type[DomainError]
) -> None:
    agency = UnitFactory(code="TX-1")
    put(agency, "99999", TODAY + dt.timedelta(days=9))

    with pytest.raises(error):
        put(agency, number, **more)
    assert UnitAccount.objects.count() == 1
