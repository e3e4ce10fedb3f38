"""What people come for beside the straight way: stopping half-way, wrong files, withdrawing, other people's papers."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from motcua.core import clock
from motcua.documents.limits import limits_on
from motcua.dossiers.models import ApplicationDraft, Dossier
from motcua.people.models import SignInSession
from tests.documents import samples
from tests.dossiers.world import CODE

from .conftest import OpenPage, Stage
from .doing import (
    again,
    ask,
    attach,
    choose_place,
    fill_in,
    fill_in_all,
    follow,
    log_of,
    main,
    press,
    send,
    sign_in_by_email,
    told,
)
from .watching import Watch

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def drafts() -> int:
    return ask(ApplicationDraft.objects.count)


def let_the_session_run_out() -> None:
    """An hour passes in which nobody touches anything."""
    ask(lambda: SignInSession.objects.update(seen_at=clock.now() - dt.timedelta(hours=2)))


def test_sending_twice_makes_one_dossier(stage: Stage, open_page: OpenPage) -> None:
    page = open_page("citizen", width=360)
    before = ask(Dossier.objects.count)
    fill_in_all(page)
    page.check("[name=declaration]")
    press(page, "Nộp hồ sơ").dblclick(no_wait_after=True)
    page.wait_for_url("**/da-nop/**")
    receipt = page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.go_back()
    page.reload()

    assert page.url == receipt
    assert ask(Dossier.objects.count) == before + 1


def test_application_when_the_session_runs_out_then_nothing_typed_or_uploaded_is_lost(
    stage: Stage, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(f"/nop-ho-so/{CODE}/")
    sign_in_by_email(page, "me@example.vn")
    choose_place(page)
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Ánh Tuyết")
    page.get_by_label("Số điện thoại").fill("0912345678")
    let_the_session_run_out()
    page.locator("[name=address]").fill("Thôn 3, xã Hòa An")
    press(page, "Lưu và tiếp tục").click()
    expect(main(page)).to_contain_text("Phiên đăng nhập đã hết")
    sign_in_by_email(page, "me@example.vn")
    expect(page.get_by_label("Họ và tên")).to_have_value("Nguyễn Thị Ánh Tuyết")
    expect(page.get_by_label("Số điện thoại")).to_have_value("0912345678")
    expect(page.locator("[name=address]")).to_have_value("Thôn 3, xã Hòa An")

    page.goto(page.url.replace("/muc/applicant/", "/giay-to/"))
    let_the_session_run_out()
    attach(page, "to-khai.pdf", samples.pdf(), "application/pdf")
    press(page, "Lưu và tiếp tục").click()
    sign_in_by_email(page, "me@example.vn")
    page.goto(re.sub("/[^/]*/$", "/giay-to/", page.url))
    expect(main(page).locator(".mc-files")).to_contain_text("to-khai.pdf")


def test_stranger_at_an_abandoned_browser_learns_nothing(stage: Stage, open_page: OpenPage) -> None:
    page = open_page("citizen")
    page.goto(f"/nop-ho-so/{CODE}/{stage.things.draft.uid}/muc/request/")
    let_the_session_run_out()
    page.goto(f"/nop-ho-so/{CODE}/{stage.things.draft.uid}/muc/applicant/")

    expect(page).to_have_url(re.compile("/dang-nhap/"))
    expect(main(page)).not_to_contain_text("Ánh Tuyết")


def test_answers_typed_last_survive_the_back_button_and_a_link(stage: Stage, open_page: OpenPage) -> None:
    page = open_page("citizen")
    address = f"/nop-ho-so/{CODE}/{stage.things.draft.uid}/muc"
    page.goto(f"{address}/applicant/")
    page.goto(f"{address}/request/")
    page.fill("[name=request]", "Viết xong là bấm quay lại ngay")
    page.go_back()
    expect(page.get_by_label("Họ và tên")).to_be_visible()
    page.go_forward()
    expect(page.locator("[name=request]")).to_have_value("Viết xong là bấm quay lại ngay")

    page.fill("[name=request]", "Viết xong là bấm đường dẫn ngay")
    page.get_by_role("link", name="Bước trước").click()
    expect(page.get_by_label("Họ và tên")).to_be_visible()
    page.goto(f"{address}/request/")
    expect(page.locator("[name=request]")).to_have_value("Viết xong là bấm đường dẫn ngay")


def test_language_changes_on_the_same_page_with_its_answers(stage: Stage, open_page: OpenPage) -> None:
    page = open_page("citizen")
    address = f"/nop-ho-so/{CODE}/{stage.things.draft.uid}/muc/request/"
    page.goto(address)
    page.fill("[name=request]", "Xin xác nhận để vay vốn")
    page.get_by_role("link", name="English").click()

    expect(page).to_have_url(re.compile(f"/en{re.escape(address)}"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=request]")).to_have_value("Xin xác nhận để vay vốn")
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page).to_have_url(re.compile(f"[0-9]{re.escape(address)}"))
    expect(page.locator("[name=request]")).to_have_value("Xin xác nhận để vay vốn")


def test_citizen_withdraws_and_nobody_goes_on(stage: Stage, open_page: OpenPage) -> None:
    page = open_page("citizen")
    page.goto(f"/ho-so-cua-toi/{stage.waiting.uid}/")
    follow(page, "Rút hồ sơ")
    page.get_by_label("Lý do").fill("Tôi sẽ nộp lại sau")
    press(page, "Rút hồ sơ").click()
    told(page, "rút hồ sơ")
    expect(page.get_by_label("Lý do")).to_have_value("Tôi sẽ nộp lại sau")
    page.get_by_label("Tôi muốn rút hồ sơ này").check()
    press(page, "Rút hồ sơ").dblclick(no_wait_after=True)

    told(page, "Đã rút hồ sơ.")
    expect(main(page)).to_contain_text("Bạn đã rút hồ sơ")
    expect(main(page).get_by_role("link", name="Rút hồ sơ")).to_have_count(0)
    assert (again(stage.waiting).state, log_of(stage.waiting)) == (
        "withdrawn",
        ["dossier_submitted", "dossier_withdrawn"],
    )


def test_wrong_files_are_refused_in_plain_words_and_nothing_else_is_lost(
    stage: Stage, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page("citizen")
    fill_in(page)
    attach(page, "to-khai.pdf", samples.pdf(), "application/pdf")
    press(page, "Tải tệp lên").click()
    too_large = b"%PDF-1.7\n" + bytes(limits_on(clock.legal_date(clock.now())).file_bytes)
    for name, content, words in (
        ("don.pdf", samples.png(), "Tệp mang tên PDF nhưng nội dung là PNG"),
        ("trong.pdf", b"", "Tệp này trống (0 byte)"),
        ("khoa.pdf", samples.pdf(password="bí mật"), "có đặt mật khẩu"),
        ("bai-hat.exe", b"MZ\x90\x00" * 200, "Không nhận loại tệp này"),
        ("to.pdf", too_large, "lớn hơn 20 MB"),
    ):
        (tmp_path / name).write_bytes(content)
        page.set_input_files("input[type=file]", tmp_path / name)
        press(page, "Tải tệp lên").click()
        told(page, words)
        expect(main(page).locator(".mc-files li")).to_have_count(1)

    press(page, "Lưu và tiếp tục").click()
    expect(main(page)).to_contain_text("Xin xác nhận")
    expect(main(page)).to_contain_text("to-khai.pdf")
    send(page)


def test_strangers_cannot_tell_somebody_elses_dossier_from_none(
    stage: Stage, open_page: OpenPage, watch: Watch
) -> None:
    watch.expect(404)
    page = open_page("other_citizen")
    theirs = words_at(page, f"/ho-so-cua-toi/{stage.waiting.uid}/")
    none = words_at(page, f"/ho-so-cua-toi/{stage.world.province.uid}/")

    assert theirs == none
    for part in ("bo-sung/", "rut/", "phieu/02/"):
        assert words_at(page, f"/ho-so-cua-toi/{stage.things.asked.uid}/{part}") == none
    assert words_at(page, f"/nop-ho-so/{CODE}/{stage.things.draft.uid}/muc/request/") != ""
    assert again(stage.waiting).state == "submitted"


def words_at(page: Page, address: str) -> str:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404
    return main(page).inner_text()


def test_numbers_tried_one_after_another_are_slowed_down(stage: Stage, open_page: OpenPage, watch: Watch) -> None:
    watch.expect(429)
    watch.allow(404)
    page = open_page(width=360)
    page.goto("/tra-cuu/")
    guessed = [page.request.get(f"/tra-cuu/?code=N261123-{number:07d}").status for number in range(20)]
    assert set(guessed) == {404}
    for number in range(20, 40):
        page.get_by_label("Mã hồ sơ").fill(f"N261123-{number:07d}")
        press(page, "Tra cứu").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        if not page.get_by_label("Mã hồ sơ").count():
            break

    expect(page.get_by_role("heading", level=1)).to_have_text("Bạn thao tác hơi nhanh")
    expect(main(page)).to_contain_text("Chờ một phút rồi thử lại.")


def test_stranger_with_the_code_sees_the_stage_only(stage: Stage, open_page: OpenPage) -> None:
    page = open_page(width=360)
    page.goto("/tra-cuu/")
    page.get_by_label("Mã hồ sơ").fill(stage.things.asked.receipt_no)
    press(page, "Tra cứu").click()

    expect(page.locator("[aria-current=step]")).to_be_visible()
    assert "Ánh Tuyết" not in page.content()
