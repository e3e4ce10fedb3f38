"""Asking: invitations, answers, what became of who did not answer, reserves.

An answer is kept once: what comes twice under one entry id is the same answer; a second answer of the same person, an
answer with faults or one that comes too late is set aside as it came, never lost and never counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from motcua.core import audit
from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotAllowed, NotFound
from motcua.forms.schema import FormSchema, from_json
from motcua.forms.validation import validate
from motcua.people.actors import Actor
from motcua.people.models import User
from motcua.people.permissions import holds
from motcua.surveys import design as designs
from motcua.surveys.keys import case_of
from motcua.surveys.lifecycle import OPEN_CASES, CaseState, Mode, WaveState
from motcua.surveys.models import Response, SetAside, Wave, WaveCase
from motcua.surveys.permissions import RUN, require_interviewer

from .waves import locked_wave, to_state

KEPT_ASIDE: Final = dt.timedelta(days=180)
_SHARED: Final = "SELECT 1 FROM surveys_wave WHERE id = %s FOR SHARE"
_ALONE: Final = "SELECT 1 FROM surveys_wave WHERE id = %s FOR UPDATE"
_GIVEN_UP: Final = frozenset({CaseState.REFUSED, CaseState.NOT_REACHED, CaseState.INELIGIBLE})


class Told(StrEnum):
    """What became of an answer that came in."""

    KEPT = "kept"
    ALREADY = "already"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class Entry:
    """Answers as they came. ``entry`` is the id the page or the tablet gave them when they were begun."""

    entry: UUID
    answers: Mapping[str, object]
    mode: Mode
    answered_on: dt.date


@transaction.atomic
def start_fielding(uid: UUID, *, actor: Actor, now: dt.datetime) -> Wave:
    """From now on answers are taken. Raises NotAllowed, NotFound, Conflict ``wave_state``."""
    wave = locked_wave(uid, actor)
    wave.fielded_at = now
    to_state(wave, WaveState.FIELDED)
    audit.record(act="surveys.wave_fielded", actor=actor, subject_kind="survey_wave", subject=str(uid), now=now)
    return wave


@transaction.atomic
def hand_out(uid: UUID, cases: Sequence[UUID], interviewer: User, *, actor: Actor, now: dt.datetime) -> int:
    """Give cases to an interviewer who will visit or call. Those that are answered stay as they are. Raises NotAllowed,
    NotFound, Conflict ``wave_state``."""
    wave = locked_wave(uid, actor)
    if wave.state not in {WaveState.DRAWN, WaveState.FIELDED}:
        raise Conflict("wave_state", params={"state": wave.state})
    rows = WaveCase.objects.filter(wave=wave, uid__in=cases, state__in=[one.value for one in OPEN_CASES])
    count = rows.update(interviewer=interviewer, mode=Mode.INTERVIEWER.value)
    details = {"cases": count, "interviewer": str(interviewer.uid)}
    audit.record(
        act="surveys.handed_out", actor=actor, subject_kind="survey_wave", subject=str(uid), now=now, details=details
    )
    return count


@transaction.atomic
def answer_by_key(key: str, entry: Entry, *, now: dt.datetime) -> Told:
    """Answers of somebody who holds the key of an invitation. Raises NotFound ``survey_key_unknown`` (forged, or
    nobody's any more), Conflict ``wave_over``, Invalid ``answers_invalid`` with the fault of each field: nothing is
    kept then, the person is still there to mend it. A second answer and one beyond a quota are set aside."""
    case = locked_case(case_of(key))
    if case.wave.state != WaveState.FIELDED or case.wave.ends_on < legal_date(now):
        raise Conflict("wave_over")
    errors = validate(schema_of(case.wave), entry.answers, on=entry.answered_on).errors
    if errors:
        raise Invalid("answers_invalid", errors=[one.as_dict() for one in errors])
    return take(case, entry, came_from=None, now=now)


@transaction.atomic
def record_fate(
    uid: UUID, state: CaseState, *, actor: Actor, now: dt.datetime, attempts: int | None = None
) -> WaveCase:
    """Say why somebody did not answer. The next of the reserve of the same group is asked instead when they refused,
    could not be reached or do not belong here; the first stays counted as what they are. Raises NotAllowed, NotFound,
    Conflict ``survey_answered``, Invalid ``survey_fate_unknown``."""
    if state not in _GIVEN_UP:
        raise Invalid("survey_fate_unknown")
    case = locked_case(uid)
    require_case(case, actor)
    if case.state == CaseState.ANSWERED:
        raise Conflict("survey_answered")
    was = case.state
    case.state, case.ended_at = state.value, now
    case.attempts = case.attempts + 1 if attempts is None else attempts
    case.save(update_fields=["state", "ended_at", "attempts"])
    if was in {CaseState.DRAWN, CaseState.INVITED}:
        _ask_next(case)
    return case


def take(case: WaveCase, entry: Entry, *, came_from: int | None, now: dt.datetime) -> Told:
    """Keep the answers of a locked case, or set them aside; the same entry again changes nothing."""
    known = Response.objects.filter(entry=entry.entry).exists()
    if known or SetAside.objects.filter(entry=entry.entry).exists():
        return Told.ALREADY
    if case.state == CaseState.ANSWERED:
        return _aside(case, entry, "second_answer", came_from, now)
    if case.wave.state != WaveState.FIELDED:
        return _aside(case, entry, "wave_over", came_from, now)
    found = validate(schema_of(case.wave), entry.answers, on=entry.answered_on)
    if found.errors:
        return _aside(case, entry, "faulty", came_from, now)
    if _is_full(case.wave, found.answers):
        return _aside(case, entry, "quota_full", came_from, now)
    try:
        with transaction.atomic():
            _keep(case, entry, dict(found.answers))
    except IntegrityError:  # the same entry came for another case at the same moment
        return Told.ALREADY
    case.state, case.ended_at, case.mode = CaseState.ANSWERED.value, now, entry.mode.value
    case.save(update_fields=["state", "ended_at", "mode"])
    return Told.KEPT


def _keep(case: WaveCase, entry: Entry, answers: dict[str, Json]) -> None:
    Response.objects.create(
        wave=case.wave,
        group_id=case.group_id,
        case=case,
        entry=entry.entry,
        form_version_id=case.wave.version.form_version_id,
        answers=answers,
        mode=entry.mode.value,
        answered_on=entry.answered_on,
    )


def schema_of(wave: Wave) -> FormSchema:
    """The questions of the wave: those it was planned with, whatever was published since."""
    return from_json(wave.version.form_version.schema)


def locked_case(uid: UUID | None) -> WaveCase:
    """The case, and before it its wave: shared, so that answers do not wait for each other but closing waits for them;
    alone where quotas are counted. Raises NotFound ``survey_key_unknown``."""
    found = WaveCase.objects.filter(uid=uid).values_list("wave", "wave__design").first() if uid else None
    if uid is None or found is None:
        raise NotFound("survey_key_unknown")
    _hold(found[0], alone=bool(designs.from_json(found[1]).quotas))
    rows = WaveCase.objects.select_for_update(of=("self",)).select_related("wave__version__form_version", "group")
    case = rows.filter(uid=uid).exclude(state=CaseState.RESERVE.value).first()
    if case is None:
        raise NotFound("survey_key_unknown")
    return case


def _hold(wave: int, *, alone: bool) -> None:
    """Held to the end of the transaction; a wave is always held before its cases."""
    with connection.cursor() as cursor:
        cursor.execute(_ALONE if alone else _SHARED, (wave,))


def require_case(case: WaveCase, actor: Actor) -> None:
    """Who runs the wave, or the interviewer it was given to. Raises NotAllowed."""
    if holds(actor, RUN):
        return
    require_interviewer(actor)
    if case.interviewer_id != actor.user_id:
        raise NotAllowed("survey_not_your_case")


def _ask_next(case: WaveCase) -> None:
    reserves = WaveCase.objects.select_for_update(of=("self",), skip_locked=True)
    following = reserves.filter(group=case.group_id, state=CaseState.RESERVE.value).order_by("rank").first()
    if following is not None:
        following.state, following.mode = CaseState.DRAWN.value, case.mode
        following.interviewer_id = case.interviewer_id
        following.save(update_fields=["state", "mode", "interviewer"])


def _is_full(wave: Wave, answers: Mapping[str, Json]) -> bool:
    """Whether a quota these answers fall under has all its answers. The wave is held alone meanwhile."""
    bound = [one for one in designs.from_json(wave.design).quotas if answers.get(one.field) == one.value]
    return any(
        Response.objects.filter(wave=wave, answers__contains={one.field: one.value}).count() >= one.most
        for one in bound
    )


def _aside(case: WaveCase, entry: Entry, reason: str, came_from: int | None, now: dt.datetime) -> Told:
    SetAside.objects.create(
        wave=case.wave,
        case=case,
        entry=entry.entry,
        reason=reason,
        body={"answers": dict(entry.answers), "mode": entry.mode.value, "on": entry.answered_on.isoformat()},
        came_from_id=came_from,
        came_at=now,
        purge_on=legal_date(now) + KEPT_ASIDE,
    )
    return Told.SET_ASIDE
