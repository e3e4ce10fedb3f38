"""A call, a promise to call back, a scored sample and a petition at the desk: what the addresses of the desk name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from motcua.core.clock import legal_date
from motcua.core.remember import forget_everything
from motcua.documents.models import StoredFile
from motcua.documents.services import store_own
from motcua.people.actors import SYSTEM, Actor
from motcua.petitions.hotline.models import CallBack, HotlineCall
from motcua.petitions.lifecycle import Answer, Approve, Assign, Channel
from motcua.petitions.models import Petition, ReceivingDesk
from motcua.petitions.quality.models import QualityDraw, QualitySheet
from motcua.petitions.services import Sender, SubmitPetition, act, submit
from tests.dossiers.world import World
from tests.organisation.factories import BEGINNING


@dataclass(frozen=True)
class Heard:
    petition: UUID
    approved: UUID
    file: UUID
    call: UUID
    call_back: UUID
    letter: UUID
    draw: UUID
    sheet: UUID


def _sent(now: dt.datetime, file: StoredFile | None = None) -> Petition:
    sender = Sender(name="Trần Thị Nghe", phone="0912000333")
    command = SubmitPetition(
        Channel.PAPER,
        "Rác chất đống ở đầu chợ, gọi 0912 000 444.",
        category="rac-thai",
        sender=sender,
        files=[file] if file else [],
    )
    return submit(command, actor=SYSTEM, now=now)


def heard(world: World, operator: Actor, now: dt.datetime) -> Heard:
    """One petition that waits and one whose answer is approved, at the one-stop centre of the world."""
    ReceivingDesk.objects.create(unit=world.centre, valid_from=BEGINNING, source="test")
    forget_everything()
    pdf = store_own(b"%PDF-1.7", file_name="b.pdf", media_type="application/pdf", actor=SYSTEM, now=now, purpose="t")
    waiting, done = _sent(now, pdf), _sent(now)
    unit = world.province
    for command in (Assign(unit=unit.code), Answer(text="Đã dọn sạch."), Approve()):
        act(done.uid, command, actor=SYSTEM, now=now)
    call = HotlineCall.objects.create(operator_id=operator.user_id or 0, phone="0912000333", began_at=now)
    back = CallBack.objects.create(
        why="tell", phone="0912000333", unit_id=waiting.reception_unit_id, made_at=now, next_at=now, petition=waiting
    )
    day = legal_date(now)
    draw = QualityDraw.objects.create(
        seed="1", first=day, last=day, per_unit=1, good_from_percent=70, frame_size=1, frame_hash="0" * 64, drawn_at=now
    )
    sheet = QualitySheet.objects.create(draw=draw, petition=done, unit=unit, place=1)
    return Heard(waiting.uid, done.uid, pdf.uid, call.uid, back.uid, back.uid, draw.uid, sheet.uid)
