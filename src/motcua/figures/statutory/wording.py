"""The words on a printed report. Printed reports are in Vietnamese, whatever language the page is read in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from motcua.core.clock import LEGAL_ZONE
from motcua.figures.period_texts import period_name

from .lifecycle import Act, State
from .table import Table

STATES: Final = {
    State.PREPARED: _("đang lập"),
    State.CHECKED: _("đã kiểm tra"),
    State.SUBMITTED: _("đã gửi"),
    State.RECEIVED: _("đã nhận"),
    State.RETURNED: _("bị trả lại"),
    State.LOCKED: _("đã chốt"),
    State.REPLACED: _("đã thay thế"),
}
ACTS: Final = {
    Act.PREPARE: _("Tính số liệu"),
    Act.ENTER: _("Nhập số, giải trình"),
    Act.CHECK: _("Kiểm tra cân đối"),
    Act.SUBMIT: _("Gửi báo cáo"),
    Act.RECEIVE: _("Nhận báo cáo"),
    Act.RETURN: _("Trả lại để sửa"),
    Act.LOCK: _("Chốt báo cáo"),
    Act.CORRECT: _("Mở bản đính chính"),
    Act.REPLACE: _("Được bản sau thay thế"),
}


@dataclass(frozen=True, slots=True)
class HeadLines:
    number: str
    legal: str
    period: str
    days: str
    reports: str
    receives: str
    unit: str


@dataclass(frozen=True, slots=True)
class SignLines:
    place: str
    left: str
    left_note: str
    right: str
    right_note: str
    proof: str


def head_lines(table: Table) -> HeadLines:
    with override("vi"):
        name = period_name(table.period)
    name = name.split(" (")[0].removeprefix("báo cáo ")
    first, last = table.period.first, table.period.last
    receives = f"- Đơn vị nhận báo cáo: {table.superior}" if table.superior else ""
    return HeadLines(
        number=f"Biểu số {table.form.number}" if table.form.number.startswith("II.") else table.form.number,
        legal=f"Ban hành theo {table.form.legal}",
        period=f"Kỳ báo cáo: {name}",
        days=f"(Từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y})",
        reports=f"- Đơn vị báo cáo: {table.unit_name}",
        receives=receives,
        unit=f"Đơn vị tính: {table.form.unit_vi}",
    )


def sign_lines(table: Table) -> SignLines:
    place = settings.PROVINCE_NAME.removeprefix("Tỉnh ").removeprefix("Thành phố ")
    as_of = table.as_of.astimezone(LEGAL_ZONE)
    return SignLines(
        place=f"{place}, ngày … tháng … năm …",
        left=table.form.signs[0],
        left_note="(Ký, ghi rõ họ tên)",
        right=table.form.signs[-1],
        right_note="(Ký, ghi rõ họ tên, đóng dấu)",
        proof=f"Số liệu tính đến {as_of:%H:%M ngày %d/%m/%Y}. Mã băm SHA-256 của số liệu: {table.sha256}",
    )
