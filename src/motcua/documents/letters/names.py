"""The closed list of what a letter may name, and how it can be written out. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

TEXT, DATE, MONEY, NUMBER = "text", "date", "money", "number"

FORMATS: Mapping[str, tuple[str, ...]] = {
    TEXT: ("hoa",),
    DATE: ("ngay", "ngay_chu"),
    MONEY: ("tien", "tien_chu"),
    NUMBER: ("so", "so_chu", "tien", "tien_chu"),
}
"""By kind; the first of a date, of money and of a number is how it is written when no format is named."""

ANY_FORMAT = frozenset(name for names in FORMATS.values() for name in names)


@dataclass(frozen=True, slots=True)
class Placeholder:
    name: str
    label: str | StrPromise
    kind: str = TEXT


_ALL = (
    Placeholder("nguoi_nop.ho_ten", _("Họ tên người nộp, tên tổ chức")),
    Placeholder("nguoi_nop.so_giay_to", _("Số căn cước, mã số thuế")),
    Placeholder("nguoi_nop.ngay_sinh", _("Ngày sinh"), DATE),
    Placeholder("nguoi_nop.dia_chi", _("Địa chỉ người nộp")),
    Placeholder("nguoi_nop.dien_thoai", _("Số điện thoại người nộp")),
    Placeholder("nguoi_nop.thu_dien_tu", _("Thư điện tử người nộp")),
    Placeholder("nguoi_nop.thay_mat", _("Người, tổ chức được nộp thay")),
    Placeholder("ho_so.ma", _("Mã hồ sơ")),
    Placeholder("ho_so.bien_nhan", _("Số biên nhận")),
    Placeholder("ho_so.ngay_nop", _("Ngày nộp"), DATE),
    Placeholder("ho_so.ngay_tiep_nhan", _("Ngày tiếp nhận"), DATE),
    Placeholder("ho_so.ngay_hen", _("Ngày hẹn trả"), DATE),
    Placeholder("ho_so.phi", _("Tổng phí, lệ phí"), MONEY),
    Placeholder("ho_so.truong_hop", _("Trường hợp")),
    Placeholder("ho_so.dia_ban", _("Địa bàn")),
    Placeholder("thu_tuc.ten", _("Tên thủ tục")),
    Placeholder("thu_tuc.ma", _("Mã thủ tục")),
    Placeholder("co_quan.ten", _("Cơ quan ra văn bản")),
    Placeholder("co_quan.cap_tren", _("Cơ quan cấp trên")),
    Placeholder("co_quan.dia_chi", _("Địa chỉ cơ quan")),
    Placeholder("co_quan.dien_thoai", _("Điện thoại cơ quan")),
    Placeholder("noi_tiep_nhan.ten", _("Bộ phận một cửa tiếp nhận")),
    Placeholder("van_ban.so", _("Số văn bản")),
    Placeholder("van_ban.ngay", _("Ngày văn bản"), DATE),
    Placeholder("nguoi_ky.ho_ten", _("Người ký")),
    Placeholder("nguoi_ky.chuc_danh", _("Chức danh người ký")),
    Placeholder("noi_dung.ly_do", _("Lý do")),
    Placeholder("noi_dung.can_cu", _("Căn cứ pháp lý")),
    Placeholder("noi_dung.ghi_chu", _("Ghi chú")),
    Placeholder("noi_dung.han", _("Hạn bổ sung, ngày hẹn mới"), DATE),
    Placeholder("noi_dung.so_ket_qua", _("Số kết quả")),
)

PLACEHOLDERS: Mapping[str, Placeholder] = {one.name: one for one in _ALL}

GROUPS: Mapping[str, tuple[str, ...]] = {"giay_to": ("ten", "ghi_chu")}
"""Lists that a letter may go through, with the columns of a row: the papers asked for."""

ANSWER = re.compile(r"don\.([A-Za-z][A-Za-z0-9_.:-]{0,119})")
"""``don.<key>``: an answer of the form, or a repeated group of it."""
ROW = re.compile(r"dong\.([A-Za-z][A-Za-z0-9_.:-]{0,119})")
ROW_NUMBER = "stt"


def formats_of(kind: str) -> tuple[str, ...]:
    return (*FORMATS[kind], *(() if kind == TEXT else FORMATS[TEXT]))
