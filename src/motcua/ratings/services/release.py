"""The counting job: opens the box, judges a whole month together, and lets ratings out in groups.

A unit's ratings go out only when at least ``least_shown`` new ones that count are there; then all of the unit's month
are drawn anew, shuffled, without a day. A week after the month's end the ballots of what is out are destroyed; what
was too little waits in the next month. Each opening is in the audit log, with counts only.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import structlog
from django.db import connection, transaction

from motcua.core import audit
from motcua.core.clock import legal_date
from motcua.core.errors import Unavailable
from motcua.dossiers.models import Dossier
from motcua.dossiers.traces import trace_period
from motcua.people.actors import SYSTEM
from motcua.ratings.ballots import Body, opened, sealed_link
from motcua.ratings.editions import Policy, policy_on, questions_on
from motcua.ratings.integrity import Verdict, judge
from motcua.ratings.masking import masked
from motcua.ratings.models import Ballot, Rating, RatingWords, Release, SealedLink, TokenUse
from motcua.ratings.scoring import is_bad, is_dissatisfied
from motcua.ratings.services.follow_ups import open_follow_up
from motcua.ratings.work import desks_of, given_of

log = structlog.get_logger(__name__)

GRACE: Final = dt.timedelta(days=7)
_LOCK: Final = 0x52415445
_shuffle: Final = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Released:
    """``units`` of which something was let out; ``ratings`` new ones; ``closed`` months."""

    units: int = 0
    ratings: int = 0
    closed: int = 0
    without_owner: int = 0


@transaction.atomic
def release(*, now: dt.datetime) -> Released:
    """Let out what may go out, in every month that is open. Two runs at once: the second waits and finds nothing.
    Raises Unavailable (``rating_box_locked``) in a process that has not the key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    policy = policy_on(legal_date(now))
    present = trace_period(now)
    done = Released()
    for period in Ballot.objects.order_by("period").values_list("period", flat=True).distinct():
        done = _added(done, _release_period(period, policy, now))
        if period < present and legal_date(now) >= _next_month(period) + GRACE:
            _close(period, present, policy, now)
            done = _added(done, Released(closed=1))
    TokenUse.objects.filter(forget_on__lte=legal_date(now)).delete()
    return done


def _added(one: Released, two: Released) -> Released:
    return Released(
        one.units + two.units,
        one.ratings + two.ratings,
        one.closed + two.closed,
        one.without_owner + two.without_owner,
    )


@dataclass(frozen=True, slots=True)
class _Paper:
    ballot: Ballot
    body: Body
    verdict: Verdict
    timeliness: str


def _release_period(period: str, policy: Policy, now: dt.datetime) -> Released:
    """Units with enough new ratings; the box is not opened when there is none."""
    waiting = Counter(Ballot.objects.filter(period=period, released=False).values_list("unit_id", flat=True))
    ready = {unit for unit, number in waiting.items() if number >= policy.least_shown}
    if not ready:
        return Released()
    by_unit = _papers(period, policy, now)
    done = Released()
    for unit in sorted(ready):
        _note_release(unit, period, by_unit[unit])
        if sum(_counts_anew(one) for one in by_unit[unit]) >= policy.least_shown:
            fresh, without = _draw_anew(unit, period, by_unit[unit], now)
            done = _added(done, Released(1, fresh, 0, without))
    if done.units:
        _draw_links(period, [one for rows in by_unit.values() for one in rows])
    return done


def _counts_anew(one: _Paper) -> bool:
    """Whoever knows the ratings that were set aside, because they gave them, must not be left alone with one other."""
    return not one.ballot.released and not one.verdict.set_aside


def _papers(period: str, policy: Policy, now: dt.datetime) -> Mapping[int, list[_Paper]]:
    rows = list(opened(Ballot.objects.filter(period=period).order_by("uid")))
    _note("ratings.box_opened", period, now, ballots=len(rows))
    given = given_of(rows, period, policy.integrity)
    verdicts = judge(given, desks_of(period, {ballot.unit_id for ballot, _ in rows}), policy.integrity)
    timely = _timeliness([body for _, body in rows])
    found: defaultdict[int, list[_Paper]] = defaultdict(list)
    for number, (ballot, body) in enumerate(rows):
        time = timely.get(body.dossier.hex, "") if body.dossier else ""
        found[ballot.unit_id].append(_Paper(ballot, body, verdicts[number], time))
    return found


def _timeliness(bodies: Sequence[Body]) -> Mapping[str, str]:
    """How each dossier kept the day it was appointed for."""
    uids = {body.dossier for body in bodies if body.dossier}
    rows = Dossier.objects.filter(uid__in=uids, finished_at__isnull=False, appointed_due_at__isnull=False)
    found = {}
    for uid, finished, due in rows.values_list("uid", "finished_at", "appointed_due_at"):
        if finished is None or due is None:
            continue
        early = legal_date(finished) < legal_date(due)
        found[uid.hex] = "late" if finished > due else "early" if early else "on_time"
    return found


def _draw_anew(unit: int, period: str, papers: list[_Paper], now: dt.datetime) -> tuple[int, int]:
    """All rows of the unit's month, in random order. Returns how many are new, and how many bad ones found no owner."""
    Rating.objects.filter(unit=unit, period=period).delete()
    RatingWords.objects.filter(unit=unit, period=period).delete()
    rows, texts = [_rating(one, period) for one in papers], [masked(one.body.words) for one in papers]
    words = [RatingWords(unit_id=unit, period=period, words=text) for text in texts if text]
    _shuffle.shuffle(rows)
    _shuffle.shuffle(words)
    Rating.objects.bulk_create(rows, batch_size=500)
    RatingWords.objects.bulk_create(words, batch_size=500)
    fresh = [one for one in papers if not one.ballot.released]
    _shuffle.shuffle(fresh)
    without = sum(not _followed(one, now) for one in fresh)
    Ballot.objects.filter(pk__in=[one.ballot.pk for one in fresh]).update(released=True)
    for one in fresh:
        one.ballot.released = True
    return len(fresh), without


def _note_release(unit: int, period: str, papers: list[_Paper]) -> None:
    """What the integrity report tells of the unit's month, whether or not anything goes out."""
    aside = [one for one in papers if one.verdict.set_aside]
    reasons = Counter(reason.value for one in aside for reason in one.verdict.reasons)
    told = {"released": len(papers), "set_aside": len(aside), "reasons": dict(sorted(reasons.items()))}
    Release.objects.update_or_create(unit_id=unit, period=period, defaults=told)


def _rating(one: _Paper, period: str) -> Rating:
    return Rating(
        period=period,
        unit_id=one.ballot.unit_id,
        point_id=one.body.point,
        post_id=one.body.post,
        way=one.body.way.value,
        of_dossier=one.body.dossier is not None,
        answers=dict(one.body.answers),
        edition=one.body.edition,
        timeliness=one.timeliness,
        set_aside=one.verdict.set_aside,
        reasons=[reason.value for reason in one.verdict.reasons] if one.verdict.set_aside else [],
    )


def _followed(one: _Paper, now: dt.datetime) -> bool:
    """Open the follow-up of a bad rating that counts, unless its rater had it opened at once."""
    questions = questions_on(legal_date(one.body.at))
    if one.body.followed or one.verdict.set_aside or not is_bad(one.body.answers, questions):
        return True
    try:
        open_follow_up(one.ballot.unit_id, one.body.answers, masked(one.body.words), without=one.body.post, now=now)
    except Unavailable as error:
        log.error("ratings.without_owner", code=error.code, unit=one.ballot.unit_id)  # noqa: TRY400
        return False
    return True


def _draw_links(period: str, papers: Sequence[_Paper]) -> None:
    """The links of what is out and counts, drawn anew in random order."""
    out = [one for one in papers if one.ballot.released and not one.verdict.set_aside and one.body.dossier]
    links = []
    for one in out:
        unhappy = is_dissatisfied(one.body.answers, questions_on(legal_date(one.body.at)))
        if one.body.dossier is not None:
            links.append(SealedLink(period=period, sealed=sealed_link(one.body.dossier, dissatisfied=unhappy)))
    _shuffle.shuffle(links)
    SealedLink.objects.filter(period=period).delete()
    SealedLink.objects.bulk_create(links, batch_size=500)


def _close(period: str, present: str, policy: Policy, now: dt.datetime) -> None:
    """The month is over: what is out is final and its ballots are destroyed; what waits goes on, or after months is
    destroyed uncounted. What was set aside does not go on: in another month nothing could be compared with it."""
    waiting = [one for rows in _papers(period, policy, now).values() for one in rows if not one.ballot.released]
    Ballot.objects.filter(period=period, released=True).delete()
    for one in waiting:
        if one.verdict.set_aside or one.ballot.carried >= policy.carried_months:
            one.ballot.delete()
        else:
            one.ballot.period, one.ballot.carried = present, one.ballot.carried + 1
            one.ballot.save(update_fields=["period", "carried"])
    Release.objects.filter(period=period).update(closed=True)


def _next_month(period: str) -> dt.date:
    year, month = int(period[:4]), int(period[5:])
    return dt.date(year + month // 12, month % 12 + 1, 1)


def _note(act: str, period: str, now: dt.datetime, **counts: int) -> None:
    audit.record(act=act, actor=SYSTEM, subject_kind="rating_period", subject=period, now=now, details=counts)
