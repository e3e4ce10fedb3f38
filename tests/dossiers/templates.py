"""Templates of letters in force, for tests of what is printed by them."""

from __future__ import annotations

import datetime as dt

from motcua.documents.letters.source import LetterSource
from motcua.procedures.letter_kinds import LetterKind
from motcua.procedures.lifecycle import DecisionKind, DecisionState
from motcua.procedures.models import Decision
from motcua.procedures.services.templates import bind_template
from motcua.procedures.template_item import TemplateItem

from .world import NOW


def use(
    source: LetterSource | None, letter: LetterKind, *, key: str = "", case: str = "", at: dt.datetime = NOW
) -> None:
    decision = Decision.objects.create(
        kind=DecisionKind.BASELINE.value,
        state=DecisionState.IN_FORCE.value,
        number=f"{at}",
        title="x",
        effective_on=at.date(),
        drafted_at=at,
        in_force_at=at,
        source="test",
    )
    bind_template(key, TemplateItem(letter, "mẫu", source, case), decision=decision, now=at)
