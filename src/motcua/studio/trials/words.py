"""Words and numbers of dry runs."""

from __future__ import annotations

import datetime as dt
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


def step_text(report: dict[str, Any], procedure: str, key: str) -> str:
    """A step's name as its author wrote it; reports from before names were kept have keys alone."""
    return str(report.get("step_names", {}).get(procedure, {}).get(key, key))


def self_check(report: dict[str, Any]) -> dict[str, Any]:
    """Whether the dry run could foretell the past: a sentence, whether it warns, and the table behind it. Empty for
    reports from before it was asked."""
    if "self_check" not in report:
        return {}
    found = report["self_check"]
    if found is None:
        text = _("Quá ít hồ sơ để thử dự báo lại quá khứ: chưa biết chạy thử này sai bao nhiêu.")
        return {"text": text, "warns": True, "rows": []}
    late, median = found["late"], found["median"]
    given = {
        "count": found["dossiers"],
        "day": words.day(dt.date.fromisoformat(found["since"])),
        "said": share(late[1]),
        "was": share(late[0]),
        "length": length(median[1]),
        "lasted": length(median[0]),
    }
    if found["holds"]:
        text = _(
            "Đã thử dự báo lại {count} hồ sơ nộp từ {day} chỉ bằng những gì biết trước ngày ấy: dự báo {said} trễ hạn, "
            "thực tế {was}. Dự báo khớp với quá khứ."
        )
    else:
        text = _(
            "Chạy thử này không dự báo lại được quá khứ: {count} hồ sơ nộp từ {day} được dự báo {said} trễ hạn, "
            "trung vị {length}; thực tế {was}, trung vị {lasted}. Không nên quyết định theo các con số dưới đây; "
            "các khoảng đã được nới rộng theo mức sai này."
        )
    return {"text": text.format(**given), "warns": not found["holds"], "rows": _check_rows(found)}


def _check_rows(found: dict[str, Any]) -> list[dict[str, str]]:
    rows = []
    for key, name, show, differ in (
        ("late", _("Tỷ lệ trễ hạn"), share, points),
        ("median", _("Trung vị"), length, longer),
        ("p90", _("9 trên 10 hồ sơ"), length, longer),
    ):
        was, said, low, high = found[key]
        row = {"name": name, "recorded": show(was), "foretold": show(said), "error": differ(said - was)}
        rows.append({**row, "between": between(show(low), show(high))})
    return rows


def role_text(role: str, names: dict[str, str]) -> str:
    return names.get(role, role) if role else _("mọi vai trò")


def used(minutes: int, capacity: int) -> str:
    return share(minutes * 1_000_000 // max(1, capacity))


def listed(pairs: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in pairs)
