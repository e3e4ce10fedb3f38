"""What an author is writing in the studio: the addresses of processes and templates name it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from motcua.documents.letters.source import LetterSource
from motcua.procedures.items import item_json
from motcua.procedures.letter_kinds import LetterKind
from motcua.procedures.lifecycle import DecisionKind, ItemKind
from motcua.procedures.models import ProcessVersion
from motcua.procedures.process_content import content_of
from motcua.procedures.process_patterns import usual_process
from motcua.procedures.services.drafting import draft_decision, propose_item
from motcua.procedures.services.process_drafts import ProcessPlace, keep_aside, start_process_draft
from motcua.procedures.template_item import TemplateItem
from tests.dossiers.world import CODE, World


@dataclass(frozen=True)
class WrittenProcess:
    """``aside`` is a text kept aside; ``version`` the one in force; ``template`` the decision whose first item is a
    template."""

    draft: UUID
    aside: int
    version: UUID
    template: UUID


def written_process(world: World, now: dt.datetime) -> WrittenProcess:
    author, usual = world.actors["control"], content_of(usual_process(), name="Quy trình đang soạn")
    draft = start_process_draft(ProcessPlace(CODE), usual, actor=author, now=now)
    aside = keep_aside(draft.uid, {**usual, "name": "Tên khác"}, based_on=1, actor=author, now=now)
    version = ProcessVersion.objects.filter(procedure__key=CODE).latest("id")
    return WrittenProcess(draft.uid, aside, version.uid, written_template(world, now))


def written_template(world: World, now: dt.datetime) -> UUID:
    author, day = world.actors["control"], dt.date(2027, 3, 1)
    decision = draft_decision(
        DecisionKind.INTERNAL_PROCESS, title="Ban hành mẫu", effective_on=day, actor=author, now=now
    )
    item = TemplateItem(LetterKind.NOTICE, "Thông báo", LetterSource("THÔNG BÁO", "Đã nhận {{ ho_so.ma }}."))
    propose_item(decision.uid, ItemKind.TEMPLATE, CODE, item_json(item), actor=author, now=now)
    return decision.uid
