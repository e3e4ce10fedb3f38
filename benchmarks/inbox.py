"""The inbox with many dossiers stored: does a page grow with the table?

Rows are cloned from one dossier inside a transaction that is rolled back, so the database is as it was afterwards.
Most of them are closed, as in a province; the official's own open ones stay some hundred. The ratio compares a page
over all rows with the same page over the table as it was.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

ROUNDS = 60
LARGEST_HERE = 500_000
"""More rows are loaded into a database of their own (:mod:`benchmarks.inbox_large`)."""
OPEN_SHARE = 50
"""One in fifty cloned dossiers is open, spread over all units."""

SPREAD = "CASE WHEN n %% {share} = 0 THEN (SELECT id FROM organisation_unit ORDER BY id OFFSET n %% 500 LIMIT 1) END"

CLONE = """
INSERT INTO dossier ({columns})
SELECT {values} FROM dossier d CROSS JOIN generate_series(1, %s) AS n
WHERE d.id = %s
"""


def run(rows: int = 200_000) -> dict[str, Any]:
    """Milliseconds of all that the first or second page of an official's inbox asks for, before and after cloning."""
    if rows > LARGEST_HERE:
        from benchmarks import inbox_large

        return inbox_large.run(rows)
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.dev")
    django.setup()
    from django.db import connection, transaction

    from motcua.cli.connection import use_embedded_database
    from motcua.core.clock import now
    from motcua.dossiers.models import Dossier

    use_embedded_database()
    actor = official()
    at = now()
    before = measure(actor, at)
    with transaction.atomic(), connection.cursor() as cursor:
        template = Dossier.objects.filter(closed=True).order_by("id").values_list("pk", flat=True).first()
        if template is None:
            raise SystemExit("load the demo first: motcua demo load")
        begun = time.perf_counter()
        cursor.execute(*_clone(rows, template))
        cursor.execute("ANALYZE dossier")
        loading = time.perf_counter() - begun
        after = measure(actor, at)
        stored = Dossier.objects.count()
        transaction.set_rollback(True)
    ratio = after["p95_ms"] / before["p95_ms"] if before["p95_ms"] else 0.0
    return {
        "rows_stored": stored,
        "loading_s": round(loading, 1),
        "before": before,
        "after": after,
        "p95_ratio": round(ratio, 2),
    }


def official() -> Any:
    """The official with the most open dossiers in hand."""
    from django.db.models import Count

    from motcua.core.clock import legal_date, now
    from motcua.dossiers.models import Dossier
    from motcua.people.actors import load_actor
    from motcua.people.models import Assignment

    busiest = (
        Dossier.objects.filter(closed=False, holder_kind="unit")
        .values("holder_unit", "holder_role")
        .annotate(n=Count("pk"))
        .order_by("-n")
    )
    for row in busiest:
        holder = Assignment.objects.filter(post__unit=row["holder_unit"], post__role=row["holder_role"]).first()
        if holder is not None:
            return load_actor(holder.user_id, legal_date(now()))
    raise SystemExit("nobody holds an open dossier: motcua demo load")


def _clone(rows: int, template: int) -> tuple[str, list[Any]]:
    from motcua.dossiers.models import Dossier

    special = {
        "uid": "gen_random_uuid()",
        "receipt_no": "'B' || n",
        "code": "'BENCH-' || n",
        "link_secret": "'bench-' || n || '-secret-secret'",
        "applicant_name": "'Người thử ' || n",
        "search_text": "'nguoi thu ' || n",
        "closed": f"n %% {OPEN_SHARE} <> 0",
        "state": f"CASE WHEN n %% {OPEN_SHARE} = 0 THEN 'processing' ELSE 'returned' END",
        "holder_kind": f"CASE WHEN n %% {OPEN_SHARE} = 0 THEN 'unit' ELSE '' END",
        "holder_unit_id": SPREAD.format(share=OPEN_SHARE),
        "holder_role": "'settling_officer'",
        "next_at": f"CASE WHEN n %% {OPEN_SHARE} = 0 THEN now() + (n %% 1000 - 500) * interval '1 hour' END",
    }
    names = [
        field.column
        for field in Dossier._meta.concrete_fields  # noqa: SLF001 - documented by Django
        if field.column != "id"
    ]
    values = [special.get(name, f"d.{name}") for name in names]
    return CLONE.format(columns=", ".join(names), values=", ".join(values)), [rows, template]


def measure(actor: Any, at: Any) -> dict[str, float | int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from motcua.core.clock import legal_date
    from motcua.dossiers.context import deadlines_for
    from motcua.dossiers.selectors.list_choices import choices, counts, side_counts
    from motcua.dossiers.selectors.lists import PAGE, Filters, after, filtered, in_piles, nearest, soon_until

    unit, today = actor.standings[0].unit_id, legal_date(at)
    soon = soon_until(deadlines_for(unit, unit, today), at)

    def asked(piles: list[Any]) -> list[Any]:
        found = nearest(piles, PAGE + 1, today)
        counts(actor, Filters(), now=at, soon=soon)
        choices(filtered(actor, Filters(), now=at, soon=soon), today)
        side_counts(actor, now=at, soon=soon)
        return found

    def first() -> list[Any]:
        return asked(in_piles(actor, Filters(), now=at, soon=soon))

    def second(last: Any) -> list[Any]:
        piles = in_piles(actor, Filters(), now=at, soon=soon)
        return asked([after(pile, next_at=last.next_at, key=last.pk) for pile in piles])

    with CaptureQueriesContext(connection) as captured:
        shown = first()
    times = []
    for number in range(ROUNDS):
        begun = time.perf_counter()
        second(shown[-1]) if number % 2 else first()
        times.append((time.perf_counter() - begun) * 1000)
    cuts = statistics.quantiles(times, n=100)
    return {
        "rows_on_page": len(shown),
        "open_in_hand": filtered(actor, Filters(), now=at, soon=soon).count(),
        "statements": len(captured),
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
    }
