"""A whole follows its parts and its parts follow the whole (liên thông, Decree 61/2018/ND-CP art. 19.6-7).

:func:`follow` brings a family up to date and may be called as often as one likes: what was recorded is not recorded
again. The outbox calls it after every act that may concern a family, in the order of the family. Locks are taken in the
order whole, parts, counter; an act of a person locks one dossier only, so the two never wait for one another in a ring.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction

from motcua.core.clock import legal_date
from motcua.core.errors import DomainError, NotFound
from motcua.dossiers.answers import unit_name
from motcua.dossiers.context import context_of
from motcua.dossiers.lifecycle import EventKind, State, family
from motcua.dossiers.lifecycle.family import Opened, Seen
from motcua.dossiers.lifecycle.writer import Writer
from motcua.dossiers.models import Consultation, Dossier, DossierResult, FamilyPart
from motcua.dossiers.permissions import require_open_parts
from motcua.people.actors import SYSTEM, Actor
from motcua.procedures.bundle import Bundle, Facts, Outcome, Part
from motcua.procedures.models import Case
from motcua.procedures.process import StepKind
from motcua.procedures.selectors import FoundBundle, bundles_on
from motcua.procedures.selectors import process as published_process
from motcua.procedures.terms import Route, Terms

from .act import Locked, lock, open_locked, write
from .family_blocked import Blocked, tell_blocked, tried, waiting_wholes
from .family_opening import answers_of, open_part, way_of_part

log = structlog.get_logger(__name__)

MOVES: Final = frozenset(
    {
        EventKind.ACCEPTED,
        EventKind.TRANSFERRED,
        EventKind.ELSEWHERE_FOLLOWED,
        EventKind.VERIFICATION_RECORDED,
        EventKind.CONSULTATION_ANSWERED,
        EventKind.STEP_COMPLETED,
        EventKind.STEP_PASSED,
        EventKind.SUPPLEMENT_REQUESTED,
        EventKind.SUPPLEMENT_ANSWERED,
        EventKind.PAYMENT_REQUESTED,
        EventKind.PAYMENT_CONFIRMED,
        EventKind.STOPPED,
        EventKind.RESUMED,
        EventKind.REFUSED,
        EventKind.WITHDRAWN,
        EventKind.RESULT_ISSUED,
        EventKind.HANDED_OVER,
    }
)
"""Events after which a family may have to move."""

ENDS_PARTS: Final = frozenset({State.WITHDRAWN, State.CLOSED, State.REFUSED})
BATCH: Final = 200


def whole_of(dossier: UUID) -> UUID | None:
    """The whole that an event of ``dossier`` concerns: the one it is a part of, else itself when it has parts or may
    get some now. One statement."""
    columns = ("parent__uid", "flags", "process_version_id", "step")
    row = Dossier.objects.filter(uid=dossier).values_list(*columns).first()
    if row is None:
        return None
    parent, flags, process, key = row
    if parent is not None:
        return UUID(str(parent))
    if "interlinked" in flags:
        return dossier
    step = next((step for step in published_process(process).steps if step.key == key), None) if key else None
    return dossier if step is not None and step.kind is StepKind.FAMILY else None


@transaction.atomic
def follow(uid: UUID, *, now: dt.datetime) -> bool:
    """Bring the family of the whole ``uid`` up to date; whether the whole recorded anything. Raises NotFound for an
    unknown dossier. A part that cannot open (nobody is competent, its law is not complete) is recorded with the reason,
    and those who must see to it are told once; the others open."""
    whole = lock(uid, now)
    found = _bundles(whole)
    if not found and not whole.state.parts:
        return False
    children = _children(whole, now)
    _follow_end(whole, children)
    writer = Writer(context_of(whole.dossier, whole.state, whole.now), whole.state, whole.now)
    known = {part.key: part for one in found for part in one.bundle.parts}
    for key in sorted(whole.state.parts):
        part = known.get(key)
        family.note(writer, key, children[key][1], pauses_whole=part is None or part.pauses_whole)
    at_step = next((one for one in found if one.bundle.step == writer.state.step), None)
    if at_step is not None:
        _go_on(whole, writer, at_step)
    if writer.events:
        write(whole, tuple(writer.events), actor=SYSTEM)
    return bool(writer.events)


def open_again(uid: UUID, *, actor: Actor, now: dt.datetime) -> bool:
    """Try the parts that could not open, at the wish of the lead agency or the one-stop desk; whether anything moved.
    Raises NotFound, NotAllowed."""
    require_open_parts(actor, Dossier.objects.filter(uid=uid).first())
    return follow(uid, now=now)


def open_blocked(*, now: dt.datetime) -> int:
    """Try every whole with a part that could not open; how many moved. One that nobody can follow stops no other."""
    moved = 0
    for uid in waiting_wholes():
        try:
            moved += follow(uid, now=now)
        except DomainError as error:
            log.warning("dossier.family_stuck", dossier=str(uid), code=error.code)
    return moved


def _bundles(whole: Locked) -> Sequence[FoundBundle]:
    submitted = whole.state.submitted_at or whole.now
    return bundles_on(whole.dossier.procedure_id, legal_date(submitted))


def _children(whole: Locked, now: dt.datetime) -> dict[str, tuple[Locked, Seen]]:
    """Its parts, locked in the order of their keys, and how they stand."""
    by_uid = {part.child: key for key, part in whole.state.parts.items()}
    if not by_uid:
        return {}
    rows = Dossier.objects.select_for_update(of=("self",)).filter(uid__in=by_uid).order_by("pk")
    found = {by_uid[str(row.uid)]: open_locked(row, now) for row in rows}
    return {key: (one, family.seen(one.state)) for key, one in found.items()}


def _follow_end(whole: Locked, children: dict[str, tuple[Locked, Seen]]) -> None:
    """What the end of the whole does to its parts; they are seen anew afterwards."""
    if whole.state.state not in ENDS_PARTS | {State.RETURNED}:
        return
    for key, (child, _seen) in list(children.items()):
        writer = Writer(context_of(child.dossier, child.state, child.now), child.state, child.now)
        if whole.state.state is State.RETURNED:
            if child.state.with_whole:
                family.hand_over_with_whole(writer, _way(whole.dossier), proxy=False)
        else:
            family.end_with_whole(writer, whole.state.state)
        if writer.events:
            write(child, tuple(writer.events), actor=SYSTEM)
            children[key] = (child, family.seen(writer.state))


def _way(whole: Dossier) -> str:
    result = DossierResult.objects.filter(dossier=whole).exclude(way="").order_by("-issued_seq").first()
    return result.way if result else "counter"


def _go_on(whole: Locked, writer: Writer, found: FoundBundle) -> None:
    """Open what may open now; leave the step when nothing is left to wait for."""
    if not family.at_family_step(writer):
        return
    ways = _chosen(whole, found)
    chosen = tuple(part for part, _way in ways.values())
    opening = family.openable(writer, chosen)
    for part in opening:
        way = ways[part.key][1]
        one: Opened | DomainError = way if isinstance(way, DomainError) else _opened(whole, found.bundle, part, way)
        if isinstance(one, DomainError):
            tell_blocked(writer, whole, Blocked(found.bundle, part, one))
            continue
        family.record_opened(writer, found.bundle, found.uid, one)
        log.info("dossier.part_opened", dossier=str(whole.dossier.uid), part=part.key, child=one.child)
    if not opening:
        family.proceed(writer, found.bundle, chosen)


def _opened(whole: Locked, bundle: Bundle, part: Part, way: tuple[Terms, Route]) -> Opened | DomainError:
    return tried(open_part, whole, bundle, part, way)


Way = tuple[Terms, Route] | DomainError
"""The terms of a part and who settles it, or why nobody does."""


def _chosen(whole: Locked, found: FoundBundle) -> Mapping[str, tuple[Part, Way]]:
    """The parts this application asks for by key, each with its way."""
    bundle, on = found.bundle, legal_date(whole.now)
    asks = any(part.when.answers for part in bundle.parts)
    facts = Facts(
        case=Case.objects.values_list("key", flat=True).get(pk=whole.dossier.case_id),
        answers=answers_of(whole.dossier) if asks else {},
        papers=whole.state.documents,
    )
    ways = {part.key: (part, tried(way_of_part, part, whole.dossier, on)) for part in bundle.chosen(facts)}
    return {key: one for key, one in ways.items() if _serves(*one)}


def _serves(part: Part, way: Way) -> bool:
    """Whether the agency of the place is one the part is meant for. Where nobody is competent, somebody must look."""
    if isinstance(way, DomainError):
        return True
    settling = way[1].settling_unit_id
    return not part.when.settled_by or (settling is not None and unit_name(settling).code in part.when.settled_by)


# --- agencies and units that let their time pass ------------------------------------------------------------------


def watch_parts(*, now: dt.datetime) -> int:
    """Tell the one-stop head of every part whose agency is late; how many. Safe to run again: a part is told of once
    until the date on which somebody looks again."""
    due = FamilyPart.objects.filter(ended_at=None, alarm_at__lte=now).order_by("alarm_at", "id")
    return sum(_watch(whole, key, now) for whole, key in due.values_list("whole__uid", "key")[:BATCH])


@transaction.atomic
def _watch(uid: UUID, key: str, now: dt.datetime) -> bool:
    whole = lock(uid, now)
    row = FamilyPart.objects.select_related("child").select_for_update(of=("self",)).get(whole=whole.dossier, key=key)
    child = open_locked(row.child, now)
    seen = family.seen(child.state)
    if row.ended_at is not None or row.alarm_at is None or row.alarm_at > now:
        return False
    if seen.outcome is not Outcome.OPEN or seen.due_at is None or seen.due_at > now or whole.state.closed:
        later = seen.due_at if seen.due_at is not None and seen.due_at > now else None
        FamilyPart.objects.filter(pk=row.pk).update(alarm_at=later)
        return False
    writer = Writer(context_of(whole.dossier, whole.state, whole.now), whole.state, whole.now)
    family.record_overdue(writer, key, child.state.settling_unit)
    write(whole, tuple(writer.events), actor=SYSTEM)
    return True


def tell_of_silence(*, now: dt.datetime) -> int:
    """Tell the one-stop head of every opinion that did not come in time (art. 19.5); how many."""
    silent = Consultation.objects.filter(answered_at=None, silent_at=None, due_at__lte=now, dossier__closed=False)
    rows = silent.order_by("due_at", "id").values_list("dossier__uid", "key")[:BATCH]
    return sum(_tell(uid, key, now) for uid, key in rows)


@transaction.atomic
def _tell(uid: UUID, key: str, now: dt.datetime) -> bool:
    try:
        asked = lock(uid, now)
    except NotFound:
        return False
    open_now = {one.id for one in asked.state.consultations}
    told = Consultation.objects.filter(dossier=asked.dossier, key=key, silent_at__isnull=False).exists()
    if key not in open_now or told or asked.state.closed:
        return False
    writer = Writer(context_of(asked.dossier, asked.state, asked.now), asked.state, asked.now)
    family.record_silence(writer, key)
    write(asked, tuple(writer.events), actor=SYSTEM)
    return True
