"""Reported figures of the made-up province."""

from __future__ import annotations

import pytest

from motcua.core.clock import legal_date
from motcua.demo.collection import MONTHS, load_collection
from motcua.figures.collection.models import ReportedValue, Sheet, Target, ValueImport
from motcua.figures.collection.series import series
from motcua.figures.periods import PeriodKind, period_of, previous
from motcua.organisation.services.closure import rebuild_closure
from motcua.worktime.services.loading import load_shipped_calendars
from tests.dossiers.world import NOW
from tests.organisation.factories import UnitFactory

pytestmark = pytest.mark.django_db


def test_demo_when_loaded_twice_has_two_years_of_series_once_and_open_sheets() -> None:
    load_shipped_calendars(now=NOW)
    province = UnitFactory(province=True, code="AS")
    for code in ("AS.S01", "AS.S02"):
        UnitFactory(code=code, kind="department", parent=province)
    rebuild_closure()

    load_collection(now=NOW)
    count = ReportedValue.objects.count()
    load_collection(now=NOW)

    last = previous(period_of(PeriodKind.MONTH, legal_date(NOW)))
    assert ValueImport.objects.get().faults == []
    assert ReportedValue.objects.count() == count > MONTHS * 8
    for name in ("tourist_visits", "industry_growth", "crimes", "health_insurance_rate", "schools_of_standard_rate"):
        points = series(name, "AS", last, count=12)
        assert len(points) == 12
        assert all(point.value is not None and point.before is not None for point in points), name
    assert {sheet.unit.code for sheet in Sheet.objects.select_related("unit")} == {"AS", "AS.S01", "AS.S02"}
    assert Target.objects.get().value == 1
