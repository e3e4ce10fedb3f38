"""The one way a rating comes in. It is checked, its token is used up and the ballot sealed in one transaction; nothing
is logged, audited or sent, because each of these would have an instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import connection, transaction

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid
from motcua.dossiers.traces import trace_period
from motcua.ratings.asked import Asked
from motcua.ratings.ballots import Body, put
from motcua.ratings.circumstances import Circumstances
from motcua.ratings.editions import policy_on, questions_on
from motcua.ratings.integrity import Way
from motcua.ratings.masking import masked
from motcua.ratings.scoring import is_bad
from motcua.ratings.services.follow_ups import open_follow_up
from motcua.ratings.tokens import Kind

CONTACT_MOST: Final = 200
_USE: Final = """
INSERT INTO ratings_tokenuse (digest, forget_on, revoked) VALUES (%s, %s, %s) ON CONFLICT (digest) DO NOTHING
"""
_WAYS: Final = {Kind.DOSSIER: Way.LINK, Kind.POSTER: Way.POSTER, Kind.TABLET: Way.TABLET}


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet as filled in. ``contact``: how to reach the rater, only if they wish; empty otherwise. ``interviewer``:
    the public id of whoever asked by telephone."""

    answers: Mapping[str, str]
    words: str = ""
    contact: str = ""
    how: Circumstances = field(default_factory=Circumstances)
    interviewer: str = ""


@transaction.atomic
def rate(asked: Asked, filled: Filled, *, now: dt.datetime) -> None:
    """Take the rating. Raises Invalid ``data_invalid`` with one error a field, Conflict (``rating_token_used``) when
    the token was used meanwhile: of many at once exactly one gets in."""
    answers = _checked(asked, filled, legal_date(now))
    if asked.digest and not _use(asked):
        raise Conflict("rating_token_used")
    questions = questions_on(legal_date(now))
    contact = filled.contact.strip()
    followed = bool(contact) and is_bad(answers, questions)
    if followed:
        open_follow_up(asked.unit.pk, answers, masked(filled.words), contact=contact, now=now)
    body = Body(
        at=now,
        way=Way.CALL if filled.interviewer else _WAYS[asked.kind],
        answers=answers,
        edition=asked.edition,
        dossier=asked.dossier.uid if asked.dossier else None,
        place=asked.place,
        point=asked.point_id,
        post=asked.poster.post_id if asked.poster else None,
        words=filled.words.strip(),
        seconds=filled.how.seconds,
        device=filled.how.device,
        network=filled.how.network,
        traces=filled.how.period,
        followed=followed,
        interviewer=filled.interviewer,
    )
    put(body, unit=asked.unit.pk, period=trace_period(now))


def revoke(asked_digest: bytes, forget_on: dt.date) -> bool:
    """Take a dossier's token back. False when it was used already."""
    return _inserted(asked_digest, forget_on, revoked=True)


def _use(asked: Asked) -> bool:
    return _inserted(asked.digest, asked.expires_on, revoked=False)


def _inserted(digest: bytes, forget_on: dt.date, *, revoked: bool) -> bool:
    """One of many at once puts the row in; the others wait for its transaction and put none."""
    with connection.cursor() as cursor:
        cursor.execute(_USE, [digest, forget_on, revoked])
        return cursor.rowcount == 1


def _checked(asked: Asked, filled: Filled, today: dt.date) -> dict[str, str]:
    policy, errors = policy_on(today), list[dict[str, Json]]()
    known = {item.key: item for item in asked.items}
    answers = {key: code for key, code in filled.answers.items() if code}
    for key, code in answers.items():
        if key not in known or known[key].answer(code) is None:
            errors.append({"field": key, "code": "rating_answer_unknown"})
    first = asked.items[0].key
    if first not in answers:
        errors.append({"field": first, "code": "rating_answer_missing"})
    if len(filled.words) > policy.words_most:
        errors.append({"field": "words", "code": "rating_words_long", "most": policy.words_most})
    if len(filled.contact) > CONTACT_MOST:
        errors.append({"field": "contact", "code": "rating_contact_long", "most": CONTACT_MOST})
    if errors:
        raise Invalid("data_invalid", errors=errors)
    return answers
