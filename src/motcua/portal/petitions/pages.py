"""The questions of each page: how they are drawn, and what of a posted form belongs to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language, gettext

from motcua.forms.cleaning import UncleanError, clean_lines
from motcua.petitions import selectors
from motcua.petitions.intake.limits import intake_limits
from motcua.petitions.lifecycle import Kind
from motcua.petitions.models import Category
from motcua.petitions.texts import KIND_NAMES
from motcua.portal.application import known_of
from motcua.web.fields import FieldView, OptionView

from . import advice
from .writing import Step, Writing

OTHER = "khac"
_LONGEST = {"name": 200, "phone": 40, "email": 254, "address": 500, "procedure": 40, "article": 200}
PIN = ("lat", "lng", "accuracy", "place", "address_words")


def category_name(category: Category) -> str:
    """In the language in force."""
    english = (get_language() or "vi").startswith("en")
    return category.name_en if english and category.name_en else category.name


def title_of(step: Step) -> str:
    """The question that a page asks."""
    return {
        Step.WORDS: gettext("Bạn muốn phản ánh, kiến nghị việc gì?"),
        Step.TRACK: gettext("Lời bạn viết giống một đơn khiếu nại hoặc tố cáo"),
        Step.CATEGORY: gettext("Việc này thuộc lĩnh vực nào?"),
        Step.KIND: gettext("Bạn muốn nói về điều gì?"),
        Step.RULE: gettext("Việc này liên quan đến thủ tục hay quy định nào?"),
        Step.FILES: gettext("Ảnh, video, ghi âm"),
        Step.PLACE: gettext("Việc xảy ra ở đâu?"),
        Step.ALIKE: gettext("Có phải cùng một việc không?"),
        Step.CONTACT: gettext("Trả lời bạn bằng cách nào?"),
        Step.CHECK: gettext("Xem lại và gửi"),
    }[step]


def fields_of(step: Step, writing: Writing, faults: Mapping[str, str]) -> list[FieldView]:
    """The questions of a plain page; others bring their own template."""
    draw = {
        Step.WORDS: _words,
        Step.CATEGORY: _category,
        Step.KIND: _kind,
        Step.RULE: _rule,
        Step.CONTACT: _contact,
    }.get(step)
    return draw(writing, faults) if draw else []


def posted(step: Step, form: QueryDict, writing: Writing) -> dict[str, Any]:
    """The answers of the page as typed, cut to what can be kept; nothing is judged here."""
    if step is Step.WORDS:
        return {"text": _clean(form.get("text", ""), intake_limits(writing.on).text_letters + 1)}
    if step is Step.TRACK:
        return {"track_seen": writing.track.value if writing.track else ""}
    if step is Step.CATEGORY:
        chosen = form.get("category", "")
        return {"category": _clean(form.get("category_list", "") if chosen in {"", OTHER} else chosen, 40)}
    if step is Step.KIND:
        return {"kind": _clean(form.get("kind", ""), 12)}
    if step is Step.RULE:
        return {name: _clean(form.get(name, ""), _LONGEST[name]) for name in ("procedure", "article")}
    if step is Step.PLACE:
        return {"pin": {name: _clean(form.get(name, ""), 300) for name in PIN}}
    if step is Step.CONTACT:
        typed: dict[str, Any] = {
            name: _clean(form.get(name, ""), _LONGEST[name]) for name in ("name", "phone", "email")
        }
        return {**typed, "anonymous": form.get("anonymous") == "on"}
    return {}


def _clean(text: str, most: int) -> str:
    try:
        return clean_lines(text.replace("\x00", ""))[:most]
    except UncleanError:
        return clean_lines(text.encode("utf-8", "ignore").decode().replace("\x00", ""))[:most]


def _words(writing: Writing, faults: Mapping[str, str]) -> list[FieldView]:
    return [
        FieldView(
            "text",
            "long_text",
            gettext("Kể lại sự việc"),
            required=True,
            hint=gettext("Việc gì, từ bao giờ, ảnh hưởng thế nào. Ví dụ: “Hố ga trước cổng chợ mất nắp từ hôm qua.”"),
            value=writing.said("text"),
            error=faults.get("text", ""),
            max_length=intake_limits(writing.on).text_letters,
        )
    ]


def _category(writing: Writing, faults: Mapping[str, str]) -> list[FieldView]:
    tree = selectors.categories(writing.on)
    names = {leaf.code: category_name(leaf) for branch, leaves in tree for leaf in (leaves or [branch])}
    chosen = writing.said("category")
    likely = [code for code in advice.likely_categories(writing.said("text"), now=writing.at) if code in names]
    if chosen in names and chosen not in likely:
        likely.insert(0, chosen)
    options = [OptionView(code, names[code], code == chosen) for code in likely[:5]]
    views = []
    if options:
        options.append(OptionView(OTHER, gettext("Lĩnh vực khác, chọn trong danh sách dưới đây"), selected=False))
        views.append(
            FieldView(
                "category",
                "choice",
                gettext("Theo lời bạn viết, có thể là"),
                required=True,
                options=tuple(options),
                error=faults.get("category", ""),
            )
        )
    every = tuple(
        OptionView(leaf.code, f"{category_name(branch)}: {category_name(leaf)}", leaf.code == chosen)
        for branch, leaves in tree
        for leaf in (leaves or [branch])
    )
    views.append(
        FieldView(
            "category_list",
            "choice",
            gettext("Tất cả lĩnh vực"),
            required=True,
            options=every,
            folded=True,
            error="" if options else faults.get("category", ""),
        )
    )
    return views


def _kind(writing: Writing, faults: Mapping[str, str]) -> list[FieldView]:
    options = tuple(
        OptionView(kind.value, str(KIND_NAMES[kind.value]), kind.value == writing.said("kind")) for kind in Kind
    )
    label = gettext("Chọn điều gần nhất")
    return [FieldView("kind", "choice", label, required=True, options=options, error=faults.get("kind", ""))]


def _rule(writing: Writing, faults: Mapping[str, str]) -> list[FieldView]:
    return [
        FieldView(
            "procedure",
            "text",
            gettext("Mã thủ tục"),
            hint=gettext("Ghi trên trang thủ tục hoặc giấy tiếp nhận, ví dụ 1.004194."),
            value=writing.said("procedure"),
            error=faults.get("procedure", ""),
            max_length=40,
        ),
        FieldView(
            "article",
            "text",
            gettext("Điều, khoản, văn bản"),
            hint=gettext("Ví dụ: khoản 2 Điều 7 Quyết định 12/2025/QĐ-UBND."),
            value=writing.said("article"),
            error=faults.get("article", ""),
            max_length=200,
        ),
    ]


def _contact(writing: Writing, faults: Mapping[str, str]) -> list[FieldView]:
    known: Mapping[str, object] = {}
    if "name" not in writing.answers and writing.actor.user_id is not None:
        known = known_of(writing.actor)

    def value(name: str) -> str:
        return writing.said(name) or str(known.get(name) or "")

    views = [
        FieldView("name", "text", gettext("Họ tên"), required=True, value=value("name"), error=faults.get("name", ""),
                  autocomplete="name", max_length=200),
        FieldView("phone", "phone", gettext("Số điện thoại"), value=value("phone"), error=faults.get("phone", ""),
                  hint=gettext("Số điện thoại hoặc thư điện tử, một trong hai là đủ. Không hiện công khai.")),
        FieldView("email", "email", gettext("Thư điện tử"), value=value("email"), error=faults.get("email", "")),
    ]  # fmt: skip
    if writing.may_be_anonymous:
        views.append(
            FieldView(
                "anonymous",
                "consent",
                gettext("Gửi không ghi tên"),
                hint=gettext("Chúng tôi không lưu tên và cách liên hệ. Bạn chỉ theo dõi được bằng đường dẫn riêng."),
                value="on" if writing.answers.get("anonymous") is True else "",
                error=faults.get("anonymous", ""),
            )
        )
    return views
