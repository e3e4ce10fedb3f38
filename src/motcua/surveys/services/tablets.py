"""Interviewers' tablets: what they take along, and what they bring back, once or several times, weeks later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.errors import DomainError, Invalid, NotAllowed
from motcua.people.actors import Actor
from motcua.surveys.lifecycle import OPEN_CASES, CaseState, Mode, WaveState
from motcua.surveys.models import Wave, WaveCase
from motcua.surveys.permissions import require_interviewer

from .fielding import Entry, Told, locked_case, record_fate, require_case, take

MOST_ENTRIES: Final = 500
"""In one sync; a tablet with more sends them in turns."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of one line that a tablet sent: ``kept``, ``already``, ``set_aside``, or ``refused`` with its
    code."""

    entry: str
    told: str
    code: str = ""


def package(actor: Actor) -> list[dict[str, Json]]:
    """What the interviewer takes along: for each wave that is fielded its questions (by version) and the open cases
    given to them, by the id of the case and the unit; names and addresses are read from the dossier by those who may
    and are not on the tablet. Raises NotAllowed."""
    require_interviewer(actor)
    waves = Wave.objects.filter(state=WaveState.FIELDED.value).select_related("version__form_version")
    cases = WaveCase.objects.filter(
        interviewer=actor.user_id, wave__in=waves, state__in=[one.value for one in OPEN_CASES]
    ).select_related("group__unit")
    by_wave: dict[int, list[Json]] = {}
    for case in cases.order_by("pk"):
        row: dict[str, Json] = {"case": str(case.uid), "unit": case.group.unit.name, "rank": case.rank}
        by_wave.setdefault(case.wave_id, []).append(row)
    return [
        {
            "wave": str(wave.uid),
            "title": wave.title,
            "ends_on": wave.ends_on.isoformat(),
            "form_version": str(wave.version.form_version.uid),
            "form": wave.version.form_version.schema,
            "cases": by_wave[wave.pk],
        }
        for wave in waves.order_by("pk")
        if wave.pk in by_wave
    ]


def sync(lines: Sequence[Mapping[str, object]], *, actor: Actor, now: dt.datetime) -> list[Synced]:
    """Take what a tablet brings, line by line: each is kept or refused by itself, and says so. Sent again, each says
    ``already``. A line: ``entry`` (its id), ``case``, and either ``answers`` with ``on`` (the day), or ``fate``. Raises
    NotAllowed, Invalid ``survey_sync_too_long``."""
    require_interviewer(actor)
    if len(lines) > MOST_ENTRIES:
        raise Invalid("survey_sync_too_long", params={"most": MOST_ENTRIES})
    done = [_line(line, actor, now) for line in lines]
    counts = {told: sum(one.told == told for one in done) for told in ("kept", "already", "set_aside", "refused")}
    audit.record(
        act="surveys.synced",
        actor=actor,
        subject_kind="survey_tablet",
        subject=str(actor.user_id),
        now=now,
        details=counts,
    )
    return done


def _line(line: Mapping[str, object], actor: Actor, now: dt.datetime) -> Synced:
    named = str(line.get("entry", ""))[:40]
    try:
        with transaction.atomic():
            return Synced(named, _taken(line, actor, now))
    except DomainError as error:
        return Synced(named, "refused", error.code)


def _taken(line: Mapping[str, object], actor: Actor, now: dt.datetime) -> str:
    case = locked_case(_uid(line, "case"))
    if case.interviewer_id != actor.user_id:
        raise NotAllowed("survey_not_your_case")
    require_case(case, actor)
    if "fate" in line:
        return _fate(case, line, actor, now)
    answers = line.get("answers")
    if not isinstance(answers, Mapping):
        raise Invalid("survey_line_malformed")
    entry = Entry(_uid(line, "entry"), answers, Mode.INTERVIEWER, _day(line, now))
    return take(case, entry, came_from=actor.user_id, now=now).value


def _fate(case: WaveCase, line: Mapping[str, object], actor: Actor, now: dt.datetime) -> str:
    try:
        state = CaseState(str(line["fate"]))
    except ValueError as error:
        raise Invalid("survey_fate_unknown") from error
    if case.state == state:
        return Told.ALREADY.value
    record_fate(case.uid, state, actor=actor, now=now)
    return Told.KEPT.value


def _uid(line: Mapping[str, object], name: str) -> UUID:
    try:
        return UUID(str(line.get(name)))
    except ValueError as error:
        raise Invalid("survey_line_malformed") from error


def _day(line: Mapping[str, object], now: dt.datetime) -> dt.date:
    """The day on the tablet, which may be wrong: never a day to come."""
    try:
        day = dt.date.fromisoformat(str(line.get("on")))
    except ValueError as error:
        raise Invalid("survey_line_malformed") from error
    return min(day, legal_date(now))
