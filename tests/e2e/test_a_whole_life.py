"""One dossier from the first search to the result in the hand, through everybody's pages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from motcua.dossiers.models import ApplicationDraft, Dossier, DossierDocument
from tests.documents import samples
from tests.dossiers.world import CODE

from .conftest import OpenPage, Stage
from .doing import (
    again,
    ask,
    attach,
    choose_act,
    choose_place,
    follow,
    log_of,
    main,
    newest,
    paper_text,
    press,
    send,
    sign_in_by_email,
    sign_in_with_app,
    tell_who,
    told,
)

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_dossier_goes_from_the_search_to_the_returned_result(stage: Stage, open_page: OpenPage) -> None:
    mother = open_page(width=360)
    find_without_diacritics(mother)
    apply_with_uploads(mother)
    dossier = newest()
    assert (dossier.state, log_of(dossier)) == ("submitted", ["dossier_submitted", "document_added", "document_added"])
    assert ask(ApplicationDraft.objects.filter(account=dossier.account_id).count) == 0
    follow_by_number(open_page(width=360), dossier)

    desk = open_page()
    desk.goto("/desk/")
    sign_in_with_app(desk, "reception", stage.telephones["reception"])
    accept(desk, dossier)
    dossier = again(dossier)
    assert (dossier.state, dossier.holder_role) == ("accepted", "division_head")

    assign(open_page("division_head"), dossier)
    assert again(dossier).holder_post_id == stage.world.posts["settling"].pk

    officer = open_page("settling")
    ask_for_a_supplement(officer, dossier)
    assert again(dossier).state == "supplement_at_settlement"

    answer_the_supplement(mother, dossier)
    assert ask(DossierDocument.objects.filter(dossier=dossier).count) == 3
    assert again(dossier).state == "processing"

    settle(officer, dossier)
    sign(open_page("head"), dossier)
    assert again(dossier).state == "result_ready"

    hand_over(desk, dossier)
    assert again(dossier).state == "returned"
    assert log_of(dossier)[-3:] == ["step_completed", "result_issued", "result_handed_over"]

    mother.goto(f"/ho-so-cua-toi/{dossier.uid}/")
    expect(mother.get_by_role("heading", name="Đã trả kết quả", level=2)).to_be_visible()
    expect(main(mother).locator(".mc-stage--now")).to_have_count(0)


def find_without_diacritics(page: Page) -> None:
    page.goto("/")
    page.fill("main [name=q]", "giay xac nhan mau")
    page.get_by_role("main").get_by_role("button", name="Tìm").click()
    main(page).get_by_role("link", name=re.compile("giấy xác nhận mẫu")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cấp giấy xác nhận mẫu")
    page.get_by_role("button", name="Nộp trực tuyến").click()
    sign_in_by_email(page, "me@example.vn")
    expect(page).to_have_url(re.compile(f"/nop-ho-so/{re.escape(CODE)}/$"))


def apply_with_uploads(page: Page) -> None:
    choose_place(page)
    tell_who(page)
    press(page, "Lưu và tiếp tục").click()
    page.fill("[name=request]", "Xin xác nhận để vay vốn")
    press(page, "Lưu và tiếp tục").click()
    attach(page, "to-khai.pdf", samples.pdf(), "application/pdf")
    press(page, "Tải tệp lên").click()
    expect(main(page).locator(".mc-files")).to_contain_text("to-khai.pdf")
    attach(page, "anh.png", samples.png(), "image/png")
    press(page, "Lưu và tiếp tục").click()

    for read_back in ("Xin xác nhận để vay vốn", "Thôn 3, xã Hòa An", "04/05/1999", "to-khai.pdf", "anh.png"):
        expect(main(page)).to_contain_text(read_back)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nộp hồ sơ")


def follow_by_number(page: Page, dossier: Dossier) -> None:
    page.goto("/")
    page.fill(".mc-trackbox [name=code]", dossier.receipt_no.lower())
    page.locator(".mc-trackbox").get_by_role("button").click()
    expect(page.locator("[aria-current=step]")).to_be_visible()
    expect(main(page)).not_to_contain_text("Ánh Tuyết")


def accept(page: Page, dossier: Dossier) -> None:
    follow(page, dossier.receipt_no)
    choose_act(page, "Tiếp nhận")
    page.get_by_label(re.compile("^Tờ khai theo mẫu")).check()
    press(page, "Tiếp nhận").click()
    told(page, "Phiếu 01 đã sẵn sàng")
    assert str(again(dossier).code) in paper_text(page, "Mở để in")


def assign(page: Page, dossier: Dossier) -> None:
    page.goto("/desk/")
    follow(page, str(dossier.code))
    choose_act(page, "Phân công")
    page.get_by_label(re.compile("Cán bộ settling")).check()
    press(page, "Phân công").click()
    told(page, f"đã ghi cho hồ sơ {dossier.code}")


def ask_for_a_supplement(page: Page, dossier: Dossier) -> None:
    page.goto("/desk/")
    follow(page, str(dossier.code))
    choose_act(page, "Yêu cầu bổ sung")
    page.get_by_label(re.compile("^Tờ khai theo mẫu")).check()
    page.get_by_label("Cần bổ sung gì: Tờ khai theo mẫu").fill("Thiếu chữ ký ở trang 2")
    page.get_by_label("Lý do").fill("Tờ khai chưa ký")
    press(page, "Yêu cầu bổ sung").click()
    told(page, "Phiếu 02 đã sẵn sàng")
    assert "Thiếu chữ ký ở trang 2" in paper_text(page, "Mở để in")


def answer_the_supplement(page: Page, dossier: Dossier) -> None:
    page.goto("/ho-so-cua-toi/")
    expect(main(page)).to_contain_text("Bạn cần bổ sung giấy tờ.")
    main(page).get_by_role("link", name="Cấp giấy xác nhận mẫu").click()
    expect(main(page)).to_contain_text("Thiếu chữ ký ở trang 2")
    assert "Thiếu chữ ký" in paper_text(page, "Phiếu yêu cầu bổ sung")
    press(page, "Gửi giấy tờ bổ sung").click()
    attach(page, "to-khai-da-ky.pdf", samples.pdf(pages=2), "application/pdf")
    page.fill("[name=note]", "Tôi đã ký ở trang 2")
    press(page, "Gửi bổ sung").click()
    told(page, "Đã gửi bổ sung")


def settle(page: Page, dossier: Dossier) -> None:
    page.goto("/desk/")
    follow(page, str(dossier.code))
    expect(main(page).locator("a[href*='/tep/']")).to_have_count(3)
    expect(main(page)).to_contain_text("Tôi đã ký ở trang 2")
    choose_act(page, "Xong bước work")
    page.get_by_label("done").check()
    press(page, "Xong bước work").click()
    told(page, "đã ghi")


def sign(page: Page, dossier: Dossier) -> None:
    page.goto("/desk/")
    follow(page, str(dossier.code))
    choose_act(page, "Xong bước sign")
    page.get_by_label("done").check()
    press(page, "Xong bước sign").click()
    page.goto(f"/desk/ho-so/{dossier.uid}/")
    choose_act(page, "Ký, ban hành kết quả")
    page.get_by_label("Đồng ý, cấp kết quả").check()
    page.get_by_label("Số, ký hiệu văn bản kết quả").fill("12/GXN-UBND")
    press(page, "Ký, ban hành kết quả").click()
    told(page, "đã ghi")


def hand_over(page: Page, dossier: Dossier) -> None:
    page.goto("/desk/")
    follow(page, str(dossier.code))
    choose_act(page, "Trả kết quả")
    page.get_by_label("Tại quầy").check()
    page.get_by_label("Người nhận").fill("Nguyễn Thị Ánh Tuyết")
    press(page, "Trả kết quả").click()
    told(page, "đã ghi")
