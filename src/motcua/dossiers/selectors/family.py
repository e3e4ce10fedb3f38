"""A family as one sees it: the parts of a whole with their agencies, the whole of a part, and what is counted once.

**Grain.** The province counts applications: wholes, never their parts. Agencies count their work: ordinary dossiers and
parts, and a whole only where its lead agency works on it itself; an umbrella has no work of its own. So a part is
never counted twice within one count, and a sum over agencies is not the province's figure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet

from motcua.core.clock import legal_date
from motcua.dossiers.lifecycle import Flag
from motcua.dossiers.models import Alert, Dossier, DossierDocument, FamilyPart
from motcua.dossiers.permissions import scope_read
from motcua.people.actors import Actor
from motcua.procedures.bundle import Outcome, Part
from motcua.procedures.selectors import bundles_on


class Grain(StrEnum):
    """What one row of a count is."""

    ALL = ""
    """Every dossier by itself: for lists of work, not for figures."""
    APPLICATION = "application"
    """What people handed in: the province's count."""
    WORK = "work"
    """What agencies settle: the count of agencies."""


def grain_q(grain: Grain | str) -> Q:
    """The rows of a grain; an unknown grain filters nothing."""
    match grain:
        case Grain.APPLICATION:
            return Q(parent=None)
        case Grain.WORK:
            return ~Q(flags__contains=[Flag.UMBRELLA.value])
        case _:
            return Q()


def of_grain(rows: QuerySet[Dossier], grain: Grain | str) -> QuerySet[Dossier]:
    return rows.filter(grain_q(grain))


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of a whole. ``child`` is None while it waits for its turn; ``may_open``: the reader may read it."""

    key: str
    name: str
    duty: str
    outcome: Outcome | None
    child: Dossier | None
    agency: str
    opened_at: dt.datetime | None
    ended_at: dt.datetime | None
    may_open: bool


def parts_of(whole: Dossier, actor: Actor | None) -> list[PartView]:
    """Every part in the order of its definition, those not open yet too; empty for an ordinary dossier. Two statements
    for a family, one more with an actor, none for a dossier that is no family and has no definition."""
    defined = _defined(whole)
    if not defined and Flag.INTERLINKED.value not in whole.flags:
        return []
    rows = FamilyPart.objects.filter(whole=whole).order_by("id")
    found = {row.key: row for row in rows.select_related("child__version", "child__settling_unit__parent", "unit")}
    mine = set(_readable(whole, actor)) if actor is not None and found else set()
    keys = [*(key for key in defined if key in found), *(key for key in found if key not in defined)]
    opened = [_view(found[key], defined.get(key), mine) for key in keys]
    if whole.closed or whole.finished_at is not None or not _at_step(whole):
        return opened
    case = whole.case.key
    later = [p for key, p in defined.items() if key not in found and (not p.when.cases or case in p.when.cases)]
    return opened + [PartView(p.key, p.name, p.duty, None, None, "", None, None, False) for p in later]


def _defined(whole: Dossier) -> Mapping[str, Part]:
    found = bundles_on(whole.procedure_id, legal_date(whole.submitted_at))
    return {part.key: part for one in found for part in one.bundle.parts}


def _at_step(whole: Dossier) -> bool:
    """The whole has not left the step at which its parts open; before it came there, all is still to come."""
    found = bundles_on(whole.procedure_id, legal_date(whole.submitted_at))
    has_parts = Flag.INTERLINKED.value in whole.flags
    return not has_parts or whole.step in {one.bundle.step for one in found}


def _readable(whole: Dossier, actor: Actor) -> Sequence[int]:
    return list(Dossier.objects.filter(scope_read(actor), parent=whole).values_list("pk", flat=True))


def _view(row: FamilyPart, part: Part | None, mine: set[int]) -> PartView:
    unit = row.child.settling_unit
    above = unit.parent
    agency = f"{unit.name}, {above.name}" if above is not None and above.level != "province" else unit.name
    return PartView(
        key=row.key,
        name=part.name if part else row.child.version.name,
        duty=part.duty if part else "",
        outcome=Outcome(row.status),
        child=row.child,
        agency=agency,
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        may_open=row.child_id in mine,
    )


@dataclass(frozen=True, slots=True)
class WholeView:
    """The whole of a part, and the name of the part in it."""

    dossier: Dossier
    part: str
    duty: str
    may_open: bool


def whole_view(child: Dossier, actor: Actor | None) -> WholeView | None:
    """What a part belongs to; None for a dossier that is no part. One statement for a part, one more with an actor."""
    if child.parent_id is None:
        return None
    row = FamilyPart.objects.select_related("whole__version", "whole__procedure").filter(child=child).first()
    if row is None:
        return None
    part = _defined(row.whole).get(row.key)
    readable = actor is not None and Dossier.objects.filter(scope_read(actor), pk=row.whole_id).exists()
    return WholeView(row.whole, part.name if part else row.key, part.duty if part else "", readable)


def shared_documents(child: Dossier) -> list[DossierDocument]:
    """The files of the whole that a part is given, each under the part's own component; none for an ordinary dossier.
    Whoever may read the part may read them: they are what its agency works with."""
    if child.parent_id is None:
        return []
    row = FamilyPart.objects.select_related("whole").filter(child=child).first()
    part = _defined(row.whole).get(row.key) if row is not None else None
    if row is None or part is None or not part.papers:
        return []
    files = DossierDocument.objects.select_related("file").filter(dossier=row.whole, component__in=part.papers)
    found = list(files.order_by("id"))
    for document in found:
        document.component = part.papers[document.component]
    return found


def open_alerts(dossier: Dossier) -> list[Alert]:
    """What the head of the one-stop centre was told and is not over."""
    rows = Alert.objects.select_related("agency").filter(dossier=dossier, cleared_at=None)
    return list(rows.order_by("raised_at", "id"))
