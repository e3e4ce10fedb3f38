"""A wave of a survey that is published, one whose case the control officer interviews, and the key of that case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from motcua.core.canonical import encode
from motcua.core.clock import legal_date
from motcua.surveys import design as designs
from motcua.surveys.definition import to_json
from motcua.surveys.keys import key_of
from motcua.surveys.models import Wave, WaveCase, WaveGroup, WaveResult
from motcua.surveys.results import figures
from motcua.surveys.selectors import definition_of
from motcua.surveys.services.registering import publish_survey, start_survey
from tests.dossiers.world import World
from tests.surveys.given import DEFINITION, DESIGN, FORM
from tests.surveys.given import KEY as SURVEY


@dataclass(frozen=True)
class Surveyed:
    running: UUID
    published: UUID
    case: UUID
    key: str


def surveyed(world: World, now: dt.datetime) -> Surveyed:
    author = world.actors["control"]
    start_survey(SURVEY, to_json(DEFINITION), actor=author, now=now)
    version = publish_survey(SURVEY, FORM, expected=1, valid_from=legal_date(now), actor=author, now=now)
    given = {
        "version": version,
        "frame_from": dt.date(2026, 10, 1),
        "frame_to": dt.date(2026, 11, 1),
        "ends_on": dt.date(2026, 12, 31),
        "design": designs.to_json(DESIGN),
        "created_at": now,
        "seed": "1",
        "frame_digest": "0" * 64,
        "frame_size": 1,
        "drawn_at": now,
    }
    running = Wave.objects.create(title="Đang hỏi", state="fielded", fielded_at=now, **given)
    published = Wave.objects.create(title="Đã công bố", state="published", closed_at=now, **given)
    asked = {"asked": 1, "states": {"refused": 1}, "response_rate": "0", "unheard": []}
    body = encode({**figures(definition_of(version), []), "asked": asked})
    WaveResult.objects.create(wave=published, number=1, body=body, digest="0" * 64, made_at=now, published_at=now)
    group = WaveGroup.objects.create(
        wave=running, stratum="commune", unit=world.commune, group="Hộ tịch", size=1, take=1, chance="1", layer="x"
    )
    case = WaveCase.objects.create(
        wave=running, group=group, rank=1, state="drawn", mode="interviewer", interviewer=world.users["control"]
    )
    return Surveyed(running.uid, published.uid, case.uid, key_of(case.uid))
