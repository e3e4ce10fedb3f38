"""Closing a wave: weights are set, the way from answers to people is cut, figures are made and kept by their hash."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from motcua.core import audit
from motcua.core.canonical import Json, encode
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.people.actors import Actor
from motcua.surveys.definition import Definition, from_json
from motcua.surveys.estimation.estimates import Answer
from motcua.surveys.estimation.weights import Asked, Cell, Margin, NotCalibrated, raked, stored, weighted
from motcua.surveys.lifecycle import FATES, CaseState, WaveState
from motcua.surveys.models import Response, Wave, WaveCase, WaveGroup, WaveResult
from motcua.surveys.results import Line, figures

from .waves import locked_wave, to_state


@transaction.atomic
def close_wave(
    uid: UUID, *, margins: Mapping[str, Mapping[str, int]] | None = None, actor: Actor, now: dt.datetime
) -> WaveResult:
    """No answer is taken any more. Weights follow from the chances of the draw and from who did not answer, by stratum
    and unit; ``margins`` bring them to known totals (question -> answer -> people), else they stand for the dossiers
    of the frame. Then no answer leads to a dossier any more, and nobody can say who was asked. Raises NotAllowed,
    NotFound, Conflict ``wave_state``, Invalid ``wave_nobody_answered``, ``wave_margins_wrong``."""
    wave = locked_wave(uid, actor)
    to_state(wave, WaveState.CLOSED)
    wave.closed_at = now
    wave.save(update_fields=["closed_at"])
    cases = list(WaveCase.objects.filter(wave=wave).exclude(state=CaseState.RESERVE.value).select_related("group"))
    responses = list(Response.objects.filter(wave=wave).select_related("group"))
    if not responses:
        raise Invalid("wave_nobody_answered")
    in_group = Counter(case.group_id for case in cases)
    weights, cells = weighted([_asked(case, in_group) for case in cases])
    found = _brought(weights, responses, margins or {})
    for response in responses:
        response.weight, response.case_id = stored(found[str(response.case_id)]), None
    Response.objects.bulk_update(responses, ["weight", "case"], batch_size=2_000)
    WaveCase.objects.filter(wave=wave).update(dossier_uid=None)
    wave.set_aside.update(case=None)
    result = _result(wave, how_asked(cases, cells), actor, now)
    audit.record(
        act="surveys.wave_closed",
        actor=actor,
        subject_kind="survey_wave",
        subject=str(uid),
        now=now,
        details={"responses": len(responses), "digest": result.digest},
    )
    return result


@transaction.atomic
def publish_result(uid: UUID, *, actor: Actor, now: dt.datetime) -> WaveResult:
    """Let everybody read the figures. Raises NotAllowed, NotFound, Conflict ``wave_state``."""
    wave = locked_wave(uid, actor)
    to_state(wave, WaveState.PUBLISHED)
    result = wave.results.order_by("-number").first()
    if result is None:
        raise NotFound("wave_unknown")
    WaveResult.objects.filter(pk=result.pk).update(published_at=now)
    result.published_at = now
    details = {"digest": result.digest}
    audit.record(
        act="surveys.published_figures",
        actor=actor,
        subject_kind="survey_wave",
        subject=str(uid),
        now=now,
        details=details,
    )
    return result


def lines_of(wave: Wave) -> list[Line]:
    """Who answered a closed wave, as figures are made from, in an order that tells nothing. Raises Conflict
    ``wave_state``."""
    if wave.closed_at is None:
        raise Conflict("wave_state", params={"state": wave.state})
    rows = Response.objects.filter(wave=wave).select_related("group__unit").order_by("entry")
    return [
        Line(_answer(row.group, row.weight or 0), row.group.stratum, row.group.unit.code, row.answers) for row in rows
    ]


def how_asked(cases: Sequence[WaveCase], cells: Sequence[Cell]) -> dict[str, Json]:
    """How many were asked, and what became of them; the classes of who did not answer."""
    states = Counter(case.state for case in cases)
    could = sum(count for state, count in states.items() if state != CaseState.INELIGIBLE)
    return {
        "asked": len(cases),
        "states": {name: states[name] for name in sorted(states)},
        "response_rate": str(Fraction(states[CaseState.ANSWERED], could)) if could else "0",
        "unheard": [cell.row for cell in cells if not cell.answered],
    }


def _asked(case: WaveCase, in_group: Mapping[int, int]) -> Asked:
    """The chance as drawn, for as many as were really asked in the group (reserves count once they are)."""
    group = case.group
    chance = Fraction(group.chance) * Fraction(in_group[group.pk], group.take)
    return Asked(str(case.pk), chance, FATES[CaseState(case.state)], group.stratum, f"{group.unit_id:012d}")


def _brought(
    weights: Mapping[str, Fraction], responses: Sequence[Response], margins: Mapping[str, Mapping[str, int]]
) -> Mapping[str, Fraction]:
    if not margins:
        return weights
    known = [
        Margin(name, totals, {str(one.case_id): str(one.answers.get(name, "")) for one in responses})
        for name, totals in margins.items()
    ]
    try:
        return raked(weights, known)
    except NotCalibrated as error:
        params = {"code": error.code, "margin": error.margin, "category": error.category}
        raise Invalid("wave_margins_wrong", params=params) from error


def _result(wave: Wave, asked: dict[str, Json], actor: Actor, now: dt.datetime) -> WaveResult:
    definition: Definition = from_json(wave.version.definition)
    body = encode(
        {
            **figures(definition, lines_of(wave)),
            "asked": asked,
            "wave": str(wave.uid),
            "definition": wave.version.digest,
            "seed": wave.seed,
            "frame": {"digest": wave.frame_digest, "size": wave.frame_size},
        }
    )
    last = WaveResult.objects.filter(wave=wave).aggregate(last=Max("number"))["last"] or 0
    return WaveResult.objects.create(
        wave=wave,
        number=last + 1,
        body=body,
        digest=hashlib.sha256(body).hexdigest(),
        made_by_id=actor.user_id,
        made_at=now,
    )


def _answer(group: WaveGroup, weight: int) -> Answer:
    return Answer(group.layer, group.cluster, weight, group.clusters)
