"""The words of a condition's row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.studio.processes.step_form import ALWAYS, OTHERWISE, WHEN

if TYPE_CHECKING:
    from motcua.studio.processes.words import Words

COMPARISON_WORDS: Words = {
    "=": _("bằng"),
    "!=": _("khác"),
    ">": _("lớn hơn"),
    ">=": _("từ … trở lên"),
    "<": _("nhỏ hơn"),
    "<=": _("không quá"),
    "in": _("là một trong"),
    "has": _("có chọn"),
    "filled": _("đã trả lời"),
    "empty": _("chưa trả lời"),
}
MODES: Words = {
    ALWAYS: _("luôn chọn được"),
    WHEN: _("chỉ khi đúng điều kiện"),
    OTHERWISE: _("khi không điều kiện nào đúng"),
}
