"""Words and numbers of dry runs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.foresight.trial.models import TrialReport, TrialState
from motcua.web import words

SHELF = "trials"
STATES = {
    TrialState.ASKED: (gettext_lazy("đang chạy"), "soon"),
    TrialState.DONE: (gettext_lazy("xong"), "ontime"),
    TrialState.FAILED: (gettext_lazy("không chạy được"), "late"),
    TrialState.CANCELLED: (gettext_lazy("đã dừng"), "paused"),
}
BASES = {
    "role_and_kind": gettext_lazy("bước cùng vai trò và cùng loại ở nơi khác"),
    "role": gettext_lazy("bước cùng vai trò"),
    "kind": gettext_lazy("bước cùng loại"),
    "all": gettext_lazy("mọi bước"),
    "hours": gettext_lazy("không có bước nào giống: lấy số giờ người soạn ghi, 10% là làm, 30% là chờ"),
}
LEFT_OUT = {
    "instant": gettext_lazy("giải quyết ngay khi tiếp nhận"),
    "parts": gettext_lazy("hồ sơ liên thông và các phần của nó"),
    "not_accepted": gettext_lazy("không được tiếp nhận"),
}
_DAY = 480


def state_of(row: TrialReport) -> tuple[str, str]:
    text, look = STATES[TrialState(row.state)]
    return str(text), look


def share(millionths: int) -> str:
    return words.percent(Decimal(millionths) / 1_000_000)


def points(millionths: int) -> str:
    """A difference of shares."""
    sign = "+" if millionths > 0 else "−" if millionths < 0 else ""
    number = words.decimal(Decimal(abs(millionths)) / 10_000, 2)
    return _("{number} điểm %").format(number=f"{sign}{number}")


def length(minutes: int) -> str:
    return words.duration(abs(minutes)) if minutes else _("0 phút")


def longer(minutes: int) -> str:
    return ("+" if minutes > 0 else "−" if minutes < 0 else "") + length(minutes)


def hours(minutes: int) -> str:
    return _("{number} giờ").format(number=words.decimal(Decimal(minutes) / 60, 0))


def between(low: str, high: str) -> str:
    return _("từ {low} đến {high}").format(low=low, high=high)


def measure_rows(report: dict[str, Any]) -> list[dict[str, str]]:
    """Late share, median and p90: before, after, difference, each with its interval."""
    rows = []
    for key, name, show, differ in (
        ("late", _("Tỷ lệ hồ sơ trễ hạn"), share, points),
        ("median", _("Thời gian giải quyết, trung vị"), length, longer),
        ("p90", _("Thời gian giải quyết, 9 trên 10 hồ sơ xong trong"), length, longer),
    ):
        found = report[key]
        row = {"name": name, "key": key}
        for side, as_text in (("before", show), ("after", show), ("change", differ)):
            value, low, high = found[side]
            row[side] = as_text(value)
            row[f"{side}_between"] = between(as_text(low), as_text(high))
        rows.append(row)
    return rows


def finding(report: dict[str, Any]) -> str:
    """The title says what was found."""
    value, low, high = report["late"]["change"]
    if low <= 0 <= high:
        late = _("tỷ lệ trễ hạn không đổi rõ rệt")
    elif value < 0:
        late = _("ít hồ sơ trễ hạn hơn: {text}").format(text=points(value))
    else:
        late = _("nhiều hồ sơ trễ hạn hơn: {text}").format(text=points(value))
    value, low, high = report["median"]["change"]
    if low <= 0 <= high:
        return _("Với thay đổi này, {late}; thời gian giải quyết không đổi rõ rệt.").format(late=late)
    faster = _("nhanh hơn") if value < 0 else _("chậm hơn")
    return _("Với thay đổi này, {late}; một hồ sơ điển hình {faster} {length}.").format(
        late=late, faster=faster, length=length(value)
    )


def role_text(role: str, names: dict[str, str]) -> str:
    return names.get(role, role) if role else _("mọi vai trò")


def used(minutes: int, capacity: int) -> str:
    return share(minutes * 1_000_000 // max(1, capacity))


def listed(pairs: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in pairs)
