"""What the templates of command screens are given, made of one kept row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from motcua.desk.wording import words
from motcua.figures.periods import Period, PeriodKind, between, period_of, previous
from motcua.figures.screens.making import MONTH, MONTHS, TREND
from motcua.figures.screens.models import ScreenRow
from motcua.figures.screens.packing import Shown, unpack
from motcua.figures.screens.runs import STALE_MINUTES
from motcua.figures.summaries.beside import Side
from motcua.figures.summaries.rows import Kind
from motcua.organisation.models import Unit, in_force
from motcua.web.words import number

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LINES = 7
"""How many lines of a table fit on a small screen."""
BESIDE: Final[Mapping[str, StrPromise]] = {
    Side.WHOLE: gettext_lazy("Chỉ tính ở tỉnh"),
    Side.PARTS: gettext_lazy("Trừ: chỉ tính ở đơn vị"),
}
"""What parts the number of a province from the sum of its units."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a table with its bar. ``used``: per cent of the longest."""

    name: str
    number: int
    address: str
    used: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit on the province's screen; figures of the month, by indicator."""

    code: str
    name: str
    level: str
    figures: dict[str, Shown]
    threatened: int
    href: str
    threats: str


class Screen:
    """A row, in the language in force."""

    def __init__(self, row: ScreenRow, now: dt.datetime) -> None:
        self.row, self.run, self.body = row, row.run, row.body
        self.day = row.run.day
        self.today = between(self.day, self.day)
        self.month = period_of(PeriodKind.MONTH, self.day)
        self.year = period_of(PeriodKind.YEAR, self.day)
        self.minutes_old = max(0, int((now - row.run.as_of).total_seconds() // 60))
        self.province = _province_code(self.day)

    @property
    def is_stale(self) -> bool:
        return self.minutes_old > STALE_MINUTES

    @property
    def stale_minutes(self) -> int:
        return STALE_MINUTES

    @property
    def age(self) -> str:
        if self.minutes_old < 1:
            return _("vừa xong")
        if self.minutes_old < 120:
            return ngettext("{count} phút trước", "{count} phút trước", self.minutes_old).format(count=self.minutes_old)
        hours = self.minutes_old // 60
        return ngettext("{count} giờ trước", "{count} giờ trước", hours).format(count=number(hours))

    @property
    def has_detail(self) -> bool:
        """Whether what is late is told by procedure and step: of units, not of fields."""
        return "threats" in self.body

    @property
    def has_units(self) -> bool:
        return bool(self.body.get("units"))

    def figure(self, when: str, indicator: str) -> Shown:
        """``when``: today, month or year."""
        period = {"today": self.today, "month": self.month, "year": self.year}[when]
        return self._shown(indicator, self.body[when][indicator], self.row.member, period)

    def _shown(self, indicator: str, packed: Sequence[object], member: str, period: Period) -> Shown:
        return unpack(indicator, packed, member, period, province=self.province, as_of=self.run.as_of)

    def course(self, months: int = MONTHS) -> list[dict[str, object]]:
        """The newest months, the oldest first, each with its figures and the widths of its bars."""
        periods = [self.month]
        while len(periods) < MONTHS:
            periods.append(previous(periods[-1]))
        lines: list[tuple[Period, dict[str, Shown]]] = [
            (
                period,
                {one: self._shown(one, self.body["course"][one][place], self.row.member, period) for one in TREND},
            )
            for place, period in enumerate(reversed(periods))
        ][-months:]
        known = [place for place, (_period, line) in enumerate(lines) if any(one.printed for one in line.values())]
        lines = lines[min(known, default=len(lines) - 1) :]  # months before the first figures say nothing
        longest = max((line[one].value or 0 for _p, line in lines for one in TREND[:2]), default=Fraction(0))
        return [
            {
                "month": f"{period.first:%m/%Y}",
                "figures": line,
                "received": _share(line["dossiers_new"].value, longest),
                "settled": _share(line["dossiers_settled_total"].value, longest),
                "on_time": line["on_time_rate_ii06"].value,
            }
            for period, line in lines
        ]

    def finding(self) -> str:
        """What the course says, of the last two full months."""
        table = self.body["course"]
        received, settled, rates = (
            [None if one[0] is None else Fraction(one[0]) for one in table[name]]
            for name in ("dossiers_new", "dossiers_settled_total", "on_time_rate_ii06")
        )
        if received[-2] is None or settled[-2] is None or not (received[-2] or settled[-2]):
            return _("Chưa đủ tháng trọn vẹn để nói xu hướng")
        if rates[-2] is not None and rates[-3] is not None and rates[-2] < rates[-3]:
            return _("Tháng trước tỷ lệ đúng hạn giảm so với tháng trước nữa")
        if received[-2] > settled[-2]:
            return _("Tháng trước nhận nhiều hơn giải quyết, hồ sơ tồn tăng")
        return _("Tháng trước giải quyết kịp số hồ sơ nhận vào")

    def units(self, level: str = "") -> list[UnitLine]:
        return [self._line(*row) for row in self.body.get("units", []) if level in {"", row[2]}]

    def _line(
        self, code: str, name: str, level: str, kept: Mapping[str, Sequence[object]], threatened: int
    ) -> UnitLine:
        return UnitLine(
            code,
            name,
            level,
            {one: self._shown(one, kept[one], code, self.month) for one in MONTH},
            threatened,
            f"{reverse('desk:command')}?{urlencode({'unit': code})}",
            self.threats_address(code),
        )

    def late_units(self, most: int | None = LINES, skip: int = 0) -> list[dict[str, object]]:
        """The units with the most late dossiers of the month, those that have any, without the first ``skip``."""
        found = self._late_units
        return [
            {"line": self._line(*row), "used": _share(value, found[0][0]), "number": int(value)}
            for value, row in found[skip : None if most is None else skip + most]
        ]

    @cached_property
    def _late_units(self) -> list[tuple[Fraction, Sequence[Any]]]:
        """How many each has, with its row as it is kept: only lines that are shown are made."""
        found = [(Fraction(row[3]["dossiers_late_total"][0] or 0), row) for row in self.body.get("units", [])]
        return sorted((one for one in found if one[0] > 0), key=lambda one: (-one[0], one[1][0]))

    def late_rest(self, most: int = LINES) -> list[Bar]:
        """What the lines of late units lack until they come to the number of the whole area."""
        others = self._late_units[most:]
        rest = int(sum((value for value, _row in others), Fraction(0)))
        found = [(_("Các đơn vị khác"), rest, self._beside("command_late_units", bo=str(most)))] if rest else []
        for side, count in zip(Side, self.body.get("late_beside", (0, 0)), strict=True):
            if count:
                found.append((words(BESIDE, side), count, self._beside("command_late_beside", phia=side.value)))
        return [Bar(name, count, address, "0") for name, count, address in found]

    def _beside(self, name: str, **more: str) -> str:
        asked = {"unit": self.row.member, "luot": str(self.run.uid)} | more
        return f"{reverse(f'desk:{name}')}?{urlencode(asked)}"

    def late_procedures(self, most: int = LINES) -> list[Bar]:
        rows = self.body.get("procedures", [])[:most]
        return self._bars([(name, number, self._list(Kind.LATE, procedure=key)) for key, name, number in rows])

    def late_steps(self, most: int = LINES) -> list[Bar]:
        rows = self.body.get("steps", [])[:most]
        return self._bars([(name, number, self._list(Kind.LATE_STEPS, cell=key)) for key, name, number in rows])

    @property
    def threatened(self) -> int | None:
        """How many open dossiers threaten to be late; None where it is not told."""
        return self.body["threats"][0] if "threats" in self.body else None

    def threats(self, most: int = LINES) -> list[Bar]:
        """By procedure."""
        rows = self.body.get("threats", [0, []])[1][:most]
        here = self.row.member
        return self._bars([(name, number, self.threats_address(here, key)) for key, name, number in rows])

    def threatened_units(self, most: int = LINES) -> list[Bar]:
        found = [(code, name, count) for code, name, _level, _kept, count in self.body.get("units", []) if count]
        rows = sorted(found, key=lambda row: (-row[2], row[0]))[:most]
        return self._bars([(name, count, self.threats_address(code)) for code, name, count in rows])

    def _bars(self, rows: Sequence[tuple[str, int, str]]) -> list[Bar]:
        longest = max((count for _n, count, _a in rows), default=0)
        return [Bar(name, count, address, _share(Fraction(count), longest)) for name, count, address in rows]

    def threats_address(self, member: str, procedure: str = "") -> str:
        asked = {"unit": member, "luot": str(self.run.uid)}
        if procedure:
            asked["thu-tuc"] = procedure
        return f"{reverse('desk:command_threats')}?{urlencode(asked)}"

    def _list(self, kind: Kind, *, procedure: str = "", cell: str = "") -> str:
        asked = {"don-vi": self.row.member, "ky": self.month.code, "luc": self.run.as_of.isoformat()}
        asked |= {name: value for name, value in (("thu-tuc", procedure), ("o", cell)) if value}
        return f"{reverse('desk:summary_list', args=[kind.value])}?{urlencode(asked)}"


def _share(value: Fraction | None, whole: Fraction | int) -> str:
    """Per cent of the longest, as the width of a bar."""
    return f"{float(100 * (value or 0) / whole):.1f}" if whole else "0"


def _province_code(day: dt.date) -> str:
    found = Unit.objects.filter(in_force(day), level="province").order_by("code").first()
    return found.code if found else ""
