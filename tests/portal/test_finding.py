"""Finding a procedure, and what its page promises."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from pytest_django import Settings

from motcua.procedures.models import ProcessBinding
from tests.dossiers.world import CODE, World


@pytest.mark.parametrize("query", ["xác nhận mẫu", "xac nhan mau", "xac nhn", CODE])
def test_search_when_typed_with_or_without_marks_then_found(world: World, client: Client, query: str) -> None:
    assert f"/thu-tuc/{CODE}/" in client.get("/thu-tuc/", {"q": query}).content.decode()
    assert f"/thu-tuc/{CODE}/" in client.get("/thu-tuc/goi-y/", {"q": query}).content.decode()


def test_search_when_nothing_is_found_then_says_what_to_do(world: World, client: Client) -> None:
    text = client.get("/thu-tuc/", {"q": "zzzzqqq"}).content.decode()

    assert "Chưa thấy thủ tục nào" in text
    assert "1022" in text


def test_list_when_filtered_then_only_those_and_the_filter_can_be_taken_away(world: World, client: Client) -> None:
    hit = client.get("/thu-tuc/", {"linh-vuc": "Hộ tịch", "cap": "commune", "truc-tuyen": "any"}).content.decode()
    miss = client.get("/thu-tuc/", {"cap": "province"}).content.decode()

    assert f"/thu-tuc/{CODE}/" in hit
    assert f"/thu-tuc/{CODE}/" not in miss
    assert 'class="moj-filter__tag"' in miss


def test_list_when_the_cursor_is_broken_then_the_first_page(world: World, client: Client) -> None:
    assert f"/thu-tuc/{CODE}/" in client.get("/thu-tuc/", {"sau": "x" * 400}).content.decode()


def test_procedure_when_open_then_one_button_and_the_true_terms(world: World, client: Client) -> None:
    text = client.get(f"/thu-tuc/{CODE}/").content.decode()

    assert f'href="/nop-ho-so/{CODE}/"' in text
    assert "5 ngày làm việc" in text
    assert "20.000 đ" in text
    assert "1 bản chính" in text
    assert "123/2015/NĐ-CP" in text


def test_procedure_when_it_has_no_process_then_says_why_and_has_no_button(world: World, client: Client) -> None:
    ProcessBinding.objects.update(valid_to=dt.date(2026, 1, 1))

    text = client.get(f"/thu-tuc/{CODE}/").content.decode()

    assert "chưa có quy trình nội bộ" in text
    assert "/nop-ho-so/" not in text


def test_procedure_when_the_entrance_is_national_then_the_button_leads_there(
    world: World, client: Client, settings: Settings
) -> None:
    settings.ENTRANCE = "national"
    settings.NATIONAL_PORTAL_URL = "https://national.invalid/apply"

    text = client.get(f"/thu-tuc/{CODE}/").content.decode()

    assert f"https://national.invalid/apply?MaTTHC={CODE}&amp;MaCoQuanThucHien=H99&amp;MaDVC={CODE}" in text


def test_procedure_when_read_in_english_then_the_name_is_marked_vietnamese(world: World, client: Client) -> None:
    text = client.get(f"/en/thu-tuc/{CODE}/").content.decode()

    assert '<h1 class="govuk-heading-xl govuk-!-margin-bottom-2" lang="vi">' in text


def test_home_when_opened_then_eight_events_in_life_and_no_invented_figures(world: World, client: Client) -> None:
    text = client.get("/").content.decode()

    assert text.count('class="mc-tile"') == 8
    assert not re.search(r"\d%", re.sub(r"<[^>]+>", "", text))
