"""The dossier as the API shows it (public shape; see the OpenAPI file)."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

from motcua.core.canonical import Json, plain
from motcua.organisation.models import Post, Unit
from motcua.people.actors import Actor

from . import references
from .context import filed_law
from .lifecycle import DossierState, Holder, HolderKind, offered
from .lifecycle.states import RECEPTION_STATES
from .models import Dossier
from .permissions import allowed


class UnitName(NamedTuple):
    code: str
    name: str


@lru_cache(maxsize=50_000)
def unit_name(key: int) -> UnitName:
    """Code and name of a unit. A unit's identity never changes, so they are remembered for ever."""
    return UnitName(*Unit.objects.values_list("code", "name").get(pk=key))


@lru_cache(maxsize=50_000)
def post_title(key: int) -> str:
    return Post.objects.values_list("title", flat=True).get(pk=key)


def holder_answer(holder: Holder | None) -> dict[str, Json] | None:
    """Who holds the dossier, by unit and post; never by a person's name."""
    if holder is None:
        return None
    unit = unit_name(references.unit_id(holder.unit))
    answer: dict[str, Json] = {
        "kind": str(holder.kind),
        "unit": unit.code,
        "unit_name": unit.name,
        "role": holder.role,
    }
    if holder.kind is HolderKind.POST:
        answer["post"] = post_title(references.post_id(holder.ref))
    if holder.kind is HolderKind.AGENCY:
        answer["system"] = holder.ref
    return answer


def dossier_answer(dossier: Dossier, state: DossierState, actor: Actor, now: dt.datetime) -> dict[str, Json]:
    """``{id,receipt_no,code,state,flags,seq,due_at,holder,actions}`` and what helps to follow it. ``due_at`` is the
    appointed date; ``actions`` are the acts this actor may do at ``now``, given the right data; ``missing`` the
    required components without a file, which acceptance asks for."""
    law = filed_law(state, dossier, now)
    open_acts = offered(law, state, now)
    missing = sorted(law.required - state.documents) if state.state in RECEPTION_STATES else []
    answer = plain(
        {
            "id": dossier.uid,
            "receipt_no": dossier.receipt_no,
            "code": state.code or None,
            "state": state.state,
            "flags": sorted(state.flags),
            "seq": state.seq,
            "due_at": state.appointed_due,
            "statutory_due_at": state.statutory_due,
            "committed_due_at": state.committed_due,
            "next_at": state.next_at,
            "step": state.step,
            "missing": missing,
            "holder": holder_answer(state.holder),
            "actions": allowed(actor, open_acts, dossier, state),
        }
    )
    if not isinstance(answer, dict):
        raise TypeError("an answer is an object")
    return answer
