"""A process that an author is writing: what the addresses of the process editor name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from motcua.procedures.models import ProcessVersion
from motcua.procedures.process_content import content_of
from motcua.procedures.process_patterns import usual_process
from motcua.procedures.services.process_drafts import ProcessPlace, keep_aside, start_process_draft
from tests.dossiers.world import CODE, World


@dataclass(frozen=True)
class WrittenProcess:
    """``aside`` is a text kept aside; ``version`` the one in force."""

    draft: UUID
    aside: int
    version: UUID


def written_process(world: World, now: dt.datetime) -> WrittenProcess:
    author, usual = world.actors["control"], content_of(usual_process(), name="Quy trình đang soạn")
    draft = start_process_draft(ProcessPlace(CODE), usual, actor=author, now=now)
    aside = keep_aside(draft.uid, {**usual, "name": "Tên khác"}, based_on=1, actor=author, now=now)
    version = ProcessVersion.objects.filter(procedure__key=CODE).latest("id")
    return WrittenProcess(draft.uid, aside, version.uid)
