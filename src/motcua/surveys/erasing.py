"""What this room keeps of a person, emptied when the law says so: the way from a case to a dossier, and words that
name the person. The choices somebody ticked stay: without that way they are nobody's."""

from __future__ import annotations

import datetime as dt

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.erasure import Subject
from motcua.surveys.models import Response, SetAside, WaveCase


def erase_answers(subject: Subject, now: dt.datetime) -> int:
    """How many rows were emptied."""
    count = WaveCase.objects.filter(dossier_uid__in=subject.dossier_uids).update(dossier_uid=None)
    if not subject.words:
        return count
    for row in Response.objects.only("pk", "answers").iterator(500):
        if subject.is_named_in(str(row.answers)):
            Response.objects.filter(pk=row.pk).update(answers=_without(row.answers, subject))
            count += 1
    for aside in SetAside.objects.only("pk", "body").iterator(500):
        if subject.is_named_in(str(aside.body)):
            SetAside.objects.filter(pk=aside.pk).update(body=_without(aside.body, subject))
            count += 1
    return count


def purge_set_aside(*, now: dt.datetime) -> int:
    """Delete what was set aside and nobody needs any more. Returns how many."""
    return SetAside.objects.filter(purge_on__lte=legal_date(now)).delete()[0]


def _without(value: Json, subject: Subject) -> Json:
    if isinstance(value, str):
        return "" if subject.is_named_in(value) else value
    if isinstance(value, list):
        return [_without(one, subject) for one in value]
    if isinstance(value, dict):
        return {key: _without(one, subject) for key, one in value.items()}
    return value
