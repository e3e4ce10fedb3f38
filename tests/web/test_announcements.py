"""Lines that every page shows for a while."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from motcua.core.remember import forget_everything
from motcua.web import announcements as room
from motcua.web.announcements import announce, announcements


@pytest.fixture(autouse=True)
def _nothing_announced(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(room, "_asked", {})
    yield
    forget_everything()


def test_announcements_when_a_source_is_silent_then_there_is_no_line() -> None:
    announce(lambda: "")
    announce(lambda: "Đang nạp")

    assert list(announcements("vi")) == ["Đang nạp"]


def test_announcements_when_asked_again_at_once_then_the_source_is_not_asked_twice() -> None:
    asked = []

    def source() -> str:
        asked.append(translation.get_language())
        return f"lần {len(asked)}"

    announce(source)
    announce(source)

    assert [list(announcements("vi")) for _time in range(3)] == [["lần 1"]] * 3
    assert list(announcements("en")) == ["lần 2"], "each language has its own line"
    forget_everything()
    assert list(announcements("vi")) == ["lần 3"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/desk/dang-nhap/"])
def test_pages_when_something_is_announced_then_they_say_it_escaped(address: str) -> None:
    announce(lambda: "Đang nạp <b>lịch sử</b>")

    page = Client().get(address).content.decode()

    assert 'role="status">Đang nạp &lt;b&gt;lịch sử&lt;/b&gt;</p>' in page
