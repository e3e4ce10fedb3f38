"""Feeds and rules of alerts of the made-up province: a day of readings that no machine ever sent. By the real services;
loading twice changes nothing. Deterministic."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Final

from django.db import transaction

from motcua.core.clock import legal_date
from motcua.figures.alerts.rule_book import RuleTerms, add_rule
from motcua.figures.feeds.hours import hour_of
from motcua.figures.feeds.models import FeedSource, Way
from motcua.figures.feeds.services import SourceTerms, register_source, take
from motcua.organisation.selectors import places_in_order
from motcua.people.actors import SYSTEM

HOURS: Final = 24
AREAS: Final = 6
GROUND: Final = "Quy chế vận hành giám sát (hư cấu)"

# code, name, domain, what, unit of measurement, together, cadence, silence, a usual reading, how far it swings
SOURCES: Final = (
    ("chieu-sang-hong", "Đèn đường hỏng", "lighting", "số đèn đang hỏng", "đèn", "last", 60, 180, 14, 9),
    ("xe-qua-nut", "Xe qua các nút giao", "traffic", "số xe qua nút", "xe", "sum", 60, 120, 420, 260),
    ("loa-truyen-thanh", "Cụm loa không phát", "broadcasting", "số cụm loa không phát", "cụm", "last", 60, 240, 3, 3),
    ("kham-tram-y-te", "Lượt khám ở trạm y tế", "clinics", "lượt khám trong giờ", "lượt", "sum", 60, 720, 9, 7),
)
RULES: Final = (
    RuleTerms("Nhiều đèn hỏng", "feed", "chieu-sang-hong", "AS", "whole", "", "above", "110", "90", 2, 0, "22:00",
              "06:00", GROUND),
    RuleTerms("Đúng hạn của xã, phường thấp", "indicator", "on_time_rate_ii06", "AS", "communes", "month", "below",
              "90 %", "95 %", 3, 20, "19:00", "07:00", GROUND),
    RuleTerms("Đúng hạn của sở, ngành thấp", "indicator", "on_time_rate_ii06", "AS", "departments", "month", "below",
              "90 %", "95 %", 3, 20, "19:00", "07:00", GROUND),
    RuleTerms("Vụ tai nạn giao thông tăng", "series", "traffic_accident_count", "AS", "whole", "", "above", "25", "20",
              1, 0, "", "", GROUND),
)  # fmt: skip


def load_feeds(*, now: dt.datetime) -> None:
    """Nothing when it is there."""
    if FeedSource.objects.exists():
        return
    begin = hour_of(now) - dt.timedelta(hours=HOURS)
    areas = [unit.code for unit in places_in_order(legal_date(now))[:AREAS]]
    with transaction.atomic():
        for code, name, domain, counts, measured, together, cadence, silence, usual, swing in SOURCES:
            terms = SourceTerms(
                code, name, domain, counts, measured, together, True, None, None, "AS", cadence, silence
            )
            source, _key = register_source(terms, actor=SYSTEM, now=now)
            rows = [
                {
                    "id": f"{begin + dt.timedelta(hours=hour):%Y-%m-%dT%H}-{area}",
                    "area": area,
                    "at": (begin + dt.timedelta(hours=hour, minutes=30)).isoformat(),
                    "value": usual + _chance(f"{code} {area} {hour}", swing),
                }
                for hour in range(HOURS)
                for area in areas
            ]
            take(source, json.dumps(rows).encode(), way=Way.HTTP, now=now)
        for rule in RULES:
            add_rule(rule, valid_from=legal_date(now), actor=SYSTEM, now=now)


def _chance(name: str, below: int) -> int:
    """A number from 0 that is always the same for a name."""
    return hashlib.sha256(name.encode()).digest()[0] % below
