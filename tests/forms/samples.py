"""Forms for tests: one that uses everything of schema version 2, and any form at all."""

# ruff: noqa: E501  (tables are read by their lines)

from __future__ import annotations

from hypothesis import strategies as st

from motcua.forms.expression import Expression
from motcua.forms.formula import parse
from motcua.forms.schema import (
    LEVELS,
    RESULTS,
    Eligibility,
    Field,
    FieldKind,
    FormSchema,
    Group,
    Option,
    Page,
    Repeat,
    Rule,
)

K = FieldKind

HOUSEHOLD = Page(
    "household",
    "Gia đình",
    (
        Field("poor", "Có thuộc hộ nghèo không?", K.YES_NO, required=True),
        Field("poor_paper", "Số giấy chứng nhận hộ nghèo", K.TEXT, max_length=30, require_if=parse("poor"), show_if=parse("poor")),
        Group(
            "members",
            "Người trong gia đình",
            (
                Field("member_name", "Họ và tên", K.TEXT, required=True),
                Field("member_born", "Ngày sinh", K.DATE, required=True, maximum=0),
                Field("member_years", "Tuổi", K.COMPUTED, formula=parse("age(member_born)"), result=K.NUMBER),
                Field("member_pay", "Thu nhập mỗi tháng", K.MONEY, show_if=parse("member_years >= 15")),
                Field("member_school", "Đang đi học?", K.YES_NO, show_if=parse("member_years < 18")),
            ),
            hint="Kể cả người nộp hồ sơ",
            repeat=Repeat(1, 20, "Người"),
        ),
        Field("income", "Thu nhập của cả nhà", K.COMPUTED, formula=parse("sum(members, member_pay)"), result=K.MONEY),
        Field("share", "Thu nhập bình quân", K.COMPUTED, formula=parse("round(income / count(members), 2)"), result=K.NUMBER, decimals=2),
    ),
)  # fmt: skip
HOUSE = Page(
    "house",
    "Nhà ở",
    (
        Field("intro", "Xin đọc", K.INFORMATION, hint="Phần này chỉ dành cho hộ không nghèo."),
        Group(
            "home",
            "Nơi ở",
            (
                Field("moved_on", "Ngày chuyển đến", K.DATE, maximum=0),
                Field("home_place", "Xã, phường", K.PLACE, level="commune", as_of="moved_on"),
                Field("home_area", "Diện tích (m²)", K.NUMBER, decimals=1, minimum=1, maximum=100_000),
            ),
        ),
        Field(
            "uses",
            "Dùng nhà để",
            K.CHOICES,
            options=(Option("live", "Ở"), Option("shop", "Bán hàng"), Option("rent", "Cho thuê")),
            minimum=1,
        ),
        Field("rent_income", "Tiền thuê", K.MONEY, show_if=parse('has(uses, "rent")'), required=True),
        Field("signed", "Ký tên (gõ họ và tên)", K.SIGNATURE, required=True),
        Field("agreed", "Tôi đồng ý cho tra cứu", K.CONSENT, required=True),
    ),
    show_if=parse("not poor"),
)
FAMILY = FormSchema(
    "Đơn đề nghị trợ cấp",
    (HOUSEHOLD, HOUSE),
    rules=(
        Rule("has_adult", parse("any(members, member_years >= 18)"), "Phải có ít nhất một người đủ 18 tuổi."),
        Rule("pay_small", parse("member_pay <= 1_000_000_000"), "Thu nhập này quá lớn, xin xem lại.", at="member_pay"),
        Rule("moved_after", parse("lowest(members, member_born) <= moved_on"), "Chuyển đến trước khi ai đó sinh ra.", at="moved_on"),
    ),
    eligibility=(
        Eligibility("low_income", parse("share <= 2_000_000"), "Thu nhập bình quân trên 2 triệu đồng một người."),
        Eligibility("children", parse("count(members, member_years < 16) > 0"), "Gia đình không có trẻ dưới 16 tuổi.", blocks=True),
    ),
)  # fmt: skip

# ---- any form

KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,4}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
NUMBERS = st.none() | st.integers(-1000, 1000)
CONDITIONS: st.SearchStrategy[Expression | None] = st.none() | st.sampled_from(
    [
        parse(one)
        for one in (
            "filled(a)",
            'b = "x"',
            "not c",
            "count(g) > 1",
            "count(g, a > 2) > 1",
            "sum(g, b)",
            "age(a) >= 18",
            "@fee > 5 or d",
            "a / b",
            "has(c, d)",
        )
    ]
)
FIELDS = st.builds(
    Field,
    key=st.sampled_from(["a", "b", "c", "d", "e"]) | KEYS,
    label=TEXTS,
    kind=st.sampled_from(FieldKind),
    required=st.booleans(),
    hint=TEXTS,
    options=st.lists(st.builds(Option, KEYS, TEXTS), max_size=3).map(tuple),
    max_length=NUMBERS,
    minimum=NUMBERS,
    maximum=NUMBERS,
    component=TEXTS,
    prefill=TEXTS,
    show_if=CONDITIONS,
    require_if=CONDITIONS,
    formula=CONDITIONS,
    result=st.none() | st.sampled_from(RESULTS),
    decimals=st.integers(0, 3),
    level=st.sampled_from(LEVELS),
    as_of=st.sampled_from(["", "a"]),
)
REPEATS = st.none() | st.builds(Repeat, st.integers(0, 2), st.integers(0, 5), TEXTS)
GROUPS = st.builds(
    Group, st.sampled_from(["g", "h"]), TEXTS, st.lists(FIELDS, max_size=3).map(tuple), TEXTS, CONDITIONS, REPEATS
)
PAGES = st.builds(Page, KEYS, TEXTS, st.lists(FIELDS | GROUPS, max_size=4).map(tuple), TEXTS, CONDITIONS)
_SURE = CONDITIONS.filter(lambda one: one is not None)
SCHEMAS = st.builds(
    FormSchema,
    TEXTS,
    st.lists(PAGES, max_size=3).map(tuple),
    st.just(2),
    st.lists(st.builds(Rule, KEYS, _SURE, TEXTS, st.sampled_from(["", "a", "b"])), max_size=2).map(tuple),
    st.lists(st.builds(Eligibility, KEYS, _SURE, TEXTS, st.booleans()), max_size=2).map(tuple),
)
