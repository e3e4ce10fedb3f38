"""Rules and alerts in words, in the language in force."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from motcua.core.errors import DomainError
from motcua.figures.collection.unit_words import named
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.model import Form
from motcua.figures.feeds.models import FeedSource
from motcua.figures.feeds.wording import printed_number
from motcua.figures.numbers import print_percent
from motcua.figures.wording import language

from .evaluating import RULE_ENDED, UNIT_GONE
from .models import AlertRule, Origin

ORIGINS = {
    "indicator": gettext_lazy("Chỉ số tính từ hồ sơ, thủ tục"),
    "series": gettext_lazy("Chỉ tiêu báo cáo theo kỳ"),
    "feed": gettext_lazy("Số liệu tự động (mỗi giờ)"),
    "stale": gettext_lazy("Nguồn số liệu im lặng (phút)"),
}
BREADTHS = {
    "whole": gettext_lazy("Cả đơn vị và mọi đơn vị bên dưới, một con số"),
    "departments": gettext_lazy("Từng sở, ngành bên dưới"),
    "communes": gettext_lazy("Từng xã, phường bên dưới"),
}
WINDOWS = {
    "day": gettext_lazy("hôm nay"),
    "week": gettext_lazy("bảy ngày qua"),
    "month": gettext_lazy("tháng này"),
    "quarter": gettext_lazy("quý này"),
    "year": gettext_lazy("năm này"),
}
SIDES = {"above": gettext_lazy("Cao hơn ngưỡng"), "below": gettext_lazy("Thấp hơn ngưỡng")}
STATES = {
    "raised": gettext_lazy("chưa ai xác nhận"),
    "acknowledged": gettext_lazy("đã có người nhận"),
    "cleared": gettext_lazy("đã hết"),
}
LOOKS = {"raised": "late", "acknowledged": "soon", "cleared": "ontime"}
HAPPENINGS = {
    "raised": gettext_lazy("Vượt ngưỡng"),
    "acknowledged": gettext_lazy("Đã xác nhận"),
    "cleared": gettext_lazy("Hết cảnh báo"),
    "task_given": gettext_lazy("Đã giao việc theo dõi"),
}


def said(words: str) -> str:
    """What the log says; codes of the system in words."""
    ours = {RULE_ENDED: _("quy tắc đã thôi dùng"), UNIT_GONE: _("đơn vị đã kết thúc")}
    return ours.get(words, words)


def subject_name(rule: AlertRule) -> str:
    """The name of what a rule looks at."""
    if rule.origin in {Origin.INDICATOR, Origin.SERIES}:
        versions = shipped().indicators.get(rule.subject)
        return versions[-1].name(language()) if versions else rule.subject
    return FeedSource.objects.filter(code=rule.subject).values_list("name", flat=True).first() or rule.subject


def bound(rule: AlertRule, value: object) -> str:
    """A bound as people write it: *95%*, *1.200*."""
    exact = Fraction(str(value))
    if rule.origin in {Origin.INDICATOR, Origin.SERIES}:
        try:
            versions = shipped().indicators[rule.subject]
        except (KeyError, DomainError):
            return printed_number(exact)
        if versions[-1].form is Form.RATE:
            return print_percent(exact, 0 if (exact * 100).denominator == 1 else 2, language())
    return printed_number(exact)


def _measured(rule: AlertRule, value: object) -> str:
    """The bound with its unit where that is not said by the number."""
    return f"{bound(rule, value)} {named('minute')}" if rule.origin == Origin.STALE else bound(rule, value)


def rule_words(rule: AlertRule) -> str:
    """*cao hơn 5% trong 3 lần đo liên tiếp; hết khi còn 3% trở xuống*."""
    above = rule.side == "above"
    raised = _("cao hơn {bound}") if above else _("thấp hơn {bound}")
    times = ngettext("trong {count} lần đo", "trong {count} lần đo liên tiếp", rule.readings)
    cleared = _("hết khi từ {bound} trở xuống") if above else _("hết khi từ {bound} trở lên")
    parts = [f"{raised.format(bound=_measured(rule, rule.raise_at))} {times.format(count=rule.readings)}"]
    parts.append(cleared.format(bound=_measured(rule, rule.clear_at)))
    if rule.least:
        parts.append(_("bỏ qua khi dưới {count}").format(count=rule.least))
    if rule.quiet_from is not None and rule.quiet_to is not None:
        quiet = _("không gửi thư từ {begins} đến {ends}")
        parts.append(quiet.format(begins=f"{rule.quiet_from:%H:%M}", ends=f"{rule.quiet_to:%H:%M}"))
    return "; ".join(parts)
