"""Opening a sub-dossier: the agency's own dossier, made from what the whole already has. Nobody is asked again.

It is filed and received in one act: the one-stop desk checked the whole, the part travels electronically, and the
agency's time runs from the moment it has it (Decree 309/2026/ND-CP art. 8).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from motcua.core import hot
from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.clock import now as clock_now
from motcua.core.errors import Conflict
from motcua.dossiers import codes, references
from motcua.dossiers.answers import unit_name
from motcua.dossiers.conditions import scope_filed
from motcua.dossiers.context import context_for
from motcua.dossiers.lifecycle import Action, Command, DossierState, Event, Flag, Refusal, State, decide, evolve
from motcua.dossiers.lifecycle.family import Opened
from motcua.dossiers.lifecycle.filed import freeze_terms
from motcua.dossiers.lifecycle.reception import submit as submitted
from motcua.dossiers.lifecycle.types import NO_SCOPE
from motcua.dossiers.log.chain import GENESIS, Sealed, Signature, seal
from motcua.dossiers.log.insert import Circumstances, Entry, entry_riders
from motcua.dossiers.log.project import DOSSIER_COLUMNS, changed_runs, dossier_values
from motcua.dossiers.log.write import write_first
from motcua.dossiers.models import Dossier, DossierEvent
from motcua.dossiers.payees import competent_agency
from motcua.forms.evaluation import Scope
from motcua.forms.selectors import schema as form_schema
from motcua.people.actors import SYSTEM
from motcua.procedures.bundle import ALL_ANSWERS, Bundle, Part, Returns
from motcua.procedures.process_conditions import is_conditional
from motcua.procedures.selectors import process as published_process
from motcua.procedures.selectors import require_open, route, terms
from motcua.procedures.terms import ChannelName, Route, Terms

from .act import Locked, agency_code
from .applicants import Applicant
from .submit import Application, Filing, filing_facts, fresh_dossier

WAYS = (ChannelName.ONLINE, ChannelName.COUNTER, ChannelName.POST)


def way_of_part(part: Part, whole: Dossier, on: dt.date) -> tuple[Terms, Route]:
    """The terms of a part and who settles it at the place of the whole. Raises NotFound, Conflict
    ("procedure_not_open" ...) as for any application."""
    place = unit_name(whole.place_id).code
    refused: Conflict | None = None
    for way in dict.fromkeys((ChannelName(whole.channel), *WAYS)):
        try:
            found = terms(part.procedure, part.case, way, on)
            led = route(found, place, on)
            require_open(replace(found, unknown=_without_papers(found)), led)
        except Conflict as error:
            refused = refused or error
            continue
        return found, led
    raise refused or Conflict("procedure_not_open", params={"procedure": part.procedure})


def _without_papers(found: Terms) -> tuple[str, ...]:
    """A part is given the papers of the whole, so it does not matter that nobody published its list."""
    return tuple(name for name in found.unknown if name != "components")


@transaction.atomic
def open_part(whole: Locked, bundle: Bundle, part: Part, way: tuple[Terms, Route]) -> Opened:
    """Make the sub-dossier, or nothing. The caller holds the lock of the whole; the code is drawn last (lock order
    parent, child, counter)."""
    found, led = way
    now, recorded = whole.now, max(clock_now(), whole.now)
    given = frozenset(part.papers.values()) | frozenset(part.takes.values())
    required = tuple(replace(paper, required=paper.required and paper.code in given) for paper in found.components)
    own = replace(found, components=required, committed=part.limit or found.committed, instant=False)
    filed = _private(whole.dossier)
    filing = Filing(own, replace(led, reception_unit_id=whole.dossier.reception_unit_id), _block(filed), {})
    application = Application(
        procedure=part.procedure,
        case=part.case,
        channel=whole.dossier.channel,
        place=unit_name(whole.dossier.place_id).code,
        applicant={},
        circumstances=Circumstances(),
    )
    dossier = fresh_dossier(application, filing, _same_party(whole.dossier), actor=SYSTEM, now=now, recorded=recorded)
    dossier.parent_id, dossier.account_id = whole.dossier.pk, whole.dossier.account_id
    tie = {"whole": whole.dossier.uid, "part": part.key, "with_whole": bundle.returns is Returns.TOGETHER}
    facts = {**filing_facts(dossier, application, filing), **tie, "flags_on": [Flag.ELECTRONIC]}
    private = {**filed, "answers": _answers(part, filed)} if filed else {}
    events, state = _first_acts(dossier, facts, private, own, given, now)
    sealed = _sealed(dossier, events, state, now, recorded)
    entry = Entry(
        runs=changed_runs(None, state, sealed[1]),
        papers=tuple(paper for paper in own.papers if paper.required or paper.code in given),
        fees=tuple(fee for fee in own.fees if fee.amount),
        circumstances=application.circumstances,
        account=None,
        payee=competent_agency(dossier.settling_unit_id, legal_date(now)),
        reused=given,
    )
    write_first(dossier, *sealed, entry_riders(dossier.pk, entry, recorded_at=recorded))
    return Opened(part, str(dossier.uid), state.settling_unit, state.appointed_due)


def _sealed(
    dossier: Dossier, events: tuple[Event, ...], state: DossierState, now: dt.datetime, recorded: dt.datetime
) -> tuple[Signature, Sequence[Sealed]]:
    """The first acts as a chain, and the dossier as they leave it."""
    signature = Signature(
        dossier=str(dossier.uid),
        actor=str(SYSTEM.kind),
        on_behalf_of="",
        unit=state.reception_unit,
        occurred_at=now,
        recorded_at=recorded,
    )
    sealed = seal(events, signature=signature, seq=1, head=GENESIS)
    values = dossier_values(state, head_hash=sealed[-1].hash, held_since=now, recorded_at=recorded)
    for column in DOSSIER_COLUMNS:
        setattr(dossier, column, values[column])
    return signature, sealed


def _first_acts(
    dossier: Dossier,
    facts: Mapping[str, object],
    private: Mapping[str, Json],
    own: Terms,
    given: frozenset[str],
    now: dt.datetime,
) -> tuple[tuple[Event, ...], DossierState]:
    """Filed and received."""
    reception = references.unit_uid(dossier.reception_unit_id)
    settling = references.unit_uid(dossier.settling_unit_id)
    filed = freeze_terms(own)
    empty = DossierState(State.SUBMITTED, 0, reception_unit=reception, settling_unit=settling, terms=filed)
    context = context_for(empty, dossier.process_version_id, now, scope=_scope(dossier, facts, private, own, now))
    named = {"reception_unit": reception, "settling_unit": settling, "terms": filed}
    events = submitted(context, {**facts, **named}, private, now)
    state: DossierState | None = None
    for event in events:
        state = evolve(state, event)
    if state is None:
        raise RuntimeError("a submission has an event")
    received = decide(context, state, Command(Action.ACCEPT, {"reused": [*sorted(given)]}, {}), now)
    if isinstance(received, Refusal):
        raise Conflict(received.code, params=received.params)
    code = codes.GENERATOR.draw(agency_code(dossier.reception_unit_id, legal_date(now)), now)
    first = Event(received[0].kind, {**received[0].data, "code": code}, received[0].private, received[0].version)
    for event in (first, *received[1:]):
        state = evolve(state, event)
    return (*events, first, *received[1:]), state


def _scope(
    dossier: Dossier, facts: Mapping[str, object], private: Mapping[str, Json], own: Terms, now: dt.datetime
) -> Scope:
    """What conditions of the part's process may ask; nothing where it has none."""
    if not is_conditional(published_process(dossier.process_version_id)):
        return NO_SCOPE
    answers, block = private.get("answers"), private.get("applicant")
    said: dict[str, object] = {
        "case": facts["case"],
        "channel": facts["channel"],
        "fee": sum(fee.amount or 0 for fee in own.fees),
        "applicant": block.get("kind", "person") if isinstance(block, dict) else None,
        "place": unit_name(dossier.place_id).code,
    }
    given = answers if isinstance(answers, dict) else {}
    return scope_filed(form_schema(dossier.form_version_id), given, said, now)


def _same_party(whole: Dossier) -> Applicant:
    """The applicant of the whole, and a key for the part."""
    (key,) = hot.rows("SELECT nextval('dossier_id_seq')", [])[0]
    return Applicant(whole.applicant_id, whole.applicant_name, "", key)


def _private(whole: Dossier) -> Mapping[str, Json]:
    """The private body of the whole's first event; empty once it was erased."""
    row = DossierEvent.objects.select_related("private").filter(dossier=whole, seq=1).first()
    stored = getattr(row, "private", None)
    value = json.loads(bytes(stored.body)) if stored is not None else {}
    return value if isinstance(value, dict) else {}


def _block(filed: Mapping[str, Json]) -> Mapping[str, Json]:
    block = filed.get("applicant")
    return block if isinstance(block, dict) else {}


def answers_of(whole: Dossier) -> Mapping[str, str]:
    """What the applicant answered, as texts, for the conditions of parts."""
    given = _private(whole).get("answers")
    return {name: str(value) for name, value in given.items()} if isinstance(given, dict) else {}


def _answers(part: Part, filed: Mapping[str, Json]) -> Json:
    given = filed.get("answers")
    if not isinstance(given, dict):
        return {}
    if ALL_ANSWERS in part.answers:
        return given
    return {name: value for name, value in given.items() if name in part.answers}
