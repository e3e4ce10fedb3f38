"""Pages over figures as somebody who leads the province asks for them, through Django without a network: the leader's
dashboard, and the list behind a number. What a job counts is counted before; nothing is asked for the first time."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ASKED = 60
INDICATOR, MEASURE = "dossiers_late_total", "dossiers_settled_late"


def measure(root: Path) -> dict[str, Any]:
    """``root``: facts that the database of this run continues."""
    from django.conf import settings

    from motcua.core import clock
    from motcua.figures.facts import shared
    from motcua.figures.periods import PeriodKind, period_of, previous
    from motcua.figures.screens.runs import compute

    settings.FACTS_ROOT = root
    settings.ALLOWED_HOSTS = ["*"]
    shared.forget()
    begun = time.perf_counter()
    run = compute(now=clock.now())
    job = {"clock_s": round(time.perf_counter() - begun, 2), "areas": run.members}
    client = _leader(clock.now())
    month = previous(period_of(PeriodKind.MONTH, run.day))
    asked = {
        "unit": "AS",
        "from": month.first.isoformat(),
        "to": month.last.isoformat(),
        "measure": MEASURE,
    }
    return {
        "job": job,
        "dashboard": _page(client, "/desk/dieu-hanh/"),
        "first_page_of_list": _page(client, f"/desk/figures/{INDICATOR}/dossiers?{urlencode(asked)}"),
    }


def _leader(now: Any) -> Any:
    from django.contrib.auth import get_user_model
    from django.test import Client

    from motcua.core.clock import legal_date
    from motcua.organisation.models import in_force
    from motcua.people.models import Assignment
    from motcua.people.services import sessions

    holds = Assignment.objects.filter(in_force(legal_date(now)), post__role="province_leader").order_by("pk").first()
    user = get_user_model().objects.get(pk=holds.user_id)
    client = Client(headers={"accept-language": "vi"})
    client.force_login(user)
    session = client.session
    session["motcua_session"] = str(sessions.open_session(user, "password_totp", "127.0.0.1", now).uid)
    session.save()
    return client


def _page(client: Any, address: str) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    first = time.perf_counter()
    client.get(address)
    first = time.perf_counter() - first
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    statements = len(captured)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    clocks, cpu = [], time.process_time()
    for _ in range(ASKED):
        begun = time.perf_counter()
        client.get(address)
        clocks.append(time.perf_counter() - begun)
    cpu = time.process_time() - cpu
    clocks.sort()
    return {
        "first_s": round(first, 3),
        "p50_s": round(clocks[len(clocks) // 2], 3),
        "p95_s": round(clocks[int(0.95 * (len(clocks) - 1))], 3),
        "cpu_s": round(cpu / ASKED, 3),
        "statements": statements,
        "kib": len(answer.content) >> 10,
    }
