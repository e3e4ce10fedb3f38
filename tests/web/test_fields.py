"""Fields of e-forms: drawn, posted back, and never with GOV.UK's English."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict
from django.template import engines
from django.test import Client, override_settings
from django.utils import translation

from motcua.forms.schema import Condition, Field, FieldKind, Option
from motcua.forms.validation import FieldError
from motcua.web import fields, styleguide

ENGLISH_DEFAULTS = [
    "Breadcrumb",  " characters", "Choose file", "Drop zone", "Error:", "Hide", "Important", "Menu", "Next",
    "No file chosen", "Page ", "Pagination", "Previous", "Service information", "Show", "Skip to", "Success",
    "Support links", "There is a problem", "Warning", "You can enter", "or drop", ">Day<", ">Month<", ">Year<", "Back<",
]  # fmt: skip

NAME = Field("name", "Họ và tên", FieldKind.TEXT, required=True)
BORN = Field("born", "Ngày sinh", FieldKind.DATE)
KIND = Field("kind", "Loại", FieldKind.CHOICE, options=(Option("a", "Một"), Option("b", "Hai")))
OLD = Field("old", "Số cũ", FieldKind.TEXT, when=Condition("kind", ("b", "c")))
COST = Field("cost", "Giá trị", FieldKind.MONEY)
AGREE = Field("agree", "Tôi cam đoan", FieldKind.CONSENT)
PLAN = Field("plan", "Bản vẽ", FieldKind.FILE)


def _draw(view: fields.FieldView) -> str:
    template = engines["jinja2"].from_string('{% from "web/fields.jinja" import field %}{{ field(view) }}')
    return template.render({"view": view})


@pytest.mark.parametrize("page", ["", *styleguide.SKETCHES])
def test_vietnamese_page_holds_no_english_default(client: Client, page: str) -> None:
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        text = client.get(f"/styleguide/{page}/" if page else "/styleguide/").content.decode()

    assert [word for word in ENGLISH_DEFAULTS if word in text] == []


@pytest.mark.parametrize("kind", list(FieldKind))
def test_every_kind_is_drawn_with_its_label_and_fault(kind: FieldKind) -> None:
    chosen = kind in {FieldKind.CHOICE, FieldKind.CHOICES}
    field = Field("k", "Nhãn <1>", kind, options=(Option("a", "Một"),) if chosen else (), hint="Gợi ý")
    view = fields.field_views([field], {}, [FieldError("k", "not_found")])[0]

    drawn = _draw(view)

    assert "Gợi ý" in drawn
    assert "Nhãn <1>" not in drawn
    if kind is not FieldKind.INFORMATION:
        assert "Nhãn &lt;1&gt;" in drawn
        assert re.search(r'<span class="govuk-visually-hidden">Lỗi:</span> Địa chỉ này không có', drawn)
        assert f'id="{view.anchor}"' in drawn


def test_value_typed_before_is_shown_again_escaped() -> None:
    drawn = _draw(fields.field_views([NAME], {"name": '"><script>'})[0])

    assert "<script>" not in drawn
    assert 'value="&#34;&gt;&lt;script&gt;"' in drawn


def test_optional_field_says_so_and_a_required_one_does_not() -> None:
    assert "không bắt buộc" in _draw(fields.field_views([COST], {})[0])
    assert "không bắt buộc" not in _draw(fields.field_views([NAME], {})[0])


def test_money_kept_as_a_number_is_grouped_again() -> None:
    assert fields.field_views([COST], {"cost": 1250000})[0].value == "1.250.000"


@pytest.mark.parametrize(
    ("answer", "parts"),
    [
        ("1990-09-05", ("05", "09", "1990")),
        ("5/9/1990", ("5", "9", "1990")),
        ("hôm qua", ("hôm qua", "", "")),
        ("", ("", "", "")),
    ],
)
def test_date_goes_back_into_its_three_boxes(answer: str, parts: tuple[str, str, str]) -> None:
    assert fields.field_views([BORN], {"born": answer})[0].parts == parts


def test_chosen_option_and_given_consent_are_marked() -> None:
    choice, consent = fields.field_views([KIND, AGREE], {"kind": "b", "agree": True})

    assert [option.selected for option in choice.options] == [False, True]
    assert "checked" in _draw(consent)
    assert _draw(choice).count("checked") == 1


def test_conditional_field_names_what_it_waits_for() -> None:
    drawn = _draw(fields.field_views([OLD], {})[0])

    assert 'data-mc-when="kind" data-mc-when-is="b|c"' in drawn


def test_posted_answers_join_dates_and_leave_files_out() -> None:
    posted = QueryDict("name=+An+&born-day=5&born-month=9&born-year=1990&kind=a&agree=on&plan=x&stray=1")

    answers = fields.posted_answers([NAME, BORN, KIND, AGREE, PLAN], posted)

    assert answers == {"name": " An ", "born": "5/9/1990", "kind": "a", "agree": "on"}


def test_empty_date_boxes_are_no_answer() -> None:
    assert fields.posted_answers([BORN], QueryDict("born-day=&born-month=&born-year=")) == {"born": ""}


def test_date_typed_in_one_box_is_kept() -> None:
    assert fields.posted_answers([BORN], QueryDict("born=5.9.1990")) == {"born": "5.9.1990"}


def test_error_list_leads_to_the_first_control_of_each_field() -> None:
    views = fields.field_views(
        [NAME, BORN, KIND], {}, [FieldError("born", "not_found"), FieldError("name", "not_found")]
    )

    listed = fields.error_list(views)

    assert [one["href"] for one in listed] == ["#f-name", "#f-born-day"]
    assert listed[0]["text"].startswith("Họ và tên: ")


def test_only_the_first_fault_of_a_field_is_shown() -> None:
    view = fields.field_views([NAME], {}, [FieldError("name", "not_found"), FieldError("name", "too_large")])[0]

    assert view.error.startswith("Địa chỉ này không có")


def test_empty_label_is_not_the_header_of_the_catalogue() -> None:
    with translation.override("en"):
        assert fields.field_views([Field("i", "", FieldKind.INFORMATION, hint="X")], {})[0].label == ""
