"""What this room keeps of a person, emptied when the law says so. Released ratings name nobody and stay."""

from __future__ import annotations

import datetime as dt

import structlog

from motcua.core.erasure import Subject
from motcua.core.errors import Unavailable

from .ballots import opened, opened_links, sealed
from .models import Ballot, Callback, FollowUp, RatingWords, SealedLink

log = structlog.get_logger(__name__)


def erase_ratings(subject: Subject, now: dt.datetime) -> int:
    """Ballots lose dossier, words and traces, links go, words that name the person go, calls go. A process without the
    key of the box finds only what is not sealed; the rest is destroyed when its month is closed."""
    gone = Callback.objects.filter(dossier__in=subject.dossiers).delete()[0]
    try:
        gone += _erase_ballots(subject) + _erase_links(subject)
    except Unavailable as error:
        log.warning("ratings.box_locked", code=error.code)
    return gone + _erase_words(subject)


def _erase_ballots(subject: Subject) -> int:
    wanted, changed = set(subject.dossier_uids), []
    if not wanted and not subject.words:
        return 0
    for ballot, body in opened(Ballot.objects.order_by("uid").iterator(500)):
        if body.dossier in wanted or (body.words and subject.is_named_in(body.words)):
            ballot.sealed = sealed(body.without_person())
            changed.append(ballot)
    Ballot.objects.bulk_update(changed, ["sealed"], batch_size=500)
    return len(changed)


def _erase_links(subject: Subject) -> int:
    wanted = set(subject.dossier_uids)
    if not wanted:
        return 0
    rows = list(SealedLink.objects.order_by("uid").values_list("uid", "sealed"))
    found = zip(rows, opened_links(link for _, link in rows), strict=True)
    return SealedLink.objects.filter(uid__in=[uid for (uid, _), (dossier, _) in found if dossier in wanted]).delete()[0]


def _erase_words(subject: Subject) -> int:
    if not subject.words:
        return 0
    named = [one.pk for one in RatingWords.objects.iterator(500) if subject.is_named_in(one.words)]
    gone = RatingWords.objects.filter(pk__in=named).delete()[0]
    rows = [one for one in FollowUp.objects.exclude(words="").iterator(500) if subject.is_named_in(one.words)]
    return gone + FollowUp.objects.filter(pk__in=[one.pk for one in rows]).update(words="", contact="")
