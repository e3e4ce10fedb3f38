"""A list as a file: exactly the rows on the page, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from motcua.people.models import AccessRecord
from motcua.web.spreadsheets import DANGEROUS, harmless
from tests.dossiers.world import APPLICANT, World

from .conftest import SignIn

NASTY = ['=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "＝1+1", " =1+1"]


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", NASTY)
def test_cell_that_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text).startswith("'")


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not harmless(text).lstrip(" \u00a0\ufeff").startswith(DANGEROUS)


@pytest.mark.django_db
def test_export_holds_exactly_the_filtered_list_in_its_order(world: World, sign_in: SignIn) -> None:
    codes = [world.accepted().code for _ in range(3)]
    world.submit()
    head = sign_in("head")

    rows = csv_rows(body(head.get("/desk/xuat/ho-so.csv?view=unit&state=accepted")))

    page = head.get("/desk/?view=unit&state=accepted").content.decode()
    assert [row[0] for row in rows[1:]] == codes
    assert [page.index(code) for code in codes] == sorted(page.index(code) for code in codes)


@pytest.mark.django_db
def test_both_kinds_of_file_say_the_same(world: World, sign_in: SignIn) -> None:
    world.accepted()
    head = sign_in("head")

    plain = csv_rows(body(head.get("/desk/xuat/ho-so.csv?view=unit")))
    book = load_workbook(io.BytesIO(body(head.get("/desk/xuat/ho-so.xlsx?view=unit"))))

    sheet = [[cell or "" for cell in row] for row in book.active.iter_rows(values_only=True)]
    book.close()
    assert sheet == plain


@pytest.mark.django_db
@pytest.mark.parametrize("name", NASTY[:5])
def test_name_that_looks_like_a_formula_is_text_in_both_files(world: World, sign_in: SignIn, name: str) -> None:
    dossier = world.accepted(applicant={**APPLICANT, "name": name.strip()})
    head = sign_in("head")

    rows = csv_rows(body(head.get("/desk/xuat/ho-so.csv?view=unit")))
    book = load_workbook(io.BytesIO(body(head.get("/desk/xuat/ho-so.xlsx?view=unit"))))
    cell = book.active.cell(2, 2)

    assert rows[1][1] == f"'{dossier.applicant_name}"
    assert (cell.value, cell.data_type) == (f"'{dossier.applicant_name}", "s")
    book.close()


@pytest.mark.django_db
def test_export_leaves_a_record_with_filter_and_number_of_rows(world: World, sign_in: SignIn) -> None:
    world.accepted()
    world.accepted()

    body(sign_in("head").get("/desk/xuat/ho-so.csv?view=unit&query=001199012345"))

    record = AccessRecord.objects.order_by("-id").first()
    assert record is not None
    assert (record.verb, record.rows) == ("dossier.export", 2)
    assert "001199012345" not in str(record.filter)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["settling", "reception", "stranger"])
def test_export_without_the_right_is_refused(world: World, sign_in: SignIn, who: str) -> None:
    assert sign_in(who).get("/desk/xuat/ho-so.csv?view=unit").status_code == 403


@pytest.mark.django_db
def test_unknown_kind_of_file_is_not_found(world: World, sign_in: SignIn) -> None:
    assert sign_in("head").get("/desk/xuat/ho-so.ods").status_code == 404


@pytest.mark.django_db
def test_chosen_rows_alone_are_exported(world: World, sign_in: SignIn) -> None:
    wanted, _other = world.accepted(), world.accepted()

    asked = {"view": "unit", "dossier": [str(wanted.uid), "x"]}
    rows = csv_rows(body(sign_in("head").get("/desk/xuat/ho-so.csv", asked)))

    assert [row[0] for row in rows[1:]] == [wanted.code]
