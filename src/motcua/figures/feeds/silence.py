"""The rule that every feed has from the start: when nothing comes for longer than its limit, that is an alert."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from django.db.models import F, Q

from motcua.core.clock import legal_date
from motcua.figures.alerts.models import AlertRule, Breadth, Origin
from motcua.figures.alerts.rules import Side

from .models import FeedSource

GROUND: Final = "Giới hạn im lặng đăng ký cùng nguồn số liệu"


def watch(source: FeedSource, now: dt.datetime) -> AlertRule:
    """In the transaction that registers the source."""
    limit = Decimal(source.stale_minutes)
    return AlertRule.objects.create(
        name=source.name,
        origin=Origin.STALE.value,
        subject=source.code,
        unit=source.unit,
        breadth=Breadth.WHOLE.value,
        side=Side.ABOVE.value,
        raise_at=limit,
        clear_at=limit,
        source=GROUND,
        valid_from=legal_date(now),
        recorded_at=now,
    )


def forget(source: FeedSource, now: dt.datetime) -> None:
    """Nothing is expected of a source that has ended. A rule of today never was in force."""
    today = legal_date(now)
    rules = AlertRule.objects.filter(origin__in=[Origin.STALE.value, Origin.FEED.value], subject=source.code)
    open_ = rules.filter(Q(valid_to=None) | Q(valid_to__gt=today))
    open_.filter(valid_from__lt=today).update(valid_to=today)
    open_.filter(valid_from__gte=today).update(valid_to=F("valid_from") + dt.timedelta(days=1))
