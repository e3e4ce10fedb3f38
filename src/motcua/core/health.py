"""``/health/live``, ``/health/ready`` and ``/metrics``."""

from __future__ import annotations

import datetime as dt
import hmac
import ipaddress
import threading
import time
from dataclasses import dataclass, field

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from motcua.core import metrics, outbox
from motcua.core.clock import SystemClock
from motcua.core.database import is_away

log = structlog.get_logger(__name__)

LONGEST_SKEW_SECONDS = 30
"""Legal time limits are counted in minutes: further apart than this, the two clocks cannot both be trusted."""
LONGEST_LAG_SECONDS = 300
_EARLIEST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

_migrated = threading.Event()


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``needed``: without it the process must get no requests."""

    name: str
    ok: bool
    needed: bool = True
    facts: dict[str, object] = field(default_factory=dict)


def live(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; touches nothing else, so a dead database does not restart the web."""
    return JsonResponse({"status": "live"}, headers={"Cache-Control": "no-store"})


def ready(request: HttpRequest) -> HttpResponse:
    """200 ``ready`` or ``degraded`` when requests may come, else 503 ``not_ready``, with each check."""
    checks = run_checks()
    if not all(check.ok for check in checks if check.needed):
        status = "not_ready"
    else:
        status = "ready" if all(check.ok for check in checks) else "degraded"
    body = {"status": status, "checks": {check.name: {"ok": check.ok, **check.facts} for check in checks}}
    return JsonResponse(body, status=503 if status == "not_ready" else 200, headers={"Cache-Control": "no-store"})


def run_checks() -> list[Check]:
    """Database, clock, migrations, outbox: two statements once the migrations are known to be applied."""
    try:
        return [*_database_and_clock(), _migrations(), _outbox()]
    except (DatabaseError, InterfaceError) as error:
        log.warning("health.database", error=type(error).__name__, away=is_away(error))
        if not connection.in_atomic_block:
            connection.close()
        return [Check("database", ok=False)]


def _database_and_clock() -> list[Check]:
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    taken = time.perf_counter() - started
    ours = SystemClock().now()
    skew = abs((theirs - ours).total_seconds())
    sane = skew <= LONGEST_SKEW_SECONDS + taken and ours > _EARLIEST
    return [
        Check("database", ok=True, facts={"ms": round(taken * 1000, 1)}),
        Check("clock", ok=sane, facts={"skew_seconds": round(skew, 1)}),
    ]


def _migrations() -> Check:
    """Asked until it was true once in this process: its code does not change while it runs."""
    if not _migrated.is_set():
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            _migrated.set()
    return Check("migrations", ok=_migrated.is_set())


def _outbox() -> Check:
    """A slow outbox is an alarm, not a reason to turn people away."""
    found = outbox.lags(now=SystemClock().now())
    worst = max((one.seconds for one in found), default=0.0)
    dead = sum(one.dead for one in found)
    fine = worst <= LONGEST_LAG_SECONDS and dead == 0
    return Check("outbox", ok=fine, needed=False, facts={"lag_seconds": round(worst, 1), "dead": dead})


def metrics_page(request: HttpRequest) -> HttpResponse:
    """For the machine itself, or with ``Authorization: Bearer`` and the token of the settings; 404 for all others.

    A request through a proxy is never "the machine itself": whatever carries a forwarding header needs the token.
    """
    if not _may_read_metrics(request):
        return HttpResponse(status=404)
    return HttpResponse(
        metrics.page(now=SystemClock().now()), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"}
    )


def _may_read_metrics(request: HttpRequest) -> bool:
    expected: str = settings.METRICS_TOKEN
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if expected and kind.lower() == "bearer":
        return hmac.compare_digest(given.encode(), expected.encode())
    if any(header in request.headers for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP")):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
