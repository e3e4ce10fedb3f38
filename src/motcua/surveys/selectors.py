"""Reading surveys, waves and their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from motcua.core.canonical import Json, decode
from motcua.core.errors import NotFound
from motcua.people.actors import Actor
from motcua.surveys.definition import Definition, from_json
from motcua.surveys.keys import case_of
from motcua.surveys.lifecycle import OPEN_CASES, CaseState, WaveState
from motcua.surveys.models import Survey, SurveyVersion, Wave, WaveCase, WaveGroup, WaveResult

MOST_WAVES = 100
MOST_CASES = 300


def surveys() -> Sequence[Survey]:
    return list(Survey.objects.order_by("key"))


def survey_of(key: str) -> Survey:
    """Raises NotFound ``survey_unknown``."""
    found = Survey.objects.filter(key=key).first()
    if found is None:
        raise NotFound("survey_unknown")
    return found


def waves() -> Sequence[Wave]:
    """The newest first."""
    return list(Wave.objects.select_related("version__survey").order_by("-pk")[:MOST_WAVES])


def wave_of(uid: UUID) -> Wave:
    """Raises NotFound ``wave_unknown``."""
    found = Wave.objects.select_related("version__survey", "version__form_version").filter(uid=uid).first()
    if found is None:
        raise NotFound("wave_unknown")
    return found


def definition_of(version: SurveyVersion) -> Definition:
    return from_json(version.definition)


def asked_by(key: str) -> WaveCase:
    """Whom the key of an invitation was made for. Raises NotFound ``survey_key_unknown``."""
    uid = case_of(key)
    rows = WaveCase.objects.select_related("wave__version__form_version").exclude(state=CaseState.RESERVE.value)
    case = rows.filter(uid=uid).first() if uid else None
    if case is None:
        raise NotFound("survey_key_unknown")
    return case


@dataclass(frozen=True, slots=True)
class GroupState:
    """How far a drawn group is."""

    group: WaveGroup
    asked: int
    answered: int
    open: int


def states_of(wave: Wave) -> dict[str, int]:
    """How many cases are in each state."""
    rows = WaveCase.objects.filter(wave=wave).values_list("state").annotate(count=Count("pk"))
    return dict(rows)


def groups_of(wave: Wave) -> list[GroupState]:
    """The drawn groups in the order of their units, with how far each is; one statement."""
    is_open = Q(cases__state__in=[one.value for one in OPEN_CASES])
    rows = WaveGroup.objects.filter(wave=wave).select_related("unit")
    counted = rows.annotate(
        asked=Count("cases", filter=~Q(cases__state=CaseState.RESERVE.value)),
        answered=Count("cases", filter=Q(cases__state=CaseState.ANSWERED.value)),
        still_open=Count("cases", filter=is_open),
    )
    return [
        GroupState(one, one.asked, one.answered, one.still_open)
        for one in counted.order_by("stratum", "unit__code", "group")
    ]


def result_of(wave: Wave) -> tuple[WaveResult, dict[str, Json]] | None:
    """The newest figures of a closed wave; None before."""
    found = wave.results.order_by("-number").first()
    return None if found is None else (found, decode(bytes(found.body)))


def published_waves() -> Sequence[Wave]:
    rows = Wave.objects.filter(state="published").select_related("version__survey")
    return list(rows.order_by("-closed_at", "-pk")[:MOST_WAVES])


def unit_names(codes: Sequence[str], wave: Wave) -> dict[str, str]:
    """Names of units by the code they have in the figures of a wave."""
    rows = WaveGroup.objects.filter(wave=wave, unit__code__in=codes).values_list("unit__code", "unit__name")
    return dict(rows)


def cases_to_interview(actor: Actor) -> Sequence[WaveCase]:
    """Open cases given to the actor in waves that are fielded."""
    rows = WaveCase.objects.filter(
        interviewer=actor.user_id, wave__state=WaveState.FIELDED.value, state__in=[one.value for one in OPEN_CASES]
    )
    return list(rows.select_related("wave__version", "group__unit").order_by("wave", "group", "rank")[:MOST_CASES])


def case_to_interview(uid: UUID, actor: Actor) -> WaveCase:
    """Raises NotFound ``survey_key_unknown`` for a case that was not given to the actor."""
    rows = WaveCase.objects.select_related("wave__version__form_version", "group__unit")
    case = rows.filter(uid=uid, interviewer=actor.user_id).exclude(state=CaseState.RESERVE.value).first()
    if case is None or actor.user_id is None:
        raise NotFound("survey_key_unknown")
    return case


def open_cases_of_unit(wave: UUID, code: str) -> list[UUID]:
    """Open cases of a wave in the unit of this code; all units where it is empty."""
    rows = WaveCase.objects.filter(wave__uid=wave, state__in=[one.value for one in OPEN_CASES])
    rows = rows.filter(group__unit__code=code) if code else rows
    return list(rows.values_list("uid", flat=True))
