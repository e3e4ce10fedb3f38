"""Statutory reports: forms, identities, the printed face, and one filled from real dossiers."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from pytest_django import Settings

from motcua import cli
from motcua.core.canonical import decode
from motcua.core.clock import FrozenClock
from motcua.core.errors import Invalid, NotFound
from motcua.figures.facts.build import build as build_facts
from motcua.figures.periods import parse_code
from motcua.figures.statutory.checks import check_table, failing
from motcua.figures.statutory.layout import heads, printed_rows
from motcua.figures.statutory.loader import build, shipped, shipped_texts
from motcua.figures.statutory.preparing import counted_table
from motcua.figures.statutory.sheet import pdf
from motcua.figures.statutory.table import Row, Table, read_table, total_of, with_entered
from motcua.figures.statutory.workbook import workbook
from tests.dossiers.world import NOW, World
from tests.dossiers.world import build as build_world

PERIOD = parse_code("R2026-Q1")
AS_OF = dt.datetime(2026, 3, 20, 1, tzinfo=dt.UTC)
LAND = (120, 70, 40, 10, 100, 60, 35, 5, 20, 18, 2)
STATUS = (1835, 1400, 400, 35, 1800, 1000, 790, 10, 35, 35, 0)


def filled(*rows: tuple[int, ...]) -> Table:
    form = shipped().in_force("ii06a", PERIOD)
    made = tuple(Row(f"field {n}", f"Lĩnh vực {n}", row) for n, row in enumerate(rows, 1))
    total = total_of(form, made, "Tổng cộng")
    return Table(form, "AS-0101", "Xã An Bình", "Tỉnh An Sơn", PERIOD, AS_OF, "0" * 64, made, total)


def test_forms_when_shipped_then_all_are_sound_and_marked() -> None:
    forms = shipped()

    assert {"ii06a", "ii06b", "ii06c", "ii06d", "ii07a", "ii07b"} <= set(forms.versions)
    assert all(form.mark and form.source for versions in forms.versions.values() for form in versions)
    with pytest.raises(NotFound) as unknown:
        forms.in_force("ii99", PERIOD)
    assert unknown.value.code == "report_form_unknown"
    with pytest.raises(NotFound) as early:
        forms.in_force("ii06a", parse_code("2019-Q1"))
    assert early.value.code == "report_form_not_in_force"


def test_forms_when_a_column_names_nothing_known_then_the_file_is_refused() -> None:
    text = shipped_texts()["forms.toml"].replace('"dossiers_open_late"', '"dossiers_never_heard_of"', 1)

    with pytest.raises(Invalid) as refused:
        build({"forms.toml": text})

    assert refused.value.errors[0]["code"] == "definition_name_unknown"


def test_identities_when_all_hold_then_nothing_fails() -> None:
    table = filled(LAND, STATUS)
    before = filled((45, 45, 0, 0, 0, 0, 0, 0, 45, 45, 0))

    checked = check_table(table, previous=before)

    assert failing(checked) == []
    assert any(one.check.id == "carried" and one.holds for one in checked)


def test_identities_when_carried_over_is_not_the_rest_then_it_says_both_numbers() -> None:
    before = filled((44, 44, 0, 0, 0, 0, 0, 0, 44, 44, 0))

    (wrong,) = failing(check_table(filled(LAND, STATUS), previous=before))

    assert (wrong.check.id, wrong.left, wrong.right) == ("carried", 45, 44)


def test_identities_when_one_row_is_wrong_then_row_and_total_are_named() -> None:
    wrong = failing(check_table(filled((121, *LAND[1:]), STATUS)))

    assert {(one.check.id, one.row) for one in wrong} >= {("received", "Lĩnh vực 1"), ("received", "Tổng cộng")}


def test_identities_when_there_is_no_period_before_then_nothing_is_said_about_it() -> None:
    carried = [one for one in check_table(filled(LAND)) if one.check.id == "carried"]

    assert [one.holds for one in carried] == [None]


def test_headings_when_merged_then_they_cover_the_table_without_overlap() -> None:
    for versions in shipped().versions.values():
        for form in versions:
            cells = [
                (one.row + r, one.column + c)
                for one in heads(form)
                for r in range(one.rows)
                for c in range(one.columns)
            ]

            assert len(cells) == len(set(cells))
            assert len(cells) == len(form.columns) * (1 + max(row for row, _ in cells))


def test_table_when_written_and_read_then_it_has_the_same_bytes() -> None:
    table = filled(LAND, STATUS)

    again = read_table(decode(table.body), shipped())

    assert (again.body, again.sha256) == (table.body, table.sha256)


def test_workbook_when_opened_then_it_has_the_official_layout_and_the_same_bytes() -> None:
    table = filled(LAND, STATUS)

    content = workbook(table)

    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"Biểu số II.06a/VPCP/KSTT", "(3)=(4)+(5)+(6)", "Quá hạn", "Tổng cộng", "1955"} <= texts
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert "C6:F6" in {str(one) for one in sheet.merged_cells.ranges}
    assert workbook(table) == content


def test_pdf_when_printed_twice_then_it_has_the_same_bytes() -> None:
    table = filled(LAND, STATUS)

    assert pdf(table) == pdf(table)
    assert printed_rows(table)[1].cells[2].text == "1.835"


def test_entered_when_a_cell_is_counted_then_nobody_types_over_it() -> None:
    form = shipped().in_force("ii04", PERIOD)
    absent = {column.key: "not_reported" for column in form.figures}
    rows = tuple(Row(line.key, line.name_vi, (None,) * 5, absent) for line in form.lines)
    table = Table(form, "AS", "Tỉnh", "", PERIOD, AS_OF, "", rows, total_of(form, rows, "Tổng cộng"))

    typed = with_entered(table, {key.key: {"c3": 4, "c4": 3, "c5": 1, "c6": 2, "c7": 2} for key in rows}, "Tổng cộng")

    assert typed.total.values == (8, 6, 2, 4, 4)
    assert with_entered(filled(LAND), {"field 1": {"c3": 9}}, "Tổng cộng").rows[0].values == LAND


@pytest.fixture
def world(transactional_db: None, clock: FrozenClock, settings: Settings, tmp_path: Path) -> World:
    settings.FACTS_ROOT, settings.FILES_ROOT = tmp_path / "facts", tmp_path / "files"
    settings.FACTS_MEMORY_MIB, settings.FACTS_THREADS = 256, 1
    settings.FILES_BACKEND = settings.CLAMD = ""
    return build_world()


def test_report_when_counted_from_dossiers_then_columns_fit_and_bad_asking_is_refused(
    world: World, clock: FrozenClock, tmp_path: Path
) -> None:
    clock.set(NOW)
    world.accepted(clock.now())
    world.returned(clock.now(), channel="counter")
    clock.set(dt.datetime(2026, 12, 20, 2, tzinfo=dt.UTC))
    build_facts(now=clock.now())

    table, checked = counted_table("ii06a", "TS-0101", parse_code("R2026-Q4"), now=clock.now())
    late, late_checked = counted_table("ii07a", "TS-0101", parse_code("R2026-Q4"), now=clock.now())

    values = dict(zip((column.key for column in table.form.figures), table.total.values, strict=True))
    assert (values["c3"], values["c4"], values["c5"], values["c7"], values["c11"]) == (2, 1, 1, 1, 1)
    assert failing(checked) == []
    assert (late.total.values[0], late.total.values[-1], failing(late_checked)) == (1, 1, [])
    for asked, code in (
        (("ii06a", "TS-0101", "R2027-Q1"), "report_period_not_over"),
        (("ii06a", "TS", "R2026-Q4"), "report_level_differs"),
        (("ii06a", "TS-9999", "R2026-Q4"), "report_unit_unknown"),
    ):
        with pytest.raises((Invalid, NotFound)) as refused:
            counted_table(asked[0], asked[1], parse_code(asked[2]), now=clock.now())
        assert refused.value.code == code
    done = CliRunner().invoke(
        cli.motcua,
        ["report", "ii06d", "--unit", "TS", "--period", "R2026-Q4", "--xlsx", str(tmp_path / "d.xlsx"), "--json"],
    )
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["total"]["values"][0] == 2
    assert load_workbook(tmp_path / "d.xlsx").worksheets[0].title == "II.06d"
