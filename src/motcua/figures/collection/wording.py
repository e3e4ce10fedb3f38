"""Reported values and their comparisons in words, in the language in force."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _

from motcua.figures.numbers import print_number, print_percent
from motcua.figures.reported import Bound, Comparison, Reported, ValueKind, compare
from motcua.figures.wording import language

from .models import ReportedValue
from .reading import restored
from .unit_words import named


def stored(row: ReportedValue | None) -> Reported | None:
    """A stored value as it was understood; None where there is none or it was withdrawn."""
    if row is None or row.value is None:
        return None
    return restored(row.kind, row.value, row.counts, row.bound, row.decimals)


def printed(value: Reported) -> str:
    """*hơn 1.835 lượt*, *100,21%*, *3,3 lần*."""
    here, decimals = language(), value.decimals
    if value.kind is ValueKind.LEVEL:
        text = f"{print_number(value.value, decimals, here)} {named(value.unit)}".strip()
    elif value.kind is ValueKind.MULTIPLE:
        text = _("{number} lần").format(number=print_number(value.value, decimals, here))
    else:
        text = print_percent(value.value, decimals, here)
    bounds = {Bound.ABOVE: _("hơn {value}"), Bound.BELOW: _("gần {value}"), Bound.ABOUT: _("khoảng {value}")}
    return bounds[value.bound].format(value=text) if value.bound in bounds else text


def kind_words(kind: ValueKind) -> str:
    return {
        ValueKind.LEVEL: _("số lượng"),
        ValueKind.SHARE: _("tỷ lệ phần trăm của toàn bộ"),
        ValueKind.OF_PLAN: _("phần trăm so với kế hoạch năm"),
        ValueKind.OF_ESTIMATE: _("phần trăm so với dự toán"),
        ValueKind.OF_SAME_PERIOD: _("phần trăm so với cùng kỳ năm trước (bằng 100 là không đổi)"),
        ValueKind.GROWTH: _("phần trăm tăng, giảm so với cùng kỳ năm trước"),
        ValueKind.MULTIPLE: _("số lần so với cùng kỳ năm trước"),
    }[kind]


def compared(now: Reported | None, before: Reported | None) -> str:
    """What became of a value: *tăng 20,00%*, *giảm 1,50 điểm phần trăm*; empty when nothing can be said."""
    return _said(compare(now, before)) if now is not None and before is not None else ""


def _said(one: Comparison) -> str:
    if one.why_not or one.difference is None:
        return ""
    if one.difference == 0:
        return _("không đổi")
    up, here = one.difference > 0, language()
    if one.growth is not None:
        rate = print_percent(abs(one.growth), 2, here)
        return (_("tăng {rate}") if up else _("giảm {rate}")).format(rate=rate)
    points = print_number(abs(one.difference) * 100, 2, here)
    return (_("tăng {points} điểm phần trăm") if up else _("giảm {points} điểm phần trăm")).format(points=points)


def implied(value: Reported | None) -> str:
    """What a value says of the same period by itself: 100,21 % is *+0,21%*."""
    if value is None or value.growth is None or value.kind is ValueKind.GROWTH:
        return ""
    sign = "+" if value.growth > 0 else "−" if value.growth < 0 else ""
    return sign + print_percent(abs(Fraction(value.growth)), max(2, value.decimals), language())
