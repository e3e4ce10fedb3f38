"""The words of decisions about units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from motcua.organisation.changes import ChangeKind
from motcua.organisation.models import UnitDecisionState
from motcua.web.words import day

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Words = Mapping[str, "str | StrPromise"]

KINDS: Words = {
    ChangeKind.MERGE: pgettext_lazy("units", "Nhập đơn vị"),
    ChangeKind.SPLIT: pgettext_lazy("units", "Chia đơn vị"),
    ChangeKind.CREATE: pgettext_lazy("units", "Thành lập đơn vị"),
    ChangeKind.RENAME: pgettext_lazy("units", "Đổi tên, đổi mã"),
    ChangeKind.MOVE: pgettext_lazy("units", "Chuyển sang cấp trên khác"),
    ChangeKind.DISSOLVE: pgettext_lazy("units", "Giải thể"),
}
STATES: Words = {
    UnitDecisionState.DRAFT: gettext_lazy("Bản nháp"),
    UnitDecisionState.CHECKED: gettext_lazy("Đã kiểm tra, chờ ký"),
    UnitDecisionState.IN_FORCE: gettext_lazy("Đã ký"),
    UnitDecisionState.WITHDRAWN: gettext_lazy("Đã bỏ"),
}
LOOKS: Mapping[str, str] = {"draft": "neutral", "checked": "soon", "in_force": "ontime", "withdrawn": "paused"}
JOBS: Words = {
    "planned": gettext_lazy("Chờ đến ngày hiệu lực"),
    "running": gettext_lazy("Đang chuyển hồ sơ"),
    "done": gettext_lazy("Đã chuyển xong"),
}
LEVELS: Words = {
    "national": gettext_lazy("Trung ương"),
    "province": gettext_lazy("Cấp tỉnh"),
    "district": gettext_lazy("Cấp huyện"),
    "commune": gettext_lazy("Cấp xã"),
    "unit": gettext_lazy("Đơn vị trực thuộc"),
}
UNIT_KINDS: Words = {
    "commune": pgettext_lazy("kind of unit", "Xã"),
    "ward": pgettext_lazy("kind of unit", "Phường"),
    "special_zone": pgettext_lazy("kind of unit", "Đặc khu"),
    "township": pgettext_lazy("kind of unit", "Thị trấn (đến 30/6/2025)"),
    "rural_district": pgettext_lazy("kind of unit", "Huyện (đến 30/6/2025)"),
    "town": pgettext_lazy("kind of unit", "Thị xã (đến 30/6/2025)"),
    "provincial_city": pgettext_lazy("kind of unit", "Thành phố thuộc tỉnh (đến 30/6/2025)"),
    "province": pgettext_lazy("kind of unit", "Tỉnh, thành phố"),
    "department": pgettext_lazy("kind of unit", "Sở, ban, ngành"),
    "division": pgettext_lazy("kind of unit", "Phòng, chi cục, trung tâm"),
    "one_stop_centre": pgettext_lazy("kind of unit", "Trung tâm Phục vụ hành chính công, Bộ phận Một cửa"),
    "vertical_agency": pgettext_lazy("kind of unit", "Cơ quan ngành dọc"),
    "commune_office": pgettext_lazy("kind of unit", "Văn phòng HĐND và UBND cấp xã"),
    "commune_economy": pgettext_lazy("kind of unit", "Phòng Kinh tế cấp xã"),
    "commune_society": pgettext_lazy("kind of unit", "Phòng Văn hóa - Xã hội cấp xã"),
    "commune_police": pgettext_lazy("kind of unit", "Công an cấp xã"),
    "land_office": pgettext_lazy("kind of unit", "Văn phòng đăng ký đất đai"),
    "land_branch": pgettext_lazy("kind of unit", "Chi nhánh Văn phòng đăng ký đất đai"),
    "tax_branch": pgettext_lazy("kind of unit", "Thuế cơ sở"),
    "insurance_branch": pgettext_lazy("kind of unit", "Bảo hiểm xã hội cơ sở"),
}
"""What officials call the kinds that shipped rules know; others show their code."""


def percent(share: object) -> str:
    """``0.45`` as ``45%``; what is no number stays as it was written."""
    try:
        return f"{(Decimal(str(share)) * 100).normalize():f}%".replace(".", ",")
    except InvalidOperation:
        return str(share)


def readable(params: Mapping[str, object]) -> dict[str, object]:
    """What a fault names, as people write it: days, and shares with a comma."""
    return {name: _readable(name, value) for name, value in params.items()}


def _readable(name: str, value: object) -> object:
    if name == "total":
        return str(value).replace(".", ",")
    try:
        return day(dt.date.fromisoformat(value)) if isinstance(value, str) else value
    except ValueError:
        return value


def told(change: Mapping[str, object]) -> str:
    """A change in one sentence."""
    kind = str(change.get("kind", ""))
    old = change.get("from", change.get("unit", ""))
    if kind == ChangeKind.MERGE and isinstance(old, list):
        return _("{old} nhập thành {new}").format(old=", ".join(map(str, old)), new=_unit(change.get("into")))
    if kind == ChangeKind.SPLIT:
        into = change.get("into")
        parts = [_part(one) for one in into if isinstance(one, dict)] if isinstance(into, list) else []
        return _("{old} chia cho {new}").format(old=old, new="; ".join(parts))
    if kind == ChangeKind.CREATE:
        return _unit(change.get("unit"))
    if kind == ChangeKind.RENAME:
        to = change.get("to")
        name = str(to.get("name", "")) if isinstance(to, dict) else ""
        return _("{old} thành {new}").format(old=old, new=f"{change.get('new_code') or old} {name}".strip())
    if kind == ChangeKind.MOVE:
        return _("{old} về trực thuộc {new}").format(old=old, new=change.get("parent", ""))
    successor = change.get("successor") or _("chưa ghi đơn vị tiếp nhận")
    return _("{old} giải thể, công việc giao {new}").format(old=old, new=successor)


def _unit(value: object) -> str:
    if not isinstance(value, dict):
        return str(value or "")
    return f"{value.get('code', '')} {value.get('name', '')}".strip()


def _part(one: Mapping[str, object]) -> str:
    mark = _(" (mặc định)") if one.get("default") else ""
    parts = one.get("parts")
    places = f": {', '.join(map(str, parts))}" if isinstance(parts, list) and parts else ""
    return f"{one.get('code', '')} {percent(one.get('share', ''))}{mark}{places}"
