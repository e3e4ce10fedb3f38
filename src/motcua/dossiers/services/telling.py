"""News about the hours somebody answers for, each told once: somebody has to explain, has a day left, the head may
decide, has decided. They are put into the outbox; whoever writes letters and notices looks up the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet

from motcua.core import outbox
from motcua.dossiers.models import ResponsibilityAccount
from motcua.dossiers.selectors.responsibility import ripe

TOPIC = "responsibility"
ASKED, REMINDER, GIVEN = "explanation_asked", "explanation_reminder", "explanation_given"
TO_DECIDE, DECIDED = "decision_awaited", "responsibility_decided"
BATCH = 200


def tell(account: ResponsibilityAccount, kind: str, *, now: dt.datetime) -> None:
    """Put the news into the outbox, with the act it is about."""
    outbox.publish(topic=TOPIC, key=str(account.uid), kind=kind, body={"account": account.uid}, now=now)


def remind(*, now: dt.datetime, ahead: dt.timedelta = dt.timedelta(days=1)) -> int:
    """Remind, once, whoever has a day left to explain. Returns how many."""
    rows = ResponsibilityAccount.objects.filter(
        decision="", explained_at=None, reminded_at=None, explain_by__lte=now + ahead, record__decided_at=None
    )

    def reminded(row: ResponsibilityAccount) -> bool:
        if row.reminded_at is not None or row.explained_at is not None:
            return False
        row.reminded_at = now
        row.save(update_fields=["reminded_at"])
        tell(row, REMINDER, now=now)
        return True

    return _each(rows, reminded)


def tell_heads(*, now: dt.datetime, accounts: QuerySet[ResponsibilityAccount] | None = None) -> int:
    """Tell the head, once for each account (or of these ``accounts``), that there is something to decide. Returns how
    many."""
    rows = ResponsibilityAccount.objects.all() if accounts is None else accounts

    def told(row: ResponsibilityAccount) -> bool:
        if row.head_told_at is not None or row.decision:
            return False
        row.head_told_at = now
        row.save(update_fields=["head_told_at"])
        tell(row, TO_DECIDE, now=now)
        return True

    return _each(rows.filter(ripe(now), head_told_at=None), told)


def _each(rows: QuerySet[ResponsibilityAccount], do: Callable[[ResponsibilityAccount], bool]) -> int:
    """Each of them under lock, in a transaction of its own; one that went meanwhile is left out."""
    after, done = 0, 0
    while keys := list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        for key in keys:
            with transaction.atomic():
                row = ResponsibilityAccount.objects.select_for_update().filter(pk=key).first()
                done += row is not None and do(row)
        after = keys[-1]
    return done
