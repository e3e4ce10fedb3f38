"""What somebody looks for among the published petitions: read from an address, written into one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.core.clock import LEGAL_ZONE
from motcua.organisation.models import Unit
from motcua.organisation.selectors import answers_on, units_named
from motcua.petitions.categories import tree
from motcua.petitions.models import Category
from motcua.petitions.points.selectors import PointFilter
from motcua.petitions.selectors import Published

OPEN, DONE = "chua-dong", "da-dong"
_MONTH = re.compile(r"^(20\d\d)-(0[1-9]|1[0-2])$")
_BOX = re.compile(r"^-?\d{1,3}(\.\d{1,6})?(,-?\d{1,3}(\.\d{1,6})?){3}$")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Only what exists: an unknown category, unit or month is not looked for."""

    on: dt.date
    category: str = ""
    unit: Unit | None = None
    state: str = ""
    month: str = ""
    words: str = ""
    box: tuple[float, float, float, float] | None = None

    def query(self, **changes: str) -> str:
        """As it stands in an address, changed; with ``?`` where there is anything."""
        said = {
            "linh-vuc": self.category,
            "don-vi": self.unit.code if self.unit else "",
            "tinh-trang": self.state,
            "thang": self.month,
            "q": self.words,
            **changes,
        }
        kept = {name: value for name, value in said.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    def span(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        if not self.month:
            return None, None
        year, number = (int(part) for part in self.month.split("-"))
        first = dt.datetime(year, number, 1, tzinfo=LEGAL_ZONE)
        return first, (first + dt.timedelta(days=32)).replace(day=1)

    def published(self) -> Published:
        """For the list; a box is asked of the rounded points, never of the pins."""
        since, until = self.span()
        return Published(
            categories=(self.category,) if self.category else (),
            unit=self.unit.code if self.unit else "",
            is_open=None if not self.state else self.state == OPEN,
            since=since,
            until=until,
            words=self.words,
        )

    def points(self) -> PointFilter:
        """For the map, whose months are those of publication."""
        number = int(self.month.replace("-", "")) if self.month else None
        return PointFilter(
            categories=tuple(sorted(tree(self.on).within(self.category))) if self.category else (),
            units=owners(self.unit, self.on) if self.unit else (),
            open=None if not self.state else self.state == OPEN,
            first_month=number,
            last_month=number,
        )


def owners(unit: Unit, on: dt.date) -> tuple[int, ...]:
    """The unit and those it answers for."""
    return tuple(sorted({old for old, heir in answers_on(on).items() if heir == unit.pk} | {unit.pk}))


def read_wanted(asked: QueryDict, on: dt.date) -> Wanted:
    category = str(asked.get("linh-vuc", ""))[:40]
    code = str(asked.get("don-vi", ""))[:40]
    state = str(asked.get("tinh-trang", ""))
    month = str(asked.get("thang", ""))
    return Wanted(
        on=on,
        category=category if category in tree(on).by_code else "",
        unit=units_named(code, on).first() if code and "\x00" not in code else None,
        state=state if state in {OPEN, DONE} else "",
        month=month if _MONTH.match(month) else "",
        words=" ".join(str(asked.get("q", ""))[:100].replace("\x00", "").split()),
        box=_box(str(asked.get("o", ""))),
    )


def _box(text: str) -> tuple[float, float, float, float] | None:
    if not _BOX.match(text):
        return None
    west, south, east, north = (float(part) for part in text.split(","))
    return (west, south, east, north) if west < east and south < north else None


def category_name(one: Category | None) -> str:
    """In the language of the page."""
    if one is None:
        return ""
    return one.name_en if get_language() == "en" and one.name_en else one.name


def category_options(on: dt.date, chosen: str) -> list[dict[str, object]]:
    found = tree(on)
    rows: list[dict[str, object]] = [{"value": "", "text": _("Mọi lĩnh vực"), "selected": not chosen}]
    for branch in found.children():
        rows.append({"value": branch.code, "text": category_name(branch), "selected": branch.code == chosen})
        for leaf in found.children(branch.code):
            text = f"– {category_name(leaf)}"
            rows.append({"value": leaf.code, "text": text, "selected": leaf.code == chosen})
    return rows


def state_options(chosen: str) -> list[dict[str, object]]:
    named: Sequence[tuple[str, str]] = (("", _("Mọi tình trạng")), (OPEN, _("Chưa đóng")), (DONE, _("Đã đóng")))
    return [{"value": value, "text": text, "selected": value == chosen} for value, text in named]
