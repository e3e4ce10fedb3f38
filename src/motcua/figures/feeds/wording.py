"""Feeds in words."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from motcua.figures.numbers import print_number
from motcua.figures.wording import language

DOMAINS = {
    "lighting": _("Chiếu sáng"),
    "traffic": _("Giao thông"),
    "broadcasting": _("Truyền thanh"),
    "clinics": _("Y tế cơ sở"),
    "environment": _("Môi trường"),
    "water": _("Cấp thoát nước"),
    "other": _("Khác"),
}
TOGETHER = {
    "sum": _("cộng lại"),
    "last": _("số đo cuối, cộng các địa bàn"),
    "mean": _("trung bình"),
    "highest": _("cao nhất"),
}


def printed_number(value: Fraction) -> str:
    """With at most two decimals, and none where it is whole."""
    return print_number(value, 0 if value.denominator == 1 else 2, language())


def printed_value(value: Fraction, measured_in: str) -> str:
    """*1.835 đèn*."""
    return f"{printed_number(value)} {measured_in}".strip()
