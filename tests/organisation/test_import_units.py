"""Units from JSON Lines: good lines in, bad ones listed, the same file twice changes nothing."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from motcua.core.models import AuditRecord, OutboxMessage
from motcua.organisation.models import AliasKind, Unit, UnitAlias, UnitClosure, UnitSuccession
from motcua.organisation.selectors import ancestors, answers_for, unit_on, units_named
from motcua.organisation.services.export_units import export_units
from motcua.organisation.services.import_units import ImportReport, import_units
from motcua.people.actors import SYSTEM

from .factories import REFORM, UnitFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)


def line(code: str, **changes: object) -> bytes:
    row: dict[str, object] = {
        "code": code,
        "valid_from": "2010-01-01",
        "valid_to": None,
        "name": f"Đơn vị {code}",
        "level": "unit",
        "kind": "department",
        "parent": None,
        **changes,
    }
    return json.dumps(row, ensure_ascii=False).encode()


def take(*lines: bytes, strict: bool = False) -> ImportReport:
    return import_units(lines, actor=SYSTEM, now=NOW, strict=strict)


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    return report.read, report.created, report.updated, report.unchanged, len(report.rejections)


PROVINCE = line("AS", level="province", kind="province")


def test_import_when_child_comes_before_parent_then_both_are_taken() -> None:
    report = take(line("AS.S01", parent="AS"), PROVINCE)

    assert counts(report) == (2, 2, 0, 0, 0)
    assert [unit.code for unit in ancestors(unit_on("AS.S01", REFORM).pk, REFORM)] == ["AS"]


def test_import_when_repeated_then_nothing_changes() -> None:
    lines = [PROVINCE, line("AS.S01", parent="AS", agency_code="H99.14")]
    take(*lines)
    before = list(Unit.objects.order_by("pk").values())

    report = take(*lines)

    assert counts(report) == (2, 0, 0, 2, 0)
    assert list(Unit.objects.order_by("pk").values()) == before
    assert AuditRecord.objects.count() == OutboxMessage.objects.count() == 1


def test_import_when_a_unit_changed_then_it_keeps_its_identity() -> None:
    take(PROVINCE, line("AS.S01", parent="AS", address="1 Lê Lợi"))
    before = Unit.objects.get(code="AS.S01")

    report = take(line("AS.S01", parent="AS", name="Sở Nội vụ"))

    after = Unit.objects.get(code="AS.S01")
    assert counts(report) == (1, 0, 1, 0, 0)
    assert (after.pk, after.uid, after.name) == (before.pk, before.uid, "Sở Nội vụ")
    assert after.address == "1 Lê Lợi"  # the line says nothing about it


def test_import_when_lines_are_broken_then_good_ones_are_in_and_bad_ones_named() -> None:
    report = take(
        b"\xef\xbb\xbf" + PROVINCE,
        b"",
        b"{ broken",
        line("AS.S01", parent="AS"),
        line("AS.S02", parent="NOBODY"),
        line("AS.S02.P1", parent="AS.S02"),
        line("AS.S03", level="ward"),
        line("AS.S01", parent="AS"),
    )

    assert sorted(Unit.objects.values_list("code", flat=True)) == ["AS", "AS.S01"]
    assert [(one.line, one.code, one.field) for one in report.rejections] == [
        (3, "not_json", ""),
        (5, "parent_unknown", "parent"),
        (6, "parent_unknown", "parent"),
        (7, "unknown_level", "level"),
        (8, "twice_in_file", "code"),
    ]
    assert counts(report) == (7, 2, 0, 0, 5)
    assert report.defects == {"not_json": 1, "parent_unknown": 2, "twice_in_file": 1, "unknown_level": 1}


def test_import_when_strict_and_one_line_is_bad_then_none_is_taken() -> None:
    report = take(PROVINCE, b"{", strict=True)

    assert not report.written
    assert not Unit.objects.exists()
    assert [one.line for one in report.rejections] == [2]


def test_import_when_strict_and_all_are_good_then_taken() -> None:
    assert take(PROVINCE, strict=True).written


def test_import_when_a_code_would_be_in_force_twice_then_the_later_line_is_refused() -> None:
    take(PROVINCE)

    report = take(line("AS", valid_from="2025-07-01", level="province", kind="province"))

    assert report.defects == {"code_in_force_twice": 1}


def test_import_when_the_old_unit_ends_first_then_the_code_can_be_used_again() -> None:
    take(PROVINCE)

    report = take(
        line("AS", valid_from="2025-07-01", level="province", kind="province"),
        line("AS", valid_to="2025-07-01", level="province", kind="province"),
    )

    assert counts(report) == (2, 1, 1, 0, 0)
    assert unit_on("AS", REFORM).valid_from == REFORM


def test_import_when_parent_is_not_in_force_that_day_then_refused() -> None:
    report = take(line("AS", valid_from="2025-07-01"), line("AS.S01", parent="AS"))

    assert report.defects == {"parent_unknown": 1}


def test_import_when_parents_go_in_a_circle_then_the_circle_is_refused_and_what_hangs_on_it() -> None:
    report = take(line("A", parent="B"), line("B", parent="A"), line("C", parent="A"), PROVINCE)

    assert report.defects == {"parent_unknown": 1, "unit_under_itself": 2}
    assert [unit.code for unit in Unit.objects.all()] == ["AS"]


def test_import_when_a_new_line_closes_a_circle_with_known_units_then_refused() -> None:
    take(line("A"), line("B", parent="A"))

    assert take(line("A", parent="B")).defects == {"unit_under_itself": 1}


def split(**changes: object) -> list[bytes]:
    return [
        line("NEW1", valid_from="2025-07-01"),
        line("NEW2", valid_from="2025-07-01"),
        line(
            "OLD",
            valid_to="2025-07-01",
            successors=[
                {"code": "NEW1", "valid_from": "2025-07-01", "share": 0.7, "default": True, **changes},
                {"code": "NEW2", "valid_from": "2025-07-01", "share": 0.3, "default": False},
            ],
        ),
    ]


def test_import_when_a_unit_is_split_then_shares_and_default_are_kept() -> None:
    take(*split())

    old = Unit.objects.get(code="OLD")
    shares = UnitSuccession.objects.order_by("new__code").values_list("new__code", "share", "is_default", "on")
    assert [(code, str(share), default, on) for code, share, default, on in shares] == [
        ("NEW1", "0.70000000", True, REFORM),
        ("NEW2", "0.30000000", False, REFORM),
    ]
    answering = answers_for(old.pk, REFORM)
    assert answering is not None
    assert answering.code == "NEW1"


def test_import_when_shares_are_corrected_then_only_the_old_unit_counts_as_updated() -> None:
    take(*split())

    assert counts(take(*split(share=0.6))) == (3, 0, 1, 2, 0)


def test_import_when_successor_is_unknown_or_lives_at_another_time_then_refused() -> None:
    assert take(*split(code="NOBODY")).defects == {"successor_unknown": 1}
    assert take(*split(valid_from="2025-08-01")).defects == {"successor_unknown": 1}


def test_import_when_a_successor_falls_then_the_line_that_names_it_falls_too() -> None:
    lines = [line("NEW1", valid_from="2025-07-01", parent="NOBODY"), *split()[1:]]

    assert take(*lines).defects == {"parent_unknown": 1, "successor_unknown": 1}


def test_import_when_it_names_an_agency_code_then_both_styles_are_searchable_for_ever() -> None:
    take(line("AS", agency_code="000.00.00.H99"))
    take(line("AS", agency_code="H98"))

    unit = unit_on("AS", REFORM)
    assert (unit.agency_code, unit.agency_code_old) == ("H98", "000.00.00.H98")
    assert set(UnitAlias.objects.filter(kind=AliasKind.AGENCY).values_list("code", flat=True)) == {"H98", "H99"}
    for code in ("H98", "000.00.00.H98", "H99", "000.00.00.H99", "AS"):
        assert list(units_named(code, REFORM)) == [unit]


def test_import_when_a_unit_is_not_named_then_it_is_left_alone() -> None:
    UnitFactory(code="OTHER")

    take(PROVINCE)

    assert Unit.objects.filter(code="OTHER").exists()


def test_import_when_units_change_then_others_hear_of_it_and_it_is_on_record() -> None:
    take(PROVINCE)

    message = OutboxMessage.objects.get()
    assert (message.topic, message.kind, message.body) == (
        "organisation",
        "units_changed",
        {"created": 1, "updated": 0, "rejected": 0},
    )
    assert AuditRecord.objects.get().act == "organisation.units_imported"


def test_export_when_imported_again_then_nothing_changes() -> None:
    take(*split(), line("AS", agency_code="H99", short_name="An Sơn"), line("AS.S01", parent="AS"))

    lines = [text.encode() for text in export_units()]

    assert counts(take(*lines)) == (5, 0, 0, 5, 0)


def test_export_when_into_an_empty_database_then_the_same_lines_come_out() -> None:
    take(*split(), line("AS", agency_code="H99"), line("AS.S01", parent="AS"))
    lines = list(export_units())
    UnitClosure.objects.all().delete()
    UnitSuccession.objects.all().delete()
    UnitAlias.objects.all().delete()
    Unit.objects.update(parent=None)
    Unit.objects.all().delete()

    take(*(text.encode() for text in lines))

    assert list(export_units()) == lines


def test_import_when_a_whole_country_comes_then_all_of_it_is_taken() -> None:
    lines = [line("VN", level="national", kind="country")]
    for province in range(34):
        lines.append(line(f"P{province:02d}", level="province", kind="province", parent="VN"))
        for district in range(10):
            code = f"P{province:02d}.D{district}"
            lines.append(
                line(code, level="district", kind="district", parent=f"P{province:02d}", valid_to="2025-07-01")
            )
            lines.extend(
                line(f"{code}.C{commune:02d}", level="commune", kind="commune", parent=code, valid_to="2025-07-01")
                for commune in range(30)
            )

    report = take(*reversed(lines))

    assert counts(report) == (10_575, 10_575, 0, 0, 0)
    assert UnitClosure.objects.filter(succeeded=False).count() == 1 + 34 * 2 + 340 * 3 + 10_200 * 4
    assert [
        unit.code for unit in ancestors(unit_on("P07.D3.C09", REFORM - dt.timedelta(days=1)).pk, dt.date(2020, 1, 1))
    ] == [
        "P07.D3",
        "P07",
        "VN",
    ]
