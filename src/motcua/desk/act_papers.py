"""The papers of a dossier as an act asks about them: which were shown, which are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from motcua.desk.act_fields import OTHER
from motcua.dossiers.lifecycle import Action, DossierState
from motcua.dossiers.models import DossierComponent

PAPER_ACTS = frozenset({Action.ACCEPT, Action.REQUEST_SUPPLEMENT})


@dataclass(frozen=True, slots=True)
class PaperRow:
    code: str
    name: str
    checked: bool
    why: str
    note: str
    looked_up: bool | None = None
    """At acceptance, for a paper without a file: was it found in a database or store? None where that is not asked."""


def paper_rows(
    action: Action, papers: Sequence[DossierComponent], state: DossierState, posted: QueryDict
) -> list[PaperRow]:
    """As they were ticked when the form was sent, else as the act presumes them."""
    rows = []
    for one in papers:
        have = one.component in state.documents
        checked = posted.get(f"paper-{one.component}") == "on" if posted else _preset(action, one, have=have)
        note = _("đã có tệp") if have else _("bắt buộc") if one.required else _("không bắt buộc")
        looked = None if have or action is not Action.ACCEPT else posted.get(f"store-{one.component}") == "on"
        why = str(posted.get(f"why-{one.component}", ""))
        rows.append(PaperRow(one.component, one.name, checked, why, note, looked))
    if action is Action.REQUEST_SUPPLEMENT:
        other = posted.get(f"paper-{OTHER}") == "on"
        rows.append(PaperRow(OTHER, _("Nội dung khác"), other, str(posted.get(f"why-{OTHER}", "")), ""))
    return rows


def _preset(action: Action, paper: DossierComponent, *, have: bool) -> bool:
    """Missing papers are what one would ask for; nothing is presumed shown."""
    return action is Action.REQUEST_SUPPLEMENT and paper.required and not have
