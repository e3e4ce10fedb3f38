"""What changed in a form, in words for the people who fill it in."""

from __future__ import annotations

from django.utils.translation import gettext

from motcua.forms.difference import Change, differences
from motcua.forms.schema import FormSchema
from motcua.web.words import shortened


def said_changes(old: FormSchema, new: FormSchema) -> list[str]:
    """One sentence a change that matters to who is filling in the form; each once."""
    said = [_said(one) for one in differences(old, new) if one.matters]
    return list(dict.fromkeys(one for one in said if one))


def _said(change: Change) -> str:
    label = shortened(gettext(change.label))
    if change.part in {"rule", "eligibility"}:
        return (
            gettext("Điều kiện kiểm tra thay đổi: “{label}”.").format(label=label) if change.what != "removed" else ""
        )
    if change.what == "added":
        return gettext("Mục mới: “{label}”.").format(label=label)
    if change.what == "removed":
        return gettext("Không còn hỏi: “{label}”.").format(label=label)
    if change.what == "moved":
        return gettext("Mục “{label}” chuyển sang phần “{place}”.").format(
            label=label, place=gettext(str(change.after))
        )
    return _attribute_said(change, label)


def _attribute_said(change: Change, label: str) -> str:
    if change.attribute == "label":
        text = gettext("Mục “{before}” nay hỏi là “{label}”.")
        return text.format(before=shortened(gettext(str(change.before))), label=label)
    words = {
        "kind": gettext("Mục “{label}” nay trả lời theo cách khác."),
        "options": gettext("Các lựa chọn của mục “{label}” đã thay đổi."),
        "repeat": gettext("Số dòng của nhóm “{label}” đã thay đổi."),
        "show_if": gettext("Mục “{label}” nay được hỏi trong trường hợp khác."),
        "require_if": gettext("Mục “{label}” nay bắt buộc trong trường hợp khác."),
    }
    if change.attribute == "required":
        required = gettext("Mục “{label}” nay là bắt buộc.")
        return (required if change.after else gettext("Mục “{label}” nay không bắt buộc.")).format(label=label)
    return words.get(change.attribute, gettext("Giới hạn của mục “{label}” đã thay đổi.")).format(label=label)
