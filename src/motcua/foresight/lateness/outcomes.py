"""Which warnings came true: kept from the first day of a warning to the end of its dossier."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.db.models import Count

from motcua.core.database import SqlValue

from .models import LatenessAlert, LatenessRun
from .snapshots import WAITING

_GO_ON: Final = """UPDATE lateness_alert a SET last_on = %(day)s, days = a.days + 1,
    probability = greatest(a.probability, s.probability)
    FROM lateness_score s WHERE s.run_id = %(run)s AND s.alert AND s.dossier_id = a.dossier_id AND a.outcome = ''
    AND a.last_on < %(day)s"""
_BEGIN: Final = """INSERT INTO lateness_alert
    (dossier_id, model_id, unit_id, first_on, last_on, days, probability, due_at, outcome)
    SELECT s.dossier_id, r.model_id, s.unit_id, %(day)s, %(day)s, 1, s.probability, s.due_at, ''
    FROM lateness_score s JOIN lateness_run r ON r.id = s.run_id WHERE s.run_id = %(run)s AND s.alert
    AND NOT EXISTS (SELECT 1 FROM lateness_alert a WHERE a.dossier_id = s.dossier_id AND a.outcome = '')
    ORDER BY s.dossier_id ON CONFLICT DO NOTHING"""
# A date moved by law (a pause, a supplement) is kept when the moved one is; a new appointment says it was missed.
_DECIDE: Final = """UPDATE lateness_alert a SET decided_on = %(day)s, outcome = CASE
        WHEN 'reappointed' = ANY(d.flags) THEN 'late'
        WHEN coalesce(d.finished_at, d.closed_at) IS NULL THEN 'late'
        WHEN coalesce(d.finished_at, d.closed_at) > coalesce(d.appointed_due_at, a.due_at) THEN 'late'
        WHEN d.finished_at IS NULL THEN 'gone' ELSE 'kept' END
    FROM dossier d WHERE d.id = a.dossier_id AND a.outcome = '' AND (
        'reappointed' = ANY(d.flags) OR coalesce(d.finished_at, d.closed_at) IS NOT NULL
        OR (d.appointed_due_at < %(now)s AND NOT d.state = ANY(%(waiting)s)))"""


@dataclass(frozen=True, slots=True)
class Hits:
    """Of warnings decided since a day: how many came true, did not, or cannot be told."""

    late: int
    kept: int
    gone: int

    @property
    def told(self) -> int:
        return self.late + self.kept


@transaction.atomic
def note(run: LatenessRun, *, day: dt.date, now: dt.datetime) -> None:
    """Carry on the warnings of yesterday, begin those of today, decide those whose end is known. Twice on one day
    changes nothing the second time."""
    given: dict[str, SqlValue] = {"run": run.pk, "day": day, "now": now, "waiting": list(WAITING)}
    with connection.cursor() as cursor:
        cursor.execute(_DECIDE, given)
        cursor.execute(_GO_ON, given)
        cursor.execute(_BEGIN, given)


def hits(since: dt.date) -> Hits:
    rows = LatenessAlert.objects.filter(decided_on__gte=since).values_list("outcome").annotate(n=Count("pk"))
    counted = dict(rows.order_by("outcome"))
    return Hits(counted.get("late", 0), counted.get("kept", 0), counted.get("gone", 0))
