"""Forgetting: what came in is readable for a time, then only that it came is known."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from motcua.core.clock import legal_date
from motcua.core.erasure import Subject
from motcua.documents.services import erase_file
from motcua.integrations.models import Call, IncomingMessage, OutgoingMessage, WebhookSeen

_EMPTY = {"sent_from": "", "subject_line": "", "body_words": "", "facts_read": {}}
REMEMBERED = dt.timedelta(days=1)
"""Longer than any signed call is accepted."""


def forget(*, now: dt.datetime, limit: int = 5000) -> int:
    """Empty what is past its day; how many rows. What still waits for a person is never emptied."""
    on = legal_date(now)
    rows = IncomingMessage.objects.filter(purge_on__lte=on, purged_at=None).exclude(state__in=["waiting", "unread"])
    done = 0
    for row in rows.select_related("raw").order_by("id")[:limit]:
        _empty(row, now)
        done += 1
    done += (
        OutgoingMessage.objects.filter(purge_on__lte=on)
        .exclude(sent_to="", body_words="")
        .update(sent_to="", body_words="")
    )
    done += Call.objects.filter(purge_on__lte=on).exclude(caller_number="").update(caller_number="", called_number="")
    WebhookSeen.objects.filter(seen_at__lt=now - REMEMBERED).delete()
    return done


@transaction.atomic
def _empty(row: IncomingMessage, now: dt.datetime) -> None:
    IncomingMessage.objects.filter(pk=row.pk).update(**_EMPTY, purged_at=now)
    if row.raw is not None:
        erase_file(row.raw, now=now)


def erase_messages(subject: Subject, now: dt.datetime) -> int:
    """Messages, calls and short messages that name the person; their words go, that they came stays."""
    if not subject.words:
        return 0
    done = 0
    for row in IncomingMessage.objects.filter(purged_at=None).select_related("raw").iterator(500):
        if subject.is_named_in(f"{row.sent_from}\n{row.subject_line}\n{row.body_words}"):
            _empty(row, now)
            done += 1
    for sent in OutgoingMessage.objects.exclude(body_words="", sent_to="").iterator(500):
        if subject.is_named_in(f"{sent.sent_to}\n{sent.body_words}"):
            OutgoingMessage.objects.filter(pk=sent.pk).update(sent_to="", body_words="")
            done += 1
    for call in Call.objects.exclude(caller_number="").iterator(500):
        if subject.is_named_in(f"{call.caller_number}\n{call.called_number}"):
            Call.objects.filter(pk=call.pk).update(caller_number="", called_number="")
            done += 1
    return done
