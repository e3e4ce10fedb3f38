"""What calls, promises and readings keep of a person, emptied when the law says so."""

from __future__ import annotations

import datetime as dt

from motcua.core.erasure import Subject
from motcua.people.rules import normalise_phone
from motcua.petitions.hotline.models import CallBack, HotlineCall, PetitionFilter
from motcua.petitions.quality.models import QualitySheet


def erase_calls(subject: Subject, now: dt.datetime) -> int:
    """The number and notes of calls, promises to call back, filters and remarks that name the person."""
    numbers = [key for word in subject.words if len(key := normalise_phone(word)) >= 8]
    calls = HotlineCall.objects.filter(phone__in=numbers)
    named = {one.pk for one in calls}
    for call in HotlineCall.objects.exclude(draft={}).iterator(500):
        if subject.is_named_in(" ".join(str(text) for text in call.draft.values())):
            named.add(call.pk)
    gone = HotlineCall.objects.filter(pk__in=named).update(phone="", draft={})
    gone += CallBack.objects.filter(phone__in=[*numbers, *subject.words]).delete()[0]
    return gone + _erase_words(subject)


def _erase_words(subject: Subject) -> int:
    if not subject.words:
        return 0
    filters = [one.pk for one in PetitionFilter.objects.iterator(500) if subject.is_named_in(f"{one.name} {one.query}")]
    remarks = [one.pk for one in QualitySheet.objects.exclude(remark="") if subject.is_named_in(one.remark)]
    gone = PetitionFilter.objects.filter(pk__in=filters).delete()[0]
    return gone + QualitySheet.objects.filter(pk__in=remarks).update(remark="")
