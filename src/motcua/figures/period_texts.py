"""What a period is called, and how people write one."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final

from django.utils.translation import gettext as _

from motcua.core.errors import Invalid

from .periods import Period, PeriodKind, between, numbered, parse_code

_ROMAN: Final = ("I", "II", "III", "IV")
_QUARTERS: Final = {**{name.lower(): n for n, name in enumerate(_ROMAN, 1)}, **{str(n): n for n in range(1, 5)}}
_REPORT: Final = re.compile(r"^(?:kỳ )?báo cáo\s+|^report\s+")
_NAMED: Final = (
    (PeriodKind.MONTH, re.compile(r"(?:tháng|month)\s*(?P<n>\d{1,2})\s*(?:/|-|năm|of)\s*(?P<y>\d{4})")),
    (PeriodKind.QUARTER, re.compile(r"(?:quý|quarter)\s*(?P<n>iv|i{1,3}|[1-4])\s*(?:/|-|năm|of)\s*(?P<y>\d{4})")),
    (PeriodKind.QUARTER, re.compile(r"q(?P<n>[1-4])[\s/-]+(?P<y>\d{4})")),
    (PeriodKind.HALF_YEAR, re.compile(r"6 tháng (?P<n>đầu|cuối) năm\s*(?P<y>\d{4})")),
    (PeriodKind.HALF_YEAR, re.compile(r"(?P<n>first|second) half of\s*(?P<y>\d{4})")),
    (PeriodKind.YEAR, re.compile(r"(?:năm|year)\s*(?P<y>\d{4})")),
)
_HALVES: Final = {"đầu": 1, "cuối": 2, "first": 1, "second": 2}
_NINE: Final = re.compile(r"9 tháng (?:đầu năm )?(?:năm )?(?P<y>\d{4})|first nine months of (?P<z>\d{4})")
_DAY: Final = r"(\d{1,2})/(\d{1,2})/(\d{4})"
_DAYS: Final = re.compile(rf"(?:từ|từ ngày|from)?\s*{_DAY}\s*(?:đến|đến ngày|to|-|–)\s*{_DAY}")


def parse_period(text: str) -> Period:
    """A code, or words: *tháng 3/2026*, *quý I năm 2026*, *6 tháng đầu năm 2026*, *9 tháng 2026*, *năm 2026*, *từ
    01/01/2026 đến 15/09/2026*; after *báo cáo* the cut of the 14th. Raises Invalid ``period_unknown``."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    if re.match(r"R?\d{4}(?:-|$)", plain):
        return parse_code(plain)
    plain, reports = _REPORT.subn("", plain.lower())
    for kind, shape in _NAMED:
        found = shape.fullmatch(plain)
        if found is not None:
            number = found.groupdict().get("n") or "1"
            which = PeriodKind(f"report_{kind.value}") if reports else kind
            return numbered(which, int(found["y"]), _HALVES.get(number) or _QUARTERS.get(number) or int(number))
    if not reports:
        nine, days = _NINE.fullmatch(plain), _DAYS.fullmatch(plain)
        if nine is not None:
            year = int(nine["y"] or nine["z"])
            return between(dt.date(year, 1, 1), dt.date(year, 9, 30))
        if days is not None:
            return _days(text, [int(part) for part in days.groups()])
    raise Invalid("period_unknown", params={"text": text[:60]})


def _days(text: str, parts: list[int]) -> Period:
    try:
        first, last = (dt.date(*reversed(parts[at : at + 3])) for at in (0, 3))
    except ValueError:
        raise Invalid("period_unknown", params={"text": text[:60]}) from None
    return between(first, last)


def period_name(period: Period) -> str:
    """In the language in force: *tháng 3/2026*, *quý I/2026*; a report period with its days."""
    words = {"n": period.number, "roman": _ROMAN[(period.number - 1) % 4], "year": period.year}
    days = {"first": f"{period.first:%d/%m/%Y}", "last": f"{period.last:%d/%m/%Y}"}
    match period.kind:
        case PeriodKind.RANGE:
            return _("từ {first} đến {last}").format(**days)
        case PeriodKind.MONTH | PeriodKind.REPORT_MONTH:
            name = _("tháng {n}/{year}").format(**words)
        case PeriodKind.QUARTER | PeriodKind.REPORT_QUARTER:
            name = _("quý {roman}/{year}").format(**words)
        case PeriodKind.HALF_YEAR | PeriodKind.REPORT_HALF_YEAR:
            half = _("6 tháng đầu năm {year}") if period.number == 1 else _("6 tháng cuối năm {year}")
            name = half.format(**words)
        case PeriodKind.YEAR | PeriodKind.REPORT_YEAR:
            name = _("năm {year}").format(**words)
    if period.kind.startswith("report_"):
        return _("báo cáo {name} ({first} đến {last})").format(name=name, **days)
    return name
