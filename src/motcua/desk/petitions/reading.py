"""A petition for whoever may see it, and what of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.errors import NotFound
from motcua.core.vietnamese_order import dictionary_key
from motcua.organisation.models import Unit, UnitLevel, in_force
from motcua.people.actors import Actor
from motcua.petitions.categories import tree
from motcua.petitions.models import Petition
from motcua.petitions.permissions import decide_read
from motcua.web.words import shortened

WHOLE = ("words", "place", "owner_unit", "holder_unit", "reception_unit", "merged_into")


def petition_of(uid: UUID, actor: Actor) -> Petition:
    """With its words and units, in one statement and what permission takes. Raises NotFound, also for one the actor may
    not know of."""
    found = Petition.objects.select_related(*WHOLE).filter(uid=uid).first()
    if found is None or not decide_read(actor, found).allowed:
        raise NotFound("petition_unknown")
    return found


def said(petition: Petition, most: int = 120) -> str:
    """The first words of it, for lists."""
    words = petition.words
    text = words.title or words.text
    if not text:
        return _("(nội dung đã xóa theo luật)")
    return shortened(" ".join(text.split()), most)


def category_name(code: str, on: dt.date) -> str:
    found = tree(on).by_code.get(code)
    return found.name if found else (code or _("Chưa phân loại"))


def category_choices(on: dt.date) -> list[tuple[str, str]]:
    """The leaves with their branch, as a list to choose from."""
    known = tree(on).by_code
    rows = []
    for one in tree(on).leaves():
        branch = known.get(one.parent_code)
        rows.append((one.code, f"{branch.name}: {one.name}" if branch else one.name))
    return rows


def unit_choices(on: dt.date, first: Iterable[Unit | None] = ()) -> list[tuple[str, str]]:
    """Every unit that may be given work, by name, the suggested ones on top. One statement."""
    levels = [UnitLevel.COMMUNE, UnitLevel.UNIT, UnitLevel.PROVINCE]
    rows = Unit.objects.filter(in_force(on), level__in=levels).values_list("code", "name")
    top = [(one.code, one.name) for one in first if one is not None]
    known = {code for code, _name in top}
    rest = sorted((row for row in rows if row[0] not in known), key=lambda row: (dictionary_key(row[1]), row[0]))
    return [*top, *rest]


def after_act(petition: Petition, actor: Actor) -> str:
    """Where whoever acted goes on: to the petition, or to the list when it has left their reach."""
    if decide_read(actor, petition).allowed:
        return reverse("desk:petition", args=[petition.uid])
    return reverse("desk:petitions")
