"""What the kinds of letters are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.procedures.letter_kinds import LetterKind

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LETTERS: Mapping[LetterKind, str | StrPromise] = {
    LetterKind.SUPPLEMENT: _("Công văn yêu cầu bổ sung"),
    LetterKind.REFUSAL: _("Công văn từ chối"),
    LetterKind.APOLOGY: _("Thư xin lỗi"),
    LetterKind.RESULT: _("Kết quả giải quyết"),
    LetterKind.INVITATION: _("Giấy mời"),
    LetterKind.NOTICE: _("Thông báo"),
}
