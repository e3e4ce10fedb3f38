"""Planning a wave and drawing it."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from motcua.core import audit
from motcua.core.canonical import Json, encode
from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.forms.cleaning import UncleanError, clean_line
from motcua.organisation.models import Unit, in_force
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.surveys import frames
from motcua.surveys.design import Design, UnreadableError, from_json, to_json
from motcua.surveys.lifecycle import NEXT, CaseState, WaveState
from motcua.surveys.models import SurveyVersion, Wave, WaveCase, WaveGroup
from motcua.surveys.permissions import RUN
from motcua.surveys.sampling.drawing import Drawn, draw_groups, draw_units

MOST_SEED = 80


@dataclass(frozen=True, slots=True)
class Plan:
    """The frame are dossiers finished from ``frame_from`` up to but without ``frame_to``; answers come until
    ``ends_on``."""

    title: str
    frame_from: dt.date
    frame_to: dt.date
    ends_on: dt.date
    design: Design


@transaction.atomic
def plan_wave(key: str, plan: Plan, *, actor: Actor, now: dt.datetime) -> Wave:
    """A wave of the survey's version in force. Raises NotAllowed, NotFound ``survey_not_published``, Invalid
    ``wave_malformed`` with each fault."""
    require(actor, RUN, ())
    version = SurveyVersion.objects.filter(in_force(legal_date(now)), survey__key=key).first()
    if version is None:
        raise NotFound("survey_not_published")
    made = Wave(version=version, created_by_id=actor.user_id, created_at=now)
    _write(made, plan, now)
    made.save()
    _record("surveys.wave_planned", made, actor, now)
    return made


@transaction.atomic
def change_wave(uid: UUID, plan: Plan, *, expected: int, actor: Actor, now: dt.datetime) -> Wave:
    """Plan it otherwise, before the draw. Raises NotAllowed, NotFound, Conflict ``draft_edited``, ``wave_drawn``,
    Invalid."""
    wave = locked_wave(uid, actor)
    if wave.revision != expected:
        raise Conflict("draft_edited", params={"seen": expected, "is": wave.revision})
    if wave.state != WaveState.PLANNED:
        raise Conflict("wave_drawn")
    _write(wave, plan, now)
    wave.revision += 1
    wave.save()
    return wave


@transaction.atomic
def draw_wave(uid: UUID, *, seed: str = "", actor: Actor, now: dt.datetime) -> Wave:
    """Draw who is asked. ``seed``: numbers drawn in public, for instance; without one it is drawn here. It is kept with
    the digest of the frame, so that the draw can be repeated (:func:`drawn_again`). A second draw is refused. Raises
    NotAllowed, NotFound, Conflict ``wave_drawn``, Invalid ``wave_frame_empty``, ``wave_seed_malformed``."""
    wave = locked_wave(uid, actor)
    if wave.state != WaveState.PLANNED:
        raise Conflict("wave_drawn")
    wave.seed = _seed(seed)
    drawn, frame = drawn_again(wave)
    if not drawn:
        raise Invalid("wave_frame_empty")
    wave.frame_digest, wave.frame_size = _digest(frame), sum(_whole(size) for size in frame["units"].values())
    wave.drawn_at = now
    to_state(wave, WaveState.DRAWN)
    _keep(wave, drawn)
    _record("surveys.wave_drawn", wave, actor, now, groups=len(drawn), frame_digest=wave.frame_digest)
    return wave


@transaction.atomic
def cancel_wave(uid: UUID, reason: str, *, actor: Actor, now: dt.datetime) -> Wave:
    """Nobody is asked any more, and no figures come of it. Raises NotAllowed, NotFound, Conflict ``wave_state``,
    Invalid ``reason_missing``."""
    wave = locked_wave(uid, actor)
    if not reason.strip():
        raise Invalid("reason_missing", errors=[{"field": "reason", "code": "reason_missing"}])
    to_state(wave, WaveState.CANCELLED)
    WaveCase.objects.filter(wave=wave).update(dossier_uid=None)
    wave.responses.update(case=None)
    _record("surveys.wave_cancelled", wave, actor, now, reason=reason.strip()[:500])
    return wave


Frame = dict[str, Mapping[str, Json]]


def drawn_again(wave: Wave) -> tuple[list[Drawn], Frame]:
    """The two first stages by the wave's own design and seed, and the frame as it is now. Equal to what is kept as
    long as the digest of the frame is."""
    design = from_json(wave.design)
    sizes = frames.unit_sizes(wave.frame_from, wave.frame_to)
    units = draw_units(sizes, design.strata, seed=wave.seed)
    groups = frames.group_sizes([one.unit for one in units], wave.frame_from, wave.frame_to)
    drawn = [
        one for unit in units for one in draw_groups(unit, groups.get(unit.unit, {}), design.strata, seed=wave.seed)
    ]
    frame: Frame = {
        "units": {f"{stratum}/{unit}": size for (stratum, unit), size in sizes.items() if stratum in design.strata},
        "groups": {unit.unit: dict(groups.get(unit.unit, {})) for unit in units},
    }
    return drawn, frame


def is_same_frame(wave: Wave) -> bool:
    """Whether the frame is still the one of the draw (late dossiers may have come into its days)."""
    return _digest(drawn_again(wave)[1]) == wave.frame_digest


def locked_wave(uid: UUID, actor: Actor, verb: str = RUN) -> Wave:
    """Raises NotAllowed, NotFound ``wave_unknown``."""
    require(actor, verb, ())
    wave = Wave.objects.select_for_update(of=("self",)).select_related("version").filter(uid=uid).first()
    if wave is None:
        raise NotFound("wave_unknown")
    return wave


def to_state(wave: Wave, state: WaveState) -> None:
    """Raises Conflict ``wave_state``."""
    if state not in NEXT[WaveState(wave.state)]:
        raise Conflict("wave_state", params={"state": wave.state})
    wave.state = state.value
    wave.save()


def _keep(wave: Wave, drawn: Sequence[Drawn]) -> None:
    units = dict(Unit.objects.filter(uid__in={one.unit for one in drawn}).values_list("uid", "pk"))
    design = from_json(wave.design)
    groups = WaveGroup.objects.bulk_create(
        WaveGroup(
            wave=wave,
            stratum=one.stratum,
            unit_id=units[UUID(one.unit)],
            group=one.group,
            size=one.size,
            take=one.take,
            chance=str(one.chance),
            layer=one.layer,
            cluster=one.cluster,
            clusters=one.of,
        )
        for one in drawn
    )
    most = {one.pk: one.take + -(-one.take * design.reserve_percent // 100) for one in groups}
    found = frames.people(groups, most, seed=wave.seed, first=wave.frame_from, until=wave.frame_to)
    mode = design.modes[0].value
    WaveCase.objects.bulk_create(
        (
            WaveCase(
                wave=wave,
                group=group,
                rank=rank,
                dossier_uid=uid,
                state=(CaseState.DRAWN if rank <= group.take else CaseState.RESERVE).value,
                mode=mode,
            )
            for group in groups
            for rank, uid in enumerate(found[group.pk], 1)
        ),
        batch_size=2_000,
    )


def _write(wave: Wave, plan: Plan, now: dt.datetime) -> None:
    errors = []
    if not plan.title.strip():
        errors.append({"field": "title", "code": "wave_title_missing"})
    if plan.frame_to <= plan.frame_from or plan.frame_to > legal_date(now):
        errors.append({"field": "frame_to", "code": "wave_frame_days"})
    if plan.ends_on < legal_date(now):
        errors.append({"field": "ends_on", "code": "wave_ends_past"})
    try:
        wave.design = to_json(from_json(to_json(plan.design)))
        wave.title = clean_line(plan.title)[:200]
    except UnreadableError:
        errors.append({"field": "design", "code": "wave_design_malformed"})
    except UncleanError:
        errors.append({"field": "title", "code": "wave_title_missing"})
    if errors:
        raise Invalid("wave_malformed", errors=errors)
    wave.frame_from, wave.frame_to, wave.ends_on = plan.frame_from, plan.frame_to, plan.ends_on


def _seed(given: str) -> str:
    seed = given.strip()
    if len(seed) > MOST_SEED or not seed.isascii() or not seed.isprintable():
        raise Invalid("wave_seed_malformed", errors=[{"field": "seed", "code": "wave_seed_malformed"}])
    return seed or secrets.token_hex(16)


def _digest(frame: Frame) -> str:
    return hashlib.sha256(encode(frame)).hexdigest()


def _whole(value: Json) -> int:
    assert isinstance(value, int)  # noqa: S101 - sizes are counted here
    return value


def _record(act: str, wave: Wave, actor: Actor, now: dt.datetime, **details: object) -> None:
    audit.record(act=act, actor=actor, subject_kind="survey_wave", subject=str(wave.uid), now=now, details=details)
