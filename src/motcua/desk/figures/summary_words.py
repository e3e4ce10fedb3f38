"""Words of the pages of units, procedures, comparison and the three cuts."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from motcua.desk.wording import CHANNELS, words
from motcua.figures.comparison.funnel import Verdict
from motcua.figures.cuts.tallies import Cut
from motcua.figures.numbers import print_number
from motcua.figures.summaries.rows import Kind
from motcua.figures.wording import language

if TYPE_CHECKING:
    from motcua.desk.wording import Words

MINUTES_OF_HOUR = 60
LIST_TITLES: Words = {
    Kind.LATE: _("Hồ sơ quá hạn"),
    Kind.SETTLED: _("Hồ sơ đã giải quyết"),
    Kind.RECEIVED: _("Hồ sơ tiếp nhận trong kỳ"),
    Kind.LATE_STEPS: _("Lượt xử lý chậm ở bước"),
    Kind.OPEN_STEPS: _("Lượt xử lý đang dở ở bước"),
    Kind.STAYS: _("Lượt xử lý đã xong ở bước"),
    Kind.SUPPLEMENTS: _("Lượt yêu cầu bổ sung"),
}
CUT_NAMES: Words = {
    Cut.TRIPS: _("Đi lại"),
    Cut.WAIT: _("Chờ đợi"),
    Cut.COST: _("Chi phí"),
}
CUT_UNITS: Words = {
    Cut.TRIPS: _("lượt trên một hồ sơ"),
    Cut.WAIT: _("phút chờ tại quầy mỗi lượt đến"),
    Cut.COST: _("đồng trên một hồ sơ"),
}
UNIT_WORDS: Words = {
    "minute/dossier": _("phút làm việc trên một hồ sơ"),
    "trip/dossier": _("lượt trên một hồ sơ"),
}
MODEL_NAMES: Words = {
    "one_stop": _("Một cửa tại quầy"),
    "online": _("Trực tuyến"),
    "boundary_free": _("Phi địa giới"),
    "post": _("Bưu chính"),
    "interlinked": _("Liên thông"),
}
SUPPLEMENT_REASONS: Words = {
    "other": _("lý do khác"),
    "answer_incomplete": _("bổ sung chưa đủ"),
    "missing": _("thiếu giấy tờ"),
    "invalid": _("giấy tờ chưa hợp lệ"),
}
DUE_NAMES: Words = {
    "late": _("Quá hạn"),
    "today": _("Đến hạn hôm nay"),
    "week": _("Đến hạn tuần này"),
    "later": _("Sau tuần này"),
    "waiting": _("Chờ người nộp"),
}
VERDICTS: Words = {
    Verdict.TOO_FEW: _("số quá nhỏ để so sánh"),
    Verdict.WITHIN: _("trong mức dao động ngẫu nhiên"),
    Verdict.WATCH_HIGH: _("hơi cao, cần theo dõi thêm"),
    Verdict.WATCH_LOW: _("hơi thấp, cần theo dõi thêm"),
    Verdict.HIGH: _("cao hơn rõ rệt so với mức mong đợi"),
    Verdict.LOW: _("thấp hơn rõ rệt so với mức mong đợi"),
}


def hours(minutes: Fraction) -> str:
    """Working hours, to a tenth."""
    return print_number(minutes / MINUTES_OF_HOUR, 1, language())


def said_cell(kind: Kind, cell: str) -> str:
    """What a list is cut to, in words; a step by its key."""
    if kind is Kind.RECEIVED:
        return words(CHANNELS, cell) if cell in CHANNELS else cell
    if kind is Kind.SUPPLEMENTS:
        return words(SUPPLEMENT_REASONS, cell) if cell in SUPPLEMENT_REASONS else cell
    return cell
