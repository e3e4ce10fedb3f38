"""Terms of a procedure in plain words: limits, fees, channels, levels."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from motcua.procedures.terms import ChannelName, ComponentTerm, FeeTerm, Limit, Terms
from motcua.web.words import money
from motcua.worktime.rules import LimitUnit

CHANNEL_ORDER = (ChannelName.ONLINE, ChannelName.COUNTER, ChannelName.POST)


def channel_name(channel: str) -> str:
    return {
        "online": gettext("Trực tuyến"),
        "counter": gettext("Tại quầy một cửa"),
        "post": gettext("Bưu chính công ích"),
    }.get(channel, channel)


def level_name(level: str) -> str:
    """Where a procedure is done, by the level of the agency."""
    return {
        "commune": gettext("UBND cấp xã"),
        "district": gettext("Cấp huyện"),
        "province": gettext("Cấp tỉnh"),
        "ministry": gettext("Bộ, ngành"),
        "other": gettext("Cơ quan khác"),
    }.get(level, level)


def online_name(online: str) -> str:
    """How far a procedure can be done online: the words of Decree 42/2022, and ours where nothing is declared."""
    return {
        "full": gettext("Trực tuyến toàn trình"),
        "partial": gettext("Trực tuyến một phần"),
        "unstated": gettext("Nhận hồ sơ trực tuyến"),
        "none": gettext("Nộp trực tiếp hoặc qua bưu chính"),
    }.get(online, online)


_OPENING = "Thủ tục "


def plain_name(name: str) -> str:
    """The name as people say it: without the word every official name begins with."""
    bare = name.removeprefix(_OPENING).removeprefix(_OPENING.upper()).strip()
    return bare[:1].upper() + bare[1:] if bare else name


LONG_NAME = 110
"""Official names run to 900 signs; nobody reads a heading longer than this."""


def spoken_name(name: str, summary: str) -> str:
    """What heads a page or a line of a list: the plain name, or the summary in plain words when the name is too long
    to be read. The official name then stands beside it once."""
    plain, said = plain_name(name), summary.strip().removesuffix(".")
    return said if len(plain) > LONG_NAME and said and len(said) <= LONG_NAME + 30 else plain


def limit_words(limit: Limit | None) -> str:
    """``5 ngày làm việc``; empty when the limit is not known."""
    if limit is None:
        return ""
    n = limit.amount
    said = {
        LimitUnit.WORKING_HOUR: ngettext("{n} giờ làm việc", "{n} giờ làm việc", n),
        LimitUnit.HOUR: ngettext("{n} giờ", "{n} giờ", n),
        LimitUnit.WORKING_DAY: ngettext("{n} ngày làm việc", "{n} ngày làm việc", n),
        LimitUnit.DAY: ngettext("{n} ngày", "{n} ngày", n),
        LimitUnit.MONTH: ngettext("{n} tháng", "{n} tháng", n),
    }[limit.unit]
    return said.format(n=n)


def time_words(terms: Terms) -> str:
    """The limit that binds the office, as a person reads it."""
    if terms.instant:
        return gettext("Trong ngày")
    return limit_words(terms.limit) or gettext("Chưa công bố")


def fee_words(terms: Terms) -> str:
    """All fees of a way to file in one phrase. Unknown is not free."""
    if "fee" in terms.unknown or any(fee.amount is None for fee in terms.fees):
        return gettext("Chưa công bố")
    amounts = sorted({fee.amount for fee in terms.fees if fee.amount is not None})
    if not amounts or amounts == [0]:
        return gettext("Không thu")
    if len(amounts) == 1:
        return money(amounts[0])
    return gettext("{least} đến {most}").format(least=money(amounts[0]), most=money(amounts[-1]))


def fee_lines(fees: Sequence[FeeTerm]) -> list[dict[str, str]]:
    """Each fee by its name, for a table."""
    return [
        {
            "name": fee.name or gettext("Phí, lệ phí"),
            "amount": money(fee.amount) if fee.amount is not None else gettext("Chưa công bố"),
            "note": fee.note,
        }
        for fee in fees
    ]


def paper_note(paper: ComponentTerm) -> str:
    """How many originals and copies of a paper, and whether it may be left out."""
    parts = []
    if paper.originals:
        parts.append(ngettext("{n} bản chính", "{n} bản chính", paper.originals).format(n=paper.originals))
    if paper.copies:
        parts.append(ngettext("{n} bản sao", "{n} bản sao", paper.copies).format(n=paper.copies))
    if not paper.required:
        parts.append(gettext("nếu có"))
    return ", ".join(parts)
