"""What a page of boards is asked for: level, period, unit; and the addresses of its neighbours."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid
from motcua.desk.wording import words
from motcua.figures.boards.members import LEVELS
from motcua.figures.boards.words import LEVEL_NAMES
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.period_texts import parse_period, period_name
from motcua.figures.periods import Period, PeriodKind, period_of, previous
from motcua.people.actors import Actor
from motcua.web.access import holds

READ = "figures.read"
KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
"""The periods of the national index."""
_OFFERED = 5


@dataclass(frozen=True, slots=True)
class Asked:
    level: UnitLevel
    period: Period
    fault: str = ""
    """Why what was typed could not be taken."""

    @property
    def query(self) -> str:
        return urlencode({"cap": self.level.value, "ky": self.period.code})


def asked_in(values: QueryDict, today: dt.date, level: UnitLevel = UnitLevel.COMMUNE) -> Asked:
    """Level and period of an address; the last full quarter of communes when it says nothing."""
    wanted = str(values.get("cap", ""))
    found = next((one for one in LEVELS if one.value == wanted), level)
    period, fault = last_quarter(today), ""
    typed = str(values.get("ky", "")).strip()[:60]
    if typed:
        try:
            period = parse_period(typed)
        except DomainError as error:
            fault = error.code
        else:
            if period.kind not in KINDS:
                period, fault = last_quarter(today), "board_period_kind"
            elif period.first > today:
                period, fault = last_quarter(today), "figure_period_future"
    return Asked(found, period, fault)


def last_quarter(today: dt.date) -> Period:
    return previous(period_of(PeriodKind.QUARTER, today))


def period_options(chosen: Period, today: dt.date) -> list[dict[str, object]]:
    """The newest periods of each kind, and the one chosen."""
    found: list[Period] = []
    for kind in KINDS:
        period = period_of(kind, today)
        for _number in range(_OFFERED if kind is not PeriodKind.YEAR else 3):
            found.append(period)
            period = previous(period)
    if chosen not in found:
        found.insert(0, chosen)
    return [{"value": one.code, "text": period_name(one), "selected": one == chosen} for one in found]


def level_options(chosen: UnitLevel) -> list[dict[str, object]]:
    return [{"value": one.value, "text": words(LEVEL_NAMES, one), "selected": one == chosen} for one in LEVELS]


def side_links(actor: Actor, current: str) -> list[dict[str, object]]:
    """The pages of boards beside one another, those this official may open."""
    pages = (
        ("boards", "desk:boards", READ, _("Bảng điểm chỉ số 766")),
        ("coverage", "desk:coverage", READ, _("Độ phủ thủ tục, dịch vụ")),
        ("national", "desk:national", READ, _("Số liệu Cổng DVC quốc gia")),
        ("cuts", "desk:cuts", READ, _("Ba cắt giảm")),
        ("compare", "desk:figures_compare", READ, _("So sánh đơn vị")),
        ("genuine", "desk:genuine", READ, _("Người dân tự nộp trực tuyến")),
        ("publications", "desk:figures_publications", READ, _("Số liệu đã công bố")),
        ("collection", "desk:collection", READ, _("Báo cáo số liệu")),
    )
    return [
        {"text": text, "href": reverse(name), "current": key == current}
        for key, name, verb, text in pages
        if holds(actor, verb)
    ]


def today_of(request: HttpRequest) -> dt.date:
    """The legal day of a request."""
    return legal_date(now())


def required_period(text: str, today: dt.date) -> Period:
    """A period that was sent. Raises Invalid ``period_unknown``, ``board_period_kind``, ``figure_period_future``."""
    period = parse_period(text[:60])
    if period.kind not in KINDS:
        raise Invalid("board_period_kind")
    if period.first > today:
        raise Invalid("figure_period_future", params={"period": period_name(period)})
    return period
