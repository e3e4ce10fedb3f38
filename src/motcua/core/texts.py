"""The words for error codes and other codes that rules return. Each room registers one catalogue in its
``texts.py``: code -> Vietnamese sentence with ``{param}`` places, wrapped in ``gettext_lazy``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Text = str | StrPromise

_catalogue: dict[str, Text] = {}

_FALLBACK = _("Không thực hiện được yêu cầu này ({code}).")


def register(texts: Mapping[str, Text]) -> None:
    """Add a room's texts. A code already taken by another text is a programming error."""
    for code, text in texts.items():
        if code in _catalogue and _catalogue[code] is not text:
            raise ValueError(f"the code {code!r} has a text already")
        _catalogue[code] = text


def known_codes() -> frozenset[str]:
    return frozenset(_catalogue)


def say(code: str, params: Mapping[str, object] | None = None) -> str:
    """The sentence for ``code`` in the language in force; a plain fallback when nobody wrote one."""
    text = str(_catalogue.get(code, _FALLBACK))
    values = {"code": code, **(params or {})}
    try:
        return text.format_map(values)
    except (KeyError, IndexError, ValueError):
        return text


TEXTS: dict[str, Text] = {
    "database_unavailable": _(
        "Cơ sở dữ liệu đang tạm ngừng. Chờ ít phút rồi gửi lại; việc đã gửi xong vẫn còn nguyên."
    ),
    "rate_limited": _("Bạn thao tác quá nhanh. Hãy thử lại sau {retry_after} giây."),
    "cursor_invalid": _("Dấu trang không đúng hoặc thuộc danh sách khác. Hãy xem lại từ trang đầu."),
    "idempotency_key_invalid": _("Khóa chống gửi trùng phải có từ 1 đến {longest} ký tự."),
    "idempotency_key_reused": _("Khóa chống gửi trùng này đã dùng cho một yêu cầu có nội dung khác."),
    "idempotency_unfinished": _(
        "Yêu cầu trước với khóa này chưa có kết quả. Hãy xem lại tình trạng rồi gửi với khóa mới."
    ),
    "outbox_failure_unknown": _("Không có thông điệp lỗi này, hoặc nó đã được xử lý."),
    "job_unknown": _("Không có việc nền này."),
    "job_failed": _("Việc nền đã dừng vì lỗi; quản trị hệ thống xem nhật ký."),
}
