"""The province's files taken in by the importers of the rooms."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.organisation.services.import_units import import_units
from motcua.people.actors import SYSTEM
from motcua.procedures.selectors import terms
from motcua.procedures.services.importing import import_procedures
from motcua.worktime.rules import LimitUnit
from tests.demo.given import DATA, TODAY, is_open, local_terms, readings, units

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 11, 1, 3, tzinfo=dt.UTC)


def test_province_when_imported_is_taken_whole_and_opens_what_it_says() -> None:
    with (DATA / "units.jsonl").open("rb") as file:
        taken = import_units(file, actor=SYSTEM, now=NOW, strict=True)
    assert (taken.created, taken.rejections) == (len(units()), ())
    with (DATA / "procedures.jsonl").open("rb") as file:
        report = import_procedures(
            file, actor=SYSTEM, now=NOW, effective_on=dt.date(2025, 7, 1), source="Tỉnh minh hoạ"
        )
    assert (report.created, report.rejections) == (len(readings()), [])

    own_fees = {row["procedure"] for row in local_terms() if row.get("fees")}
    for key in filter(is_open, readings()):
        content = readings()[key].content
        for case in content.cases:
            for channel in {way.channel for way in content.channels if way.case in {"", case.key}}:
                unknown = set(terms(key, case.key, channel, TODAY).unknown)
                assert unknown <= ({"fee"} if key in own_fees else set()), (key, case.key, channel)

    sample = terms("1.004194", "default", "online", TODAY)
    assert sample.statutory is not None
    assert (sample.statutory.amount, sample.statutory.unit) == (3, LimitUnit.WORKING_DAY)
    assert [fee.amount for fee in sample.fees] == [7_000]
    assert len([component for component in sample.components if component.required]) == 1
