"""A dossier of the history with its parts at other agencies: who is next among them, by the services that the worker
calls. The outbox of the past is deleted unread, so the family is brought up to date at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from motcua.demo.files import draw
from motcua.demo.filing import Filed
from motcua.demo.moves import Move
from motcua.dossiers.answers import dossier_answer
from motcua.dossiers.log.snapshot import thaw
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.family import follow, whole_of
from motcua.people.actors import SYSTEM
from motcua.procedures.bundle import RUNNING
from motcua.procedures.selectors import process as published_process
from motcua.procedures.selectors import terms
from motcua.procedures.terms import ChannelName

if TYPE_CHECKING:
    from motcua.demo.life import Life

Planner = Callable[["Life"], Move | None]

_NEVER: Final = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


class Parts:
    """The whole and its parts, as far as they are open."""

    def __init__(self, whole: Life) -> None:
        self.whole = whole
        self.lives: list[Life] = [whole]

    def next(self, plan: Planner) -> Life:
        """The one whose move comes first; the whole when nobody has one."""
        for one in self.lives:
            if not one.is_planned:
                one.plan, one.is_planned = plan(one), True
        return min(self.lives, key=lambda one: one.plan.at if one.plan else _NEVER)

    def follow(self, one: Life, move: Move) -> None:
        """Bring the family up to date after an act of one of them, when it is or becomes a family."""
        root = self.whole.filed.dossier
        if whole_of(one.filed.dossier.uid) is None or not follow(root.uid, now=move.at):
            return
        known = {life.filed.dossier.pk for life in self.lives}
        children = Dossier.objects.select_related("procedure", "case", "reception_unit", "settling_unit")
        for child in children.filter(parent=root).exclude(pk__in=known).order_by("pk"):
            self.lives.append(_part_of(self.whole, child, move.at))
        for life in self.lives:
            _look(life, move.at)


def _look(life: Life, at: dt.datetime) -> None:
    """Where the dossier is after others moved it; its plans are made anew."""
    row = Dossier.objects.get(pk=life.filed.dossier.pk)
    state = thaw(row.snapshot)
    answer = dossier_answer(row, state, SYSTEM, at)
    if answer["seq"] == life.answer.get("seq"):
        return
    life.answer, life.plan, life.is_planned = answer, None, False
    life.at = max(life.at, at)
    life.waits_for_parts = any(part.status in RUNNING for part in state.parts.values())


def _part_of(whole: Life, child: Dossier, at: dt.datetime) -> Life:
    """The life of a part: quiet, at the pace of its whole."""
    fate = whole.arrival.fate
    quiet = type(fate)(pace=fate.pace, desk=fate.desk, is_electronic=fate.is_electronic, is_apologised=False)
    found = terms(child.procedure.key, child.case.key, ChannelName.ONLINE, child.submitted_at.date())
    return replace(
        whole,
        arrival=replace(whole.arrival, procedure=child.procedure.key, fate=quiet),
        filed=Filed(child, found, whole.filed.applicant, frozenset()),
        dice=draw("part", whole.arrival.number, child.procedure.key),
        process=published_process(child.process_version_id),
        answer={"state": child.state, "flags": [], "holder": {}, "step": None, "due_at": None},
        at=at,
        reception=child.reception_unit.code,
        settling=child.settling_unit.code,
        done=set(),
        assignee=None,
        acts=1,
        waits_for_parts=False,
        is_part=True,
        plan=None,
        is_planned=False,
    )
