"""What the rules draft to mask in a text, and that the rest stays as it was."""

from __future__ import annotations

import unicodedata

import pytest
from benchmarks.petition_private import judged
from hypothesis import given
from hypothesis import strategies as st

from motcua.petitions.masking.texts import MOST_LETTERS, Kind, Span, apart, draft, masked

WORDS = {kind: f"[{kind}]" for kind in Kind}


def shown(text: str) -> str:
    return masked(text, draft(text), WORDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tôi là Nguyễn Văn An, ở đây", "Tôi là [name], ở đây"),
        ("ong nguyen van hung xa rac", "ong [name] xa rac"),
        ("trần thị hoa báo", "[name] báo"),
        ("Anh Tuấn và chị Hoa ở thôn Đông", "Anh [name] và chị [name] ở thôn Đông"),
        ("cô giáo Lê Thị Bích Ngọc đánh học sinh", "cô giáo [name] đánh học sinh"),
        ("chủ tịch xã Võ Hoàng Long", "chủ tịch xã [name]"),
        ("đường Nguyễn Văn Cừ ngập", "đường Nguyễn Văn Cừ ngập"),
        ("đường Nguyễn Văn Cừ, ông Nguyễn Trãi nói", "đường Nguyễn Văn Cừ, ông [name] nói"),
        ("ĐƯỜNG LÊ LỢI NGẬP, ÔNG TRẦN VĂN BÌNH BIẾT", "ĐƯỜNG LÊ LỢI NGẬP, ÔNG [name] BIẾT"),
        ("công ty Hoàng Anh xả thải", "công ty Hoàng Anh xả thải"),
        ("Kính gửi Ủy ban nhân dân", "Kính gửi Ủy ban nhân dân"),
        ("nguoi dan phan anh ho ngheo", "nguoi dan phan anh ho ngheo"),
        ("gọi 0912345678", "gọi [phone]"),
        ("gọi 0912.345.678 hoặc +84 (0) 912 345 678", "gọi [phone] hoặc [phone]"),
        ("gọi O912345678 hay 09l2345678", "gọi [phone] hay [phone]"),
        ("gọi không chín một hai ba bốn năm sáu bảy tám nhé", "gọi [phone] nhé"),
        ("goi khong chin mot hai 3 4 5 6 7 8", "goi [phone]"),
        ("gọi 1022, 113 hoặc 19001234", "gọi 1022, 113 hoặc 19001234"),
        ("CCCD 052099001234", "CCCD [id_number]"),
        ("cmnd số: 215 123 456", "cmnd số: [id_number]"),
        ("052099001234", "[id_number]"),
        ("thẻ BHYT GD4520123456789", "thẻ BHYT [id_number]"),
        ("xe 77A-123.45 và 77B1 234.56", "xe [plate] và [plate]"),
        ("xe 51ld-12345", "xe [plate]"),
        ("stk 0123456789012 Vietcombank", "stk [account] Vietcombank"),
        ("nhà số 12/3 đường Lê Lợi", "nhà số [address] đường Lê Lợi"),
        ("12/4B Nguyễn Trãi phường 3", "[address] Nguyễn Trãi phường 3"),
        ("Km203 quốc lộ 19, tổ 12, khu phố 5", "Km203 quốc lộ 19, tổ 12, khu phố 5"),
        ("quyết định số 12, ngày 12/03/2025", "quyết định số 12, ngày 12/03/2025"),
        ("a.b@gmail.com, c (at) d.vn", "[email], [email]"),
        ("xem http://fb.com/abc nhé", "xem [link] nhé"),
        ("", ""),
    ],
)
def test_private_words_are_found_and_others_left(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_every_span_says_why() -> None:
    assert [(one.kind, one.reason) for one in draft("ông Lê Văn B, 0912345678")] == [
        (Kind.NAME, "family_name"),
        (Kind.PHONE, "phone"),
    ]


def test_places_fit_a_text_of_decomposed_letters() -> None:
    text = unicodedata.normalize("NFD", "Tôi là Nguyễn Thị Ánh ở đây")

    assert unicodedata.normalize("NFC", shown(text)) == "Tôi là [name] ở đây"


@given(st.text(max_size=300))
def test_spans_of_any_text_are_in_order_apart_and_within(text: str) -> None:
    place = 0
    for one in draft(text):
        assert place <= one.start < one.end <= len(text)
        place = one.end
    shown(text)


def test_what_is_too_long_to_read_is_masked_whole() -> None:
    found = draft("a " * MOST_LETTERS)

    assert found[-1].end == 2 * MOST_LETTERS
    assert found[-1].reason == "unread"


def test_spans_that_meet_become_one_and_what_is_named_wins() -> None:
    number = Span(0, 12, Kind.ID_NUMBER, "twelve_digits")
    phone = Span(3, 14, Kind.PHONE, "phone")

    assert apart([number, phone]) == [Span(0, 14, Kind.PHONE, "phone")]


@pytest.mark.parametrize(
    "spans", [[Span(0, 9, Kind.NAME, "x")], [Span(0, 3, Kind.NAME, "x"), Span(2, 4, Kind.NAME, "x")]]
)
def test_spans_that_do_not_fit_are_refused(spans: list[Span]) -> None:
    with pytest.raises(ValueError, match="span"):
        masked("abcd", spans, WORDS)


def test_most_private_words_of_made_up_reports_are_found() -> None:
    found = judged(77, 600)

    assert found["recall_all"] > 0.95  # type: ignore[operator]
    assert min(found["recall"].values()) > 0.7  # type: ignore[attr-defined]
    assert found["of_them_with_a_span_that_is_no_house_number"] < 0.1 * found["texts_without_secret"]  # type: ignore[operator]
