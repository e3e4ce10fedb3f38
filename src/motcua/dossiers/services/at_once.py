"""A dossier that is opened and closed by one act, at the counter (Decree 61/2018/ND-CP art. 17.4): the whole chain is
one statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.clock import now as clock_now
from motcua.core.errors import Conflict
from motcua.dossiers import codes, references
from motcua.dossiers.answers import dossier_answer
from motcua.dossiers.context import context_for
from motcua.dossiers.lifecycle import DossierState, Event, EventKind, Refusal, State, evolve
from motcua.dossiers.lifecycle.at_once import Settled, answered_at_once
from motcua.dossiers.lifecycle.filed import freeze_terms
from motcua.dossiers.log.chain import GENESIS, Sealed, Signature, seal
from motcua.dossiers.log.insert import Entry, entry_riders
from motcua.dossiers.log.project import DOSSIER_COLUMNS, changed_runs, dossier_values
from motcua.dossiers.log.riders import Rider, insert
from motcua.dossiers.log.write import write_first
from motcua.dossiers.models import Dossier
from motcua.people.actors import Actor

from .act import agency_code, refusal_error
from .applicants import applicant_party
from .submit import Application, Filing, filing_facts, fresh_dossier


@dataclass(frozen=True, slots=True)
class Paid:
    """A fee that was taken with the act."""

    key: str
    name: str
    amount: int
    how: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the act says, once its numbers are drawn."""

    settled: Settled
    fees: Sequence[Paid]
    riders: Callable[[Dossier], Iterable[Rider]]
    """Rows that go along in the statement of the chain."""


def answer_at_once(
    application: Application,
    filing: Filing,
    draw: Callable[[], Outcome],
    *,
    actor: Actor,
    now: dt.datetime,
    riders: Callable[[dict[str, Json]], Iterable[Rider]] = lambda _body: (),
    is_visit: bool = True,
) -> tuple[Dossier, dict[str, Json]]:
    """Open and close a dossier. The caller has checked rights and input and is in a transaction. ``draw`` draws what
    has no gaps; it is called last, after the dossier's own code. ``is_visit``: False for what is done on a visit that
    another dossier counts. Raises Conflict with the refusal's code."""
    party = applicant_party(filing.applicant, own_party=None, now=now)
    recorded = max(clock_now(), now)
    dossier = fresh_dossier(application, filing, party, actor=actor, now=now, recorded=recorded)
    code = codes.GENERATOR.draw(agency_code(dossier.reception_unit_id, legal_date(now)), now)
    outcome = draw()
    events = _decided(dossier, application, filing, code, outcome.settled, now)
    signature = _signed(dossier, actor, now, recorded)
    sealed = seal(events, signature=signature, seq=1, head=GENESIS)
    state = _replayed(events)
    values = dossier_values(state, head_hash=sealed[-1].hash, held_since=None, recorded_at=recorded)
    for column in DOSSIER_COLUMNS:
        setattr(dossier, column, values[column])
    body = dossier_answer(dossier, state, actor, now)
    entry = Entry(changed_runs(None, state, sealed), (), (), application.circumstances, actor.user_id)
    rides = [
        *entry_riders(dossier.pk, entry, recorded_at=recorded),
        *_beside(dossier, filing, outcome.fees, now),
        *_facts(dossier, sealed, now, is_visit=is_visit),
        *outcome.riders(dossier),
        *riders(body),
    ]
    write_first(dossier, signature, sealed, rides)
    return dossier, body


def _signed(dossier: Dossier, actor: Actor, now: dt.datetime, recorded: dt.datetime) -> Signature:
    return Signature(
        dossier=str(dossier.uid),
        actor=str(actor.uid) if actor.uid else str(actor.kind),
        on_behalf_of="",
        unit=references.unit_uid(dossier.reception_unit_id),
        occurred_at=now,
        recorded_at=recorded,
    )


def _decided(
    dossier: Dossier, application: Application, filing: Filing, code: str, settled: Settled, now: dt.datetime
) -> tuple[Event, ...]:
    reception = references.unit_uid(dossier.reception_unit_id)
    settling = references.unit_uid(dossier.settling_unit_id)
    filed = freeze_terms(filing.terms)
    empty = DossierState(State.SUBMITTED, 0, reception_unit=reception, settling_unit=settling, terms=filed)
    context = context_for(empty, dossier.process_version_id, now)
    units = {"reception_unit": reception, "settling_unit": settling, "terms": filed}
    facts = {**filing_facts(dossier, application, filing), **units}
    private: dict[str, Json] = {
        "applicant": dict(filing.applicant),
        "answers": dict(filing.answers),
        "on_behalf_of": application.on_behalf_of,
    }
    decided = answered_at_once(context, facts, private, now, code=code, settled=settled)
    if isinstance(decided, Refusal):
        raise refusal_error(decided)
    return decided


def _replayed(events: Sequence[Event]) -> DossierState:
    state: DossierState | None = None
    for event in events:
        state = evolve(state, event)
    if state is None or not state.closed:
        raise Conflict("not_in_this_state")
    return state


def _beside(dossier: Dossier, filing: Filing, fees: Sequence[Paid], now: dt.datetime) -> Iterable[Rider]:
    """The rows of a closed dossier as they end up: parts of one statement do not see one another, so nothing here is
    written first and changed after."""
    for paper in filing.terms.papers:
        yield insert(
            "dossiers_dossiercomponent",
            dossier_id=dossier.pk,
            component=paper.code,
            name=paper.name[:1000],
            required=paper.required,
            originals=paper.originals or 0,
            copies=paper.copies or 0,
            presented_on_paper=paper.required,
            digitised=False,
            reused=False,
            from_store=False,
        )
    for one in fees:
        yield insert(
            "dossiers_dossierfee",
            dossier_id=dossier.pk,
            key=one.key,
            name=one.name[:500],
            amount=one.amount,
            paid_at=now,
            paid_how=one.how,
        )


def _facts(dossier: Dossier, sealed: Sequence[Sealed], now: dt.datetime, *, is_visit: bool) -> Iterable[Rider]:
    """The result as it was handed over, and the one visit it took."""
    for link in sealed:
        if link.event.kind is EventKind.ACCEPTED and is_visit:
            yield insert(
                "dossiers_contact",
                dossier_id=dossier.pk,
                kind="visit",
                purpose="submit",
                unit_id=dossier.reception_unit_id,
                at=now,
                waited_minutes=None,
                seq=link.seq,
            )
        elif link.event.kind is EventKind.RESULT_ISSUED:
            yield insert(
                "dossiers_dossierresult",
                dossier_id=dossier.pk,
                issued_seq=link.seq,
                kind="granted",
                result_code="",
                electronic=False,
                issued_at=now,
                handed_over_at=now,
                way="counter",
            )
