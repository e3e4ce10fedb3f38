"""The words of the form builder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from motcua.forms.drafting import SaveAct
from motcua.web.form_words import KINDS, words

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Words = Mapping[str, str | StrPromise]

COMPARISONS: Words = {
    "=": pgettext_lazy("comparison", "bằng"),
    "!=": pgettext_lazy("comparison", "khác"),
    "<": pgettext_lazy("comparison", "nhỏ hơn"),
    "<=": pgettext_lazy("comparison", "không quá"),
    ">": pgettext_lazy("comparison", "lớn hơn"),
    ">=": pgettext_lazy("comparison", "từ"),
    "in": pgettext_lazy("comparison", "là một trong"),
    "has": pgettext_lazy("comparison", "có chọn"),
    "filled": pgettext_lazy("comparison", "đã điền"),
    "empty": pgettext_lazy("comparison", "để trống"),
}
CHANNELS: Words = {"online": _("Trực tuyến"), "counter": _("Trực tiếp"), "post": _("Bưu chính công ích")}
SAVES: Words = {
    SaveAct.STARTED: _("Bắt đầu soạn"),
    SaveAct.EDITED: _("Sửa"),
    SaveAct.ADDED: _("Thêm"),
    SaveAct.DOUBLED: _("Nhân đôi"),
    SaveAct.REMOVED: _("Bỏ"),
    SaveAct.MOVED: _("Chuyển chỗ"),
    SaveAct.IMPORTED: _("Lấy từ tệp"),
    SaveAct.UNDONE: _("Hoàn tác"),
    SaveAct.RESTORED: _("Lấy lại bản cũ"),
    SaveAct.TAKEN_OVER: _("Lấy phần của bản kia"),
}
PREFILLS: Words = {
    "account.name": _("Tài khoản: họ và tên"),
    "account.id_number": _("Tài khoản: số định danh"),
    "account.birth_date": _("Tài khoản: ngày sinh"),
    "account.phone": _("Tài khoản: điện thoại"),
    "account.email": _("Tài khoản: thư điện tử"),
    "account.address": _("Tài khoản: địa chỉ"),
    "card.name": _("Thẻ căn cước: họ và tên"),
    "card.id_number": _("Thẻ căn cước: số định danh"),
    "card.birth_date": _("Thẻ căn cước: ngày sinh"),
    "card.sex": _("Thẻ căn cước: giới tính"),
    "card.address": _("Thẻ căn cước: nơi thường trú"),
    "card.issued_on": _("Thẻ căn cước: ngày cấp"),
}
LEVELS: Words = {
    "": _("Tỉnh hoặc xã, phường"),
    "province": _("Chỉ tỉnh, thành phố"),
    "commune": _("Chỉ xã, phường, đặc khu"),
}

__all__ = ["CHANNELS", "COMPARISONS", "KINDS", "LEVELS", "PREFILLS", "SAVES", "words"]
