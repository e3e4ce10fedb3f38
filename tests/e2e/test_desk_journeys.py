"""What officials come for: the counter, refusing, apologising, two at one dossier, the list as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from motcua.core import clock
from motcua.dossiers.models import Dossier

from .conftest import OpenPage, Stage
from .doing import again, ask, choose_act, follow, log_of, main, newest, paper_text, press, told
from .watching import Watch

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

CARD = "001199012345|123456789|NGUYỄN THỊ ÁNH TUYẾT|04051999|Nữ|Thôn 3, xã Hòa An|01012021"


def receive(page: Page) -> None:
    """The page of the counter, found as an official finds it."""
    page.goto("/desk/")
    page.get_by_role("link", name="Tiếp nhận", exact=True).first.click()
    main(page).get_by_role("searchbox").fill("giay xac nhan")
    press(page, "Tìm").click()
    main(page).get_by_role("link", name="Thủ tục cấp giấy xác nhận mẫu").click()
    page.get_by_label("Mã QR trên thẻ căn cước").fill(CARD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Họ và tên")).to_have_value("Nguyễn Thị Ánh Tuyết")
    page.get_by_label("Số điện thoại").fill("0912345678")


def test_walk_in_is_received_by_the_scanned_card_and_gets_the_receipt(stage: Stage, open_page: OpenPage) -> None:
    page = open_page("reception")
    receive(page)
    page.get_by_label(re.compile("^Tờ khai theo mẫu")).check()
    page.select_option("[name=paid]", "cash")
    press(page, "Tiếp nhận, in giấy hẹn").dblclick(no_wait_after=True)

    told(page, "Phiếu 01 đã sẵn sàng")
    dossier = newest()
    printed = paper_text(page, "Mở để in")
    assert str(dossier.code) in printed
    assert "Nguyễn Thị Ánh Tuyết" in printed
    assert (dossier.state, dossier.channel, log_of(dossier)) == (
        "accepted",
        "counter",
        ["dossier_submitted", "dossier_accepted", "fee_recorded"],
    )
    assert ask(Dossier.objects.filter(channel="counter").count) == 1


def test_walk_in_without_a_paper_is_told_what_is_missing_and_keeps_what_was_typed(
    stage: Stage, open_page: OpenPage, watch: Watch
) -> None:
    watch.expect(409)
    page = open_page("reception")
    receive(page)
    press(page, "Tiếp nhận, in giấy hẹn").click()

    told(page, "Chưa đủ giấy tờ bắt buộc: Tờ khai theo mẫu")
    expect(page.get_by_label("Số điện thoại")).to_have_value("0912345678")
    assert ask(Dossier.objects.filter(channel="counter").count) == 0


def test_reception_refuses_and_the_citizen_reads_why(stage: Stage, open_page: OpenPage, watch: Watch) -> None:
    watch.expect(400)
    dossier = stage.waiting
    page = open_page("reception")
    page.goto("/desk/")
    follow(page, dossier.receipt_no)
    choose_act(page, "Từ chối")
    press(page, "Từ chối").click()
    told(page, "Lý do từ chối")
    page.get_by_label("Lý do từ chối").fill("Nơi này không có thẩm quyền")
    page.get_by_label("Căn cứ pháp lý").fill("khoản 2 Điều 5")
    press(page, "Từ chối").click()
    told(page, "Phiếu 03 đã sẵn sàng")
    assert "Nơi này không có thẩm quyền" in paper_text(page, "Mở để in")
    assert (again(dossier).state, log_of(dossier)) == ("refused", ["dossier_submitted", "dossier_refused"])

    citizen = open_page("citizen")
    citizen.goto(f"/ho-so-cua-toi/{dossier.uid}/")
    expect(main(citizen)).to_contain_text("Hồ sơ bị từ chối tiếp nhận")
    expect(main(citizen)).to_contain_text("Nơi này không có thẩm quyền")
    assert "Nơi này không có thẩm quyền" in paper_text(citizen, "Phiếu từ chối")


def test_late_dossier_gets_its_apology_with_the_one_new_date(stage: Stage, open_page: OpenPage, watch: Watch) -> None:
    watch.expect(409)
    dossier = stage.late
    page = open_page("head")
    page.goto("/desk/?view=unit&status=late")
    follow(page, str(dossier.code))
    choose_act(page, "Xin lỗi, hẹn lại")
    page.get_by_label("Lý do chậm").fill("Phải xác minh thêm ở xã")
    new_due = clock.legal_date(clock.now()) + dt.timedelta(days=14)
    for part, value in (("day", new_due.day), ("month", new_due.month), ("year", new_due.year)):
        page.fill(f"[name=new_due-{part}]", str(value))
    press(page, "Xin lỗi, hẹn lại").click()
    told(page, "Phiếu 04 đã sẵn sàng")
    assert "Phải xác minh thêm ở xã" in paper_text(page, "Mở để in")
    assert "apology_issued" in log_of(dossier)
    moved = again(dossier)
    assert moved.appointed_due_at is not None
    assert clock.legal_date(moved.appointed_due_at) == new_due

    page.goto(f"/desk/ho-so/{dossier.uid}/apologise/")
    page.get_by_label("Lý do chậm").fill("Lại chậm")
    for part, value in (("day", new_due.day), ("month", new_due.month), ("year", new_due.year + 1)):
        page.fill(f"[name=new_due-{part}]", str(value))
    page.get_by_role("main").get_by_role("button", name="Xin lỗi, hẹn lại").click()
    told(page, "một lần")
    expect(page.get_by_label("Lý do chậm")).to_have_value("Lại chậm")
    assert log_of(dossier).count("apology_issued") == 1


def test_second_official_is_told_that_the_dossier_moved_and_keeps_what_he_typed(
    stage: Stage, open_page: OpenPage, watch: Watch
) -> None:
    watch.expect(409)
    dossier = stage.waiting
    first, second = open_page("reception"), open_page("second_reception")
    for page in (first, second):
        page.goto(f"/desk/ho-so/{dossier.uid}/accept/")
        page.get_by_label(re.compile("^Tờ khai theo mẫu")).check()
    second.get_by_label("Ghi chú").fill("Người nộp đã mang bản chính")
    press(first, "Tiếp nhận").dblclick(no_wait_after=True)
    told(first, "Phiếu 01 đã sẵn sàng")
    press(second, "Tiếp nhận").click()

    told(second, "Hồ sơ đã thay đổi sau khi bạn mở")
    expect(main(second)).to_contain_text("Trong lúc bạn đang làm")
    expect(main(second)).to_contain_text("Cán bộ reception")
    expect(second.get_by_label("Ghi chú")).to_have_value("Người nộp đã mang bản chính")
    expect(press(second, "Tiếp nhận")).to_have_count(0)
    assert log_of(dossier) == ["dossier_submitted", "dossier_accepted"]


def test_filtered_list_is_exported_row_by_row(stage: Stage, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("head")
    page.goto("/desk/?view=unit")
    page.get_by_label("Tình trạng").select_option(label="quá hạn")
    press(page, "Lọc").click()
    expect(main(page).get_by_text("Tình trạng: quá hạn")).to_be_visible()
    shown = main(page).locator("tbody .mc-code").all_inner_texts()
    assert shown == [stage.late.code]

    table = downloaded(page, main(page).get_by_role("link", name=re.compile("CSV")), tmp_path)
    rows = list(csv.reader(io.StringIO(table.read_text("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == shown
    workbook = downloaded(page, main(page).get_by_role("link", name=re.compile("XLSX")), tmp_path)
    cells = list(load_workbook(workbook, read_only=True).worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in cells[1:]] == shown
    assert [str(cell) for cell in cells[0]] == rows[0]


def downloaded(page: Page, link: Locator, folder: Path) -> Path:
    with page.expect_download() as waiting:
        link.click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target
