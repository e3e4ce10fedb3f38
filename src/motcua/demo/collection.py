"""Reported figures of the made-up province: forms with their open sheets, and two years of monthly series that exist
nowhere. By the real services; loading twice changes nothing. Deterministic."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final

from django.db import transaction

from motcua.core.clock import legal_date
from motcua.demo.files import SOURCE
from motcua.figures.collection.models import ReportedValue, ReportingForm
from motcua.figures.collection.services.campaigns import open_campaigns
from motcua.figures.collection.services.forms import FormTerms, set_form
from motcua.figures.collection.services.importing import apply, preview
from motcua.figures.collection.services.targets import set_target
from motcua.figures.periods import PeriodKind, period_of, previous
from motcua.people.actors import SYSTEM

MONTHS: Final = 24

# Measure -> (a month's middle, how far it swings by season in hundredths, growth of a year in hundredths).
_FLOWS: Final = {
    "tourists": (310_000, 35, 12),
    "tourism_revenue": (285_000, 30, 15),
    "budget_revenue": (1_150_000, 10, 8),
    "enterprises_founded": (140, 15, 6),
    "crimes_recorded": (62, 8, -5),
    "traffic_accidents": (21, 12, -8),
    "retail_sales": (5_400_000, 12, 10),
    "jobs_made": (1_750, 10, 4),
}
_SEASON: Final = (70, 95, 40, 20, 35, 80, 100, 75, 30, 15, 10, 45)
"""How full each month is, of 100."""

FORMS: Final = (
    FormTerms(
        code="nhiem-vu-cchc",
        name="Nhiệm vụ kế hoạch cải cách hành chính",
        period_kind="report_quarter",
        lines=[
            {"measure": "tasks_planned"},
            {"measure": "tasks_done", "part_of": "tasks_planned", "evidence": True},
        ],
        units={"kinds": ["department"]},
        deadline_days=4,
        appraiser="AS.S02",
        source="Công văn 581/BNV-CCHC (kỳ từ ngày 15 đến ngày 14)",
    ),
    FormTerms(
        code="kinh-te-xa-hoi-thang",
        name="Chỉ tiêu kinh tế - xã hội tháng",
        period_kind="month",
        lines=[
            {"measure": "industry_index"},
            {"measure": "enterprises_founded"},
            {"measure": "tourists"},
            {"measure": "tourism_revenue"},
        ],
        units={"codes": ["AS"]},
        deadline_days=5,
        appraiser="AS.S01",
        source="Quy chế báo cáo của tỉnh (hư cấu)",
    ),
)


def load_collection(*, now: dt.datetime) -> None:
    """Nothing when it is there."""
    if ReportingForm.objects.exists() or ReportedValue.objects.exists():
        return
    with transaction.atomic():
        _series(now)
        for terms in FORMS:
            set_form(terms, valid_from=dt.date(2026, 1, 1), actor=SYSTEM, now=now)
        open_campaigns(now=now)
        set_target(
            "task_completion_rate",
            "AS",
            str(legal_date(now).year),
            "100 %",
            set_by="Chủ tịch Ủy ban nhân dân tỉnh",
            document="Kế hoạch cải cách hành chính năm (hư cấu)",
            document_on=dt.date(legal_date(now).year, 1, 5),
            actor=SYSTEM,
            now=now,
        )


def _series(now: dt.datetime) -> None:
    month = previous(period_of(PeriodKind.MONTH, legal_date(now)))
    lines = ["Đơn vị;Kỳ;Số đo;Giá trị"]
    for back in range(MONTHS):
        lines += [f"AS;{month.code};{name};{text}" for name, text in _of_month(month.first, back)]
        month = previous(month)
    data = "\n".join(lines).encode()
    batch = preview(data, source=SOURCE, source_on=legal_date(now), actor=SYSTEM, now=now)
    apply(batch.uid, actor=SYSTEM, now=now)


def _of_month(first: dt.date, back: int) -> list[tuple[str, str]]:
    """The made-up values of a month, ``back`` months ago."""
    found = []
    for name, (middle, swing, growth) in _FLOWS.items():
        season = 100 + swing * (_SEASON[first.month - 1] - 50) // 50
        grown = 10_000 - growth * 100 * back // 12
        found.append((name, str(middle * season * grown * (97 + _chance(name, first, 7)) // 10**8)))
    index = 10_150 + 60 * (MONTHS - back) // 4 + 40 * _chance("industry", first, 12) - 240
    found.append(("industry_index", f"{index // 100},{index % 100:02d} %"))
    found.append(("schools_total", "412"))
    found.append(("schools_of_standard", str(301 - back // 2)))
    found.append(("health_insured_share", f"{93 - back // 12},{40 + (MONTHS - back)} %"))
    found.append(("investment_disbursed", f"{min(97, 8 * first.month + _chance('investment', first, 4))} %"))
    if first.month == 12 or back == 0:
        found.append(("budget_estimate", "14500000"))
    return found


def _chance(name: str, day: dt.date, below: int) -> int:
    """A number from 0 that is always the same for a name and a day."""
    return hashlib.sha256(f"{name} {day}".encode()).digest()[0] % below
