"""Submission: the first event of a chain. Everything the law needs later is fixed here: the version of the procedure,
its case, its terms, the process and the form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.clock import now as clock_now
from motcua.core.errors import Conflict, Invalid, NotAllowed
from motcua.core.idempotency import Claim, claim, finish
from motcua.core.ids import id_at, new_secret
from motcua.core.search_text import fold
from motcua.documents.models import StoredFile
from motcua.dossiers import codes, references
from motcua.dossiers.answers import dossier_answer
from motcua.dossiers.form_facts import form_facts
from motcua.dossiers.lifecycle import Flag
from motcua.dossiers.lifecycle.filed import freeze_terms
from motcua.dossiers.log.facts import facts_of
from motcua.dossiers.log.insert import Circumstances, Entry, entry_riders
from motcua.dossiers.log.project import DOSSIER_COLUMNS, RunRow, changed_runs, dossier_values
from motcua.dossiers.log.write import write_first
from motcua.dossiers.models import Dossier
from motcua.dossiers.payees import competent_agency
from motcua.dossiers.permissions import SUBMIT_FOR
from motcua.dossiers.traces import contact_digests
from motcua.forms.applicant import validate_applicant
from motcua.forms.places import is_place
from motcua.forms.schema import APPLICANT_PAGE
from motcua.forms.selectors import schema as form_schema
from motcua.forms.selectors import version_uid
from motcua.forms.validation import Around, validate
from motcua.people.actors import Actor, ActorKind
from motcua.people.permissions import require
from motcua.procedures.selectors import require_open, route, terms
from motcua.procedures.terms import ChannelName, Route, Terms

from .act import Answer, stored_answer
from .addressing import receiving_desk
from .applicants import Applicant, applicant_party
from .first_events import Filed, first_events
from .handed_in import filing_time, handed_in_terms, note_handed_in
from .papers import attach_files


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody applies for. ``applicant`` is the API's block; ``files`` are stored already, by component."""

    procedure: str
    case: str
    channel: str
    place: str
    applicant: Mapping[str, object]
    answers: Mapping[str, object] = field(default_factory=dict)
    on_behalf_of: str = ""
    circumstances: Circumstances = field(default_factory=Circumstances)
    files: Sequence[tuple[str, StoredFile]] = ()
    handed_in_at: dt.datetime | None = None
    """By post: when the hand-over record with the postal clerk was signed; see :mod:`.handed_in`."""
    form: str = ""
    """The public id of the form version that the answers were given to; empty: the one in force. Another one than that
    is refused: answers to one form are no answers to another."""
    desk: str = ""
    """Code of a desk elsewhere that receives it (phi địa giới, Decree 309/2026/ND-CP art. 8); empty: the desk of the
    competent authority. The dossier goes on to that one at once, and time runs when that one has received it."""


@dataclass(frozen=True, slots=True)
class Filing:
    """A checked application: everything resolved, nothing written."""

    terms: Terms
    route: Route
    applicant: Mapping[str, Json]
    answers: Mapping[str, Json]


def check_application(application: Application, *, now: dt.datetime) -> Filing:
    """Resolve and validate. Raises Invalid("data_invalid") with every fault of the form, NotFound for an unknown
    procedure, case or place, Conflict("procedure_not_open") with the reasons."""
    on = legal_date(now)
    if application.channel not in {channel.value for channel in ChannelName}:
        raise Invalid("data_invalid", errors=[{"field": "channel", "code": "choice_unknown"}])
    found = terms(application.procedure, application.case, ChannelName(application.channel), on)
    way = route(found, application.place, on)
    require_open(found, way)
    if application.form and application.form != str(version_uid(found.form_version_id)):
        raise Conflict("form_version_other")
    applicant = validate_applicant(application.applicant, on=on)
    schema = form_schema(found.form_version_id)
    pages = [page.key for page in schema.pages if page.key != APPLICANT_PAGE]
    facts = form_facts(found, application.place, str(applicant.answers.get("kind", "person")))
    around = Around(applicant.answers, facts, is_place)
    answers = validate(schema, application.answers, on=on, pages=pages, around=around)
    errors = [{**e.as_dict(), "field": f"applicant.{e.field}"} for e in applicant.errors]
    errors += [{**e.as_dict(), "field": f"answers.{e.field}"} for e in answers.errors]
    if errors:
        raise Invalid("data_invalid", errors=errors)
    return Filing(found, way, applicant.answers, answers.answers)


def submit_dossier(
    application: Application, *, actor: Actor, now: dt.datetime, idempotency: Claim | None = None
) -> Answer:
    """File an application. Guarantees: one dossier for one idempotency key; its chain begins with seq 1 and a
    receipt number; the desk holds it with a next date.

    Raises as :func:`check_application`, and NotAllowed for an official who may not receive there.
    """
    with transaction.atomic():
        if idempotency is not None:
            earlier = claim(idempotency, now=now)
            if earlier is not None:
                return Answer(earlier.status, earlier.response, replayed=True)
        entered, now = now, filing_time(application, now=now)
        filing = check_application(application, now=now)
        desk = desk_elsewhere(application, filing, now=now)
        if desk is not None and actor.kind is ActorKind.CITIZEN:
            raise NotAllowed("channel_not_yours", params={"channel": application.channel})
        if actor.kind in {ActorKind.OFFICIAL, ActorKind.CLIENT}:
            require(actor, SUBMIT_FOR, [desk or filing.route.reception_unit_id])
        elif actor.kind is ActorKind.CITIZEN and application.channel != ChannelName.ONLINE:
            # What comes by post or over the counter is entered by the desk; figures of online filing rest on it.
            raise NotAllowed("channel_not_yours", params={"channel": application.channel})
        body = _file(application, filing, actor=actor, now=now, idempotency=idempotency, desk=desk)
        note_handed_in(application, UUID(str(body["id"])), actor=actor, now=entered)
    return Answer(201, body)


def desk_elsewhere(application: Application, filing: Filing, *, now: dt.datetime) -> int | None:
    """The desk that receives for another one; None when the competent desk receives itself. Raises
    Invalid("unit_unknown"), ("unit_receives_nothing")."""
    if not application.desk:
        return None
    desk = receiving_desk(application.desk, legal_date(now))
    return desk if desk != filing.route.reception_unit_id else None


def _flags(application: Application) -> list[Flag]:
    flags = [Flag.ELECTRONIC] if application.channel == ChannelName.ONLINE else []
    return [*flags, Flag.ASSISTED] if application.circumstances.assisted else flags


def _file(
    application: Application,
    filing: Filing,
    *,
    actor: Actor,
    now: dt.datetime,
    idempotency: Claim | None,
    desk: int | None = None,
) -> dict[str, Json]:
    """Write the checked application: the dossier, its first event and the rows beside it in one statement."""
    own = actor.party_id if actor.kind is ActorKind.CITIZEN and not application.on_behalf_of else None
    party = applicant_party(filing.applicant, own_party=own, now=now)
    recorded = max(clock_now(), now)
    dossier = fresh_dossier(application, filing, party, actor=actor, now=now, recorded=recorded)
    dossier.reception_unit_id = desk or dossier.reception_unit_id
    filed = _filed(dossier, application, filing)
    state, signature, sealed = first_events(dossier, filed, filing.route, actor=actor, now=now, recorded=recorded)
    values = dossier_values(state, head_hash=sealed[-1].hash, held_since=now, recorded_at=recorded)
    for column in DOSSIER_COLUMNS:
        setattr(dossier, column, values[column])
    body = dossier_answer(dossier, state, actor, now)
    entry = _entry(dossier, application, filing, changed_runs(None, state, sealed), actor=actor, now=now)
    riders = entry_riders(dossier.pk, entry, recorded_at=recorded)
    if desk is not None:
        dossier.reception_unit_id = desk
        riders += facts_of(dossier, sealed, now)
        dossier.reception_unit_id = references.unit_id(state.reception_unit)
    if idempotency is not None and not application.files:
        riders.append(stored_answer(idempotency, 201, body))
    write_first(dossier, signature, sealed, riders)
    if application.files:
        body = attach_files(dossier, application.files, actor=actor, now=now)
        if idempotency is not None:
            finish(idempotency, status=201, response=body)
    return body


def _filed(dossier: Dossier, application: Application, filing: Filing) -> Filed:
    return Filed(
        facts=filing_facts(dossier, application, filing),
        terms={**freeze_terms(filing.terms), **handed_in_terms(application)},
        private={
            "applicant": dict(filing.applicant),
            "answers": dict(filing.answers),
            "on_behalf_of": application.on_behalf_of,
        },
    )


def _entry(
    dossier: Dossier,
    application: Application,
    filing: Filing,
    runs: Sequence[RunRow],
    *,
    actor: Actor,
    now: dt.datetime,
) -> Entry:
    """The rows that are written beside the dossier's."""
    return Entry(
        runs=runs,
        papers=filing.terms.papers,
        fees=tuple(fee for fee in filing.terms.fees if fee.amount),
        circumstances=application.circumstances,
        contacts=contact_digests(filing.applicant, application.circumstances.trace_period)
        if application.channel == ChannelName.ONLINE
        else (None, None),
        account=actor.user_id,
        payee=competent_agency(dossier.settling_unit_id, legal_date(now)),
    )


def fresh_dossier(
    application: Application,
    filing: Filing,
    party: Applicant,
    *,
    actor: Actor,
    now: dt.datetime,
    recorded: dt.datetime,
) -> Dossier:
    """The row without what follows from its events."""
    found, way = filing.terms, filing.route
    if way.reception_unit_id is None or way.settling_unit_id is None or way.process_version_id is None:
        raise RuntimeError("an open route names its units")
    return Dossier(
        id=party.dossier_id,
        uid=id_at(recorded),
        receipt_no=codes.receipt_number(now),
        link_secret=new_secret(),
        procedure_id=found.procedure_id,
        version_id=found.version_id,
        case_id=found.case_id,
        process_version_id=way.process_version_id,
        form_version_id=found.form_version_id,
        channel=application.channel,
        place_id=way.place_unit_id,
        reception_unit_id=way.reception_unit_id,
        settling_unit_id=way.settling_unit_id,
        applicant_id=party.id,
        applicant_name=party.name,
        search_text=fold(f"{party.name} {party.id_number}")[:400],
        account_id=actor.user_id if actor.kind is ActorKind.CITIZEN else None,
    )


def filing_facts(dossier: Dossier, application: Application, filing: Filing) -> dict[str, object]:
    """What the first event says of the law and the place, in codes and ids."""
    return {
        "procedure": filing.terms.procedure_code,
        "version": filing.terms.version_uid,
        "case": filing.terms.case_key,
        "channel": application.channel,
        "process": dossier.process_version_id,
        "form": dossier.form_version_id,
        "place": references.unit_uid(dossier.place_id),
        "receipt_no": dossier.receipt_no,
        "flags_on": _flags(application),
    }
