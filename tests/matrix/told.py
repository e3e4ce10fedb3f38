"""A petition of the citizen, another being written, and the code of a poster: what the addresses of petitions name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from motcua.documents.services import store_own
from motcua.people.actors import SYSTEM, Actor
from motcua.petitions.intake import drafts
from motcua.petitions.intake.drafts import Beginning
from motcua.petitions.lifecycle import Channel
from motcua.petitions.models import Petition
from motcua.petitions.services import Sender, SubmitPetition, submit
from motcua.portal.petitions.poster_codes import Poster, code_of


@dataclass(frozen=True)
class Told:
    petition: Petition
    file: UUID
    draft: str
    poster: str


def told(unit: str, actor: Actor, now: dt.datetime) -> Told:
    paper = store_own(b"%PDF-1.7", file_name="a.pdf", media_type="application/pdf", actor=SYSTEM, now=now, purpose="t")
    sender = Sender(name="Nguyễn Văn Thử", phone="0912000111")
    command = SubmitPetition(Channel.WEB, "Ổ gà trước chợ.", category="duong-hong", sender=sender, files=[paper])
    petition = submit(command, actor=actor, now=now)
    draft = drafts.start(Beginning(Channel.WEB.value), now=now)
    answers = {
        "text": "Ổ gà trước chợ.",
        "category": "duong-hong",
        "pin": {"address_words": "Trước chợ"},
        "name": "Nguyễn Văn Thử",
        "phone": "0912000111",
    }
    drafts.save(draft, answers, now=now)
    return Told(petition, paper.uid, draft.secret, code_of(Poster(unit, Channel.QR)))
