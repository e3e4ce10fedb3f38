"""Limits, fees and papers in words, for sheets and lists that are printed in Vietnamese."""

from __future__ import annotations

from motcua.core.money import format_dong
from motcua.procedures.terms import ChannelName, ComponentTerm, FeeTerm, Limit
from motcua.worktime.rules import LimitUnit

UNITS = {
    LimitUnit.WORKING_HOUR: "giờ làm việc",
    LimitUnit.HOUR: "giờ",
    LimitUnit.WORKING_DAY: "ngày làm việc",
    LimitUnit.DAY: "ngày",
    LimitUnit.MONTH: "tháng",
}
CHANNELS = {
    ChannelName.ONLINE: "Trực tuyến",
    ChannelName.COUNTER: "Trực tiếp",
    ChannelName.POST: "Bưu chính công ích",
}
ONLINE_LEVELS = {"full": "Toàn trình", "partial": "Một phần", "none": "Chưa cung cấp trực tuyến"}


def limit_words(limit: Limit | None) -> str:
    """``05 ngày làm việc``; ``chưa rõ`` when it is not known."""
    return f"{limit.amount:02d} {UNITS[limit.unit]}" if limit else "chưa rõ"


def fee_words(fees: tuple[FeeTerm, ...]) -> str:
    """Every fee with its name; ``không`` when none was announced."""
    if not fees:
        return "không"
    words = []
    for fee in fees:
        amount = "chưa rõ" if fee.amount is None else "miễn phí" if fee.amount == 0 else format_dong(fee.amount)
        words.append(f"{fee.name}: {amount}" if fee.name else amount)
    return "; ".join(words)


def paper_words(paper: ComponentTerm) -> str:
    """``Tờ khai (bản chính: 1, bản sao: 1)``."""
    counted = (("bản chính", paper.originals), ("bản sao", paper.copies))
    counts = [f"{label}: {count}" for label, count in counted if count]
    return f"{paper.name} ({', '.join(counts)})" if counts else paper.name
