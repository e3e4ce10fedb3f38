"""What this room keeps of a person, emptied when the law says so. A record keeps its number, dates and way."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from motcua.core.erasure import Subject
from motcua.core.search_text import tokens
from motcua.registers.models import Record, RecordEventBody
from motcua.registers.selectors import searched


def erase_records(subject: Subject, now: dt.datetime) -> int:
    """Records that name the person in their answers, and notes and earlier answers that do."""
    named: set[int] = set()
    for word in subject.words:
        if not tokens(word):
            continue
        rows = searched(Record.objects.only("pk", "search_text"), word)
        named |= {one.pk for one in rows.iterator(500) if subject.is_named_in(one.search_text)}
    if named:
        Record.objects.filter(pk__in=named).update(answers={}, search_text="", changed_at=now)
    return len(named) + _erase_bodies(subject, named)


def _erase_bodies(subject: Subject, records: set[int]) -> int:
    if not subject.words:
        return 0
    gone = {one.pk for one in RecordEventBody.objects.filter(event__record__in=records)}
    others = RecordEventBody.objects.exclude(pk__in=gone).filter(~Q(note="") | Q(earlier__isnull=False))
    gone |= {one.pk for one in others.iterator(500) if subject.is_named_in(f"{one.note}\n{one.earlier}")}
    return RecordEventBody.objects.filter(pk__in=gone).delete()[0]
