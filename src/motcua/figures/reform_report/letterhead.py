"""The fixed words around a report under Decree 30/2020/ND-CP: who issues it, place, title, who signs, where it goes.

Reports are printed in Vietnamese, whatever language the page is read in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from motcua.core.canonical import Json
from motcua.core.clock import LEGAL_ZONE
from motcua.figures.periods import Period, PeriodKind
from motcua.organisation.models import Unit

ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
LONGEST_NUMBER: Final = 40


@dataclass(frozen=True, slots=True)
class Letterhead:
    """``superior`` is empty where the agency itself is a people's committee. ``number`` and ``day`` are empty until
    the report has them; the paper leaves room."""

    superior: str
    agency: str
    place: str
    number: str
    day: str
    title: str
    authority: str
    signer_title: str
    signer: str
    recipients: tuple[str, ...]

    def as_json(self) -> dict[str, Json]:
        return {
            "superior": self.superior,
            "agency": self.agency,
            "place": self.place,
            "number": self.number,
            "day": self.day,
            "title": self.title,
            "authority": self.authority,
            "signer_title": self.signer_title,
            "signer": self.signer,
            "recipients": list(self.recipients),
        }


def read_letterhead(body: Mapping[str, Json]) -> Letterhead:
    recipients = body.get("recipients")

    def text(name: str) -> str:
        return str(body.get(name) or "")

    return Letterhead(
        superior=text("superior"),
        agency=text("agency"),
        place=text("place"),
        number=text("number"),
        day=text("day"),
        title=text("title"),
        authority=text("authority"),
        signer_title=text("signer_title"),
        signer=text("signer"),
        recipients=tuple(str(one) for one in recipients) if isinstance(recipients, list) else (),
    )


def agency_of(unit: Unit) -> str:
    """*Ủy ban nhân dân tỉnh An Sơn* for a province or commune, else the unit's own name."""
    if unit.level in {"province", "district", "commune"}:
        return f"Ủy ban nhân dân {unit.name[:1].lower()}{unit.name[1:]}"
    return str(unit.name)


def letterhead(
    unit: Unit,
    *,
    title: str,
    number: str = "",
    day: str = "",
    signer: str = "",
    recipients: tuple[str, ...] = (),
) -> Letterhead:
    is_committee = unit.level in {"province", "district", "commune"}
    province = settings.PROVINCE_NAME
    place = province.removeprefix("Tỉnh ").removeprefix("Thành phố ")
    return Letterhead(
        superior="" if is_committee else f"Ủy ban nhân dân {province[:1].lower()}{province[1:]}",
        agency=agency_of(unit),
        place=place if unit.level != "commune" else unit.short_name or unit.name.partition(" ")[2] or unit.name,
        number=" ".join(number.split())[:LONGEST_NUMBER],
        day=day,
        title=title,
        authority="TM. ỦY BAN NHÂN DÂN" if is_committee else "",
        signer_title="CHỦ TỊCH" if is_committee else "THỦ TRƯỞNG CƠ QUAN",
        signer=" ".join(signer.split())[:100],
        recipients=recipients,
    )


def period_words(period: Period) -> str:
    """*quý I năm 2026*, *6 tháng đầu năm 2026*, *năm 2026*."""
    match period.kind:
        case PeriodKind.MONTH | PeriodKind.REPORT_MONTH:
            return f"tháng {period.number} năm {period.year}"
        case PeriodKind.QUARTER | PeriodKind.REPORT_QUARTER:
            return f"quý {ROMAN[period.number - 1]} năm {period.year}"
        case PeriodKind.HALF_YEAR | PeriodKind.REPORT_HALF_YEAR:
            return f"6 tháng {'đầu' if period.number == 1 else 'cuối'} năm {period.year}"
        case PeriodKind.YEAR | PeriodKind.REPORT_YEAR:
            return f"năm {period.year}"
        case _:
            return f"từ ngày {day_words(period.first)} đến ngày {day_words(period.last)}"


def short_period(period: Period) -> str:
    """*quý IV/2025*, for brackets and heads of columns."""
    match period.kind:
        case PeriodKind.RANGE:
            first = day_words(period.first)
            short = first.rpartition("/")[0] if period.first.year == period.last.year else first
            return f"{short} - {day_words(period.last)}"
        case PeriodKind.YEAR | PeriodKind.REPORT_YEAR | PeriodKind.HALF_YEAR | PeriodKind.REPORT_HALF_YEAR:
            return period_words(period)
        case _:
            return period_words(period).replace(" năm ", "/")


def day_words(day: dt.date) -> str:
    """Days and months below ten with a nought for days and for January and February, as Decree 30/2020 asks."""
    return f"{day.day:02d}/{f'{day.month:02d}' if day.month < 3 else day.month}/{day.year}"


def instant_words(at: dt.datetime) -> str:
    here = at.astimezone(LEGAL_ZONE)
    return f"{here:%H} giờ {here:%M} phút ngày {day_words(here.date())}"


def place_and_day(head: Letterhead) -> str:
    """*An Sơn, ngày 20 tháng 3 năm 2026*; room for a hand where the day is not known."""
    if not head.day:
        return f"{head.place}, ngày      tháng      năm"
    day = dt.date.fromisoformat(head.day)
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{head.place}, ngày {day.day:02d} tháng {month} năm {day.year}"
