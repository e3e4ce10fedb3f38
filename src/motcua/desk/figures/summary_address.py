"""What a page of summaries is asked for, what all of them show, and the addresses of the lists behind their numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError
from motcua.core.models import JobProgress, JobState
from motcua.core.texts import say
from motcua.desk.figures.boards_address import KINDS, period_options
from motcua.desk.inbox import post_line
from motcua.figures.period_texts import parse_period, period_name
from motcua.figures.periods import Period, PeriodKind, period_of
from motcua.figures.summaries.models import SummaryRun
from motcua.figures.summaries.rows import Kind
from motcua.figures.summaries.runs import JOB
from motcua.people.actors import Actor

READ = "figures.read"


@dataclass(frozen=True, slots=True)
class Asked:
    """``fault``: why what was typed could not be taken, in words."""

    period: Period
    today: dt.date
    fault: str = ""

    @property
    def name(self) -> str:
        return period_name(self.period)

    def query(self, **more: str) -> str:
        return urlencode({"ky": self.period.code, **{name: value for name, value in more.items() if value}})


def asked_in(request: HttpRequest) -> Asked:
    """The period of an address; the month that runs when it says nothing."""
    today = legal_date(now())
    month = period_of(PeriodKind.MONTH, today)
    typed = text_of(request, "ky", 60)
    if not typed:
        return Asked(month, today)
    try:
        period = parse_period(typed)
    except DomainError as error:
        return Asked(month, today, say(error.code, error.params))
    if period.kind not in KINDS:
        return Asked(month, today, say("summary_period_kind"))
    if period.first > today:
        return Asked(month, today, say("figure_period_future", {"period": period_name(period)}))
    return Asked(period, today)


def text_of(request: HttpRequest, name: str, most: int = 80) -> str:
    return str(request.GET.get(name, "")).replace("\x00", "").strip()[:most]


def page_of(request: HttpRequest) -> int:
    text = str(request.GET.get("trang", ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


def shared(actor: Actor, asked: Asked, run: SummaryRun | None) -> dict[str, object]:
    """What every page of summaries says: its period, as of when, and whether it is being worked out."""
    return {
        "asked": asked,
        "run": run,
        "period_name": asked.name,
        "periods": [{"name": "ky", "label": _("Kỳ"), "options": period_options(asked.period, asked.today)}],
        "is_working": run is None and _is_working(),
        "post_line": post_line(actor),
        "nav": "figures",
    }


def _is_working() -> bool:
    states = [JobState.QUEUED, JobState.RUNNING]
    return JobProgress.objects.filter(kind=JOB, state__in=states).exists()


def list_address(
    kind: Kind, run: SummaryRun, unit: str, *, procedure: str = "", cell: str = "", state: str = ""
) -> str:
    """The list of what a number of the run counts, as of the run's instant."""
    asked = {"don-vi": unit, "ky": run.period, "luc": run.as_of.isoformat()}
    asked |= {name: value for name, value in (("thu-tuc", procedure), ("o", cell), ("trang-thai", state)) if value}
    return f"{reverse('desk:summary_list', args=[kind.value])}?{urlencode(asked)}"
