"""Where an open dossier belongs today, by competence (procedure x place x date), and the events that bring it there.

Asked by the job that moves many, and at every act on a dossier while such a job runs: whoever comes first moves it, so
rights are right before the job has come round. No write here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from motcua.core import clock
from motcua.core.clock import legal_date
from motcua.core.errors import DomainError
from motcua.core.search_text import tokens
from motcua.dossiers import references
from motcua.dossiers.context import context_for, deadlines_for, parent_of
from motcua.dossiers.deadlines import CalendarDeadlines
from motcua.dossiers.lifecycle import DossierState, Event, Flag, HolderKind
from motcua.dossiers.lifecycle.reroute import Ground, Way, reroute, routed
from motcua.dossiers.lifecycle.states import RECEPTION_STATES
from motcua.dossiers.models import Consultation, Dossier, Placement, Reroute
from motcua.dossiers.models.reroute import RerouteKind, RerouteState
from motcua.organisation.models import Post, PostSuccession, SuccessionPart, Unit, UnitClosure, in_force
from motcua.people.models import Party
from motcua.procedures.models.registry import Case
from motcua.procedures.selectors import route, terms
from motcua.procedures.terms import ChannelName

_MOST_STEPS = 16

Answer = tuple[int | None, int | None, int | None]
"""Desk, settling unit, process version."""


class Ways:
    """Finds the way of dossiers on one day. What many have in common is asked once; make a new one for every batch."""

    def __init__(self, on: dt.date) -> None:
        self.on = on
        self._routes: dict[tuple[int, str, int], Answer] = {}
        self._now: dict[int, int] = {}
        self._codes: dict[int, str] = {}
        self._posts: dict[str, tuple[str, str] | None] = {}
        self._parts: dict[int, list[tuple[str, int]]] | None = None
        self._placed: dict[int, int | None] = {}
        self._deadlines: dict[tuple[int, int], CalendarDeadlines] = {}
        self._parents: dict[int, str | None] = {}
        self._cases: dict[int, tuple[str, str]] = {}

    def learn(self, units: Iterable[int]) -> None:
        """Ask for many units at once who answers for them on the day."""
        unknown = sorted(set(units) - set(self._now))
        if not unknown:
            return
        rows = UnitClosure.objects.filter(in_force(self.on), descendant_id__in=unknown, depth=0)
        for unit, answering, code in rows.values_list("descendant_id", "ancestor_id", "ancestor__code"):
            self._now[unit] = answering
            self._codes[answering] = code
        for unit in unknown:
            self._now.setdefault(unit, unit)

    def answering(self, unit: int) -> int:
        self.learn([unit])
        return self._now[unit]

    def way(self, dossier: Dossier, state: DossierState) -> Way:
        """The way of an open dossier. A sub-dossier stays with the agency it was sent to, or who answers for it: its
        parent's process chose that one, not its place."""
        holder = state.holder
        mentioned = [state.reception_unit, state.settling_unit, *(c.unit for c in state.consultations)]
        mentioned += [holder.unit] if holder else []
        keys = {references.unit_id(uid) for uid in mentioned}
        self.learn({*keys, dossier.place_id})
        desk, settling = (self.answering(references.unit_id(uid)) for uid in mentioned[:2])
        process = None
        if dossier.parent_id is None:
            found_desk, found_settling, process = self._answer(dossier, self.place_of(dossier))
            settling = found_settling or settling
            if Flag.BOUNDARY_FREE not in state.flags or desk != references.unit_id(state.reception_unit):
                desk = found_desk or desk
        changed_hands = settling != references.unit_id(state.settling_unit)
        rebound = process if state.state in RECEPTION_STATES and changed_hands else None
        return Way(
            reception=references.unit_uid(desk),
            settling=references.unit_uid(settling),
            units={references.unit_uid(k): references.unit_uid(self._now[k]) for k in keys if self._now[k] != k},
            posts=self._posts_of(state),
            process=rebound if rebound != dossier.process_version_id else None,
        )

    def place_of(self, dossier: Dossier) -> int:
        """The place of the dossier on the day: by its recorded address where its place was split, else by default."""
        placed = self.placed(dossier)
        return self.answering(placed if placed is not None else dossier.place_id)

    def look_at(self, dossiers: Sequence[Dossier]) -> None:
        """Ask for a batch at once what single ones would be asked for: who answers, and recorded addresses."""
        self.learn(key for one in dossiers for key in (one.place_id, one.reception_unit_id, one.settling_unit_id))
        split = [one for one in dossiers if self._now[one.place_id] != one.place_id and self._parts_of(one.place_id)]
        if not split:
            return
        kept = dict(Placement.objects.filter(dossier__in=split).values_list("dossier", "unit"))
        parties = {one.applicant_id for one in split if one.pk not in kept}
        addresses = dict(Party.objects.filter(pk__in=parties).values_list("pk", "address"))
        for one in split:
            told = by_address(addresses.get(one.applicant_id) or "", self._parts_of(one.place_id))
            self._placed[one.pk] = kept.get(one.pk, told)

    def placed(self, dossier: Dossier) -> int | None:
        """The successor that took over the hamlet of the recorded address; None where the address does not tell."""
        if self.answering(dossier.place_id) == dossier.place_id or not self._parts_of(dossier.place_id):
            return None
        if dossier.pk not in self._placed:
            self.look_at([dossier])
        return self._placed[dossier.pk]

    def deadlines(self, desk: int, settling: int) -> CalendarDeadlines:
        """Legal time by the calendars of two units, asked once for each pair."""
        if (desk, settling) not in self._deadlines:
            self._deadlines[desk, settling] = deadlines_for(desk, settling, self.on)
        return self._deadlines[desk, settling]

    def parent(self, unit: int, on: dt.date) -> str | None:
        if unit not in self._parents:
            self._parents[unit] = parent_of(unit, on)
        return self._parents[unit]

    def _parts_of(self, place: int) -> list[tuple[str, int]]:
        """The hamlets that decisions gave to successors of a place; all of them are read at the first question."""
        if self._parts is None:
            found: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
            for old, folded, new in SuccessionPart.objects.order_by("pk").values_list("old", "folded", "new"):
                found[old].append((folded, new))
            self._parts = found
        return self._parts.get(place, [])

    def _answer(self, dossier: Dossier, place: int) -> Answer:
        key = (dossier.case_id, dossier.channel, place)
        if key not in self._routes:
            self._routes[key] = self._ask(*key)
        return self._routes[key]

    def _ask(self, case: int, channel: str, place: int) -> Answer:
        """By the competence rules; nothing where the procedure is no more or no rule answers."""
        if case not in self._cases:
            self._cases[case] = Case.objects.values_list("version__procedure__key", "key").get(pk=case)
        procedure, key = self._cases[case]
        try:
            found = route(terms(procedure, key, ChannelName(channel), self.on), self._code(place), self.on)
        except DomainError:
            return None, None, None
        return found.reception_unit_id, found.settling_unit_id, found.process_version_id

    def _code(self, unit: int) -> str:
        if unit not in self._codes:
            self._codes[unit] = Unit.objects.values_list("code", flat=True).get(pk=unit)
        return self._codes[unit]

    def _posts_of(self, state: DossierState) -> dict[str, tuple[str, str]]:
        named = {state.assignee} if state.assignee else set()
        if state.holder is not None and state.holder.kind is HolderKind.POST:
            named.add(state.holder.ref)
        found = {uid: self._post(uid) for uid in named}
        return {uid: post for uid, post in found.items() if post is not None}

    def _post(self, uid: str) -> tuple[str, str] | None:
        """The post that does the work of this one on the day, and its unit; None when nobody took it over."""
        if uid not in self._posts:
            self._posts[uid] = self._post_now(uid)
        return self._posts[uid]

    def _post_now(self, uid: str) -> tuple[str, str] | None:
        key = references.post_id(uid)
        for _step in range(_MOST_STEPS):
            post = Post.objects.filter(in_force(self.on), pk=key).select_related("unit").first()
            if post is not None:
                return str(post.uid), str(post.unit.uid)
            heir = PostSuccession.objects.filter(old=key).values_list("new", flat=True).first()
            if heir is None:
                return None
            key = heir
        return None


def by_address(address: str, parts: Iterable[tuple[str, int]]) -> int | None:
    """The unit whose hamlets the address names; None when it names none, or those of two."""
    words = f" {' '.join(tokens(address))} "
    found = {unit for folded, unit in parts if folded and f" {folded} " in words}
    return found.pop() if len(found) == 1 else None


def ground_of(job: Reroute) -> Ground:
    reason = "units_reorganised" if job.kind == RerouteKind.UNITS else "competence_moved"
    return Ground(reason, str(job.decision), job.number, job.effective_on, job.signed_on, not job.tells_applicants)


def concerns(job: Reroute, dossier: Dossier) -> bool:
    """Whether the decision is about this dossier."""
    if job.kind == RerouteKind.COMPETENCE:
        return dossier.procedure_id in job.procedures
    ended = set(job.units)
    holder = dossier.holder_unit_id
    if ended & {dossier.place_id, dossier.reception_unit_id, dossier.settling_unit_id, holder}:
        return True
    return Consultation.objects.filter(dossier=dossier, answered_at=None, unit__in=job.units).exists()


def moves(dossier: Dossier, state: DossierState, job: Reroute, ways: Ways, now: dt.datetime) -> tuple[Event, ...]:
    """The events that bring an open dossier where it belongs; nothing when it is there."""
    way = ways.way(dossier, state)
    after = routed(state, way)
    desk, settling = references.unit_id(after.reception_unit), references.unit_id(after.settling_unit)
    context = context_for(
        after, dossier.process_version_id, now, deadlines=ways.deadlines(desk, settling), parent=ways.parent
    )
    return reroute(context, state, way, ground_of(job), now)


def moves_under_way(dossier: Dossier, state: DossierState, now: dt.datetime) -> tuple[Event, ...]:
    """As :func:`moves`, for the re-routings that run now; the newest that concerns the dossier speaks."""
    if state.closed:
        return ()
    for job in Reroute.objects.filter(state=RerouteState.RUNNING).order_by("-id"):
        if concerns(job, dossier):
            return moves(dossier, state, job, Ways(legal_date(now)), now)
    return ()


def units_under_way(dossier: Dossier) -> list[int]:
    """The units that will have an open dossier once the re-routing that runs has come to it; empty when none does."""
    jobs = Reroute.objects.filter(state=RerouteState.RUNNING).order_by("-id")
    if dossier.closed or not any(concerns(job, dossier) for job in jobs):
        return []
    ways = Ways(legal_date(clock.now()))
    if dossier.parent_id is not None:
        return [ways.answering(dossier.settling_unit_id)]
    desk, settling, _process = ways._answer(dossier, ways.place_of(dossier))  # noqa: SLF001
    return [unit for unit in (desk, settling) if unit is not None]
