"""The form of the counter: what is asked, what a scanned card or the records fill in, and what was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.core.clock import legal_date
from motcua.core.errors import DomainError, NotFound
from motcua.desk.identity_card import IdentityCard, read_card
from motcua.dossiers.answers import unit_name
from motcua.dossiers.permissions import SUBMIT_FOR
from motcua.forms.applicant import applicant_page
from motcua.forms.schema import APPLICANT_PAGE, PAPERS_PAGE, Field, Page
from motcua.forms.selectors import schema
from motcua.organisation.models import Unit, UnitLevel
from motcua.organisation.selectors import ancestors, places_in_order
from motcua.people.actors import Actor
from motcua.people.models import Party
from motcua.people.permissions import decide
from motcua.people.selectors import party_with_number
from motcua.people.services.records import record_read
from motcua.procedures.selectors import procedure_page, route
from motcua.procedures.selectors.pages import CasePage, ProcedurePage
from motcua.procedures.terms import ChannelName, Terms
from motcua.web.fields import posted_answers

RECEIVING = "reception_officer"
KINDS = ("person", "organisation")
CHOICES = ("case", "place", "channel", "kind")
SCAN, CHOOSE = "scan", "choose"
"""What a button does that receives nothing yet: fill in from the card, look at another case."""


@dataclass(frozen=True, slots=True)
class Counter:
    """What is being received: the procedure and the choices in the address."""

    procedure: ProcedurePage
    case: CasePage
    terms: Terms
    closed: tuple[str, ...]
    place: str
    kind: str
    places: Sequence[Unit]

    @property
    def applicant_fields(self) -> tuple[Field, ...]:
        return applicant_page(self.kind).fields

    @property
    def more_pages(self) -> list[Page]:
        """What the form asks besides who applies and the papers."""
        pages = schema(self.terms.form_version_id).pages
        return [page for page in pages if page.key not in {APPLICANT_PAGE, PAPERS_PAGE}]


def chosen(request: HttpRequest) -> dict[str, str]:
    """The choices that stand in the form (``choose-case`` …), else in the address."""
    found = {}
    for name in CHOICES:
        found[name] = str(request.POST.get(f"choose-{name}") or request.GET.get(name, ""))
    return found


def counter(code: str, query: Mapping[str, str], *, actor: Actor, now: dt.datetime) -> Counter:
    """The choices of the address, each with its default. Raises NotFound, Conflict as :func:`procedure_page`."""
    on = legal_date(now)
    procedure = procedure_page(code, on)
    if not procedure.cases:
        raise NotFound("case_not_found", params={"procedure": procedure.code, "case": ""})
    wanted = query.get("case", "")
    case = next((one for one in procedure.cases if one.key == wanted), procedure.cases[0])
    ways = {way.channel.value: way for way in case.ways}
    if not ways:
        raise NotFound("channel_not_offered", params={"procedure": procedure.code, "channel": "counter"})
    first = ChannelName.COUNTER.value if ChannelName.COUNTER.value in ways else next(iter(ways))
    way = ways.get(query.get("channel", ""), ways[first])
    known = places_in_order(on)
    place = query.get("place", "") or own_place(actor, on)
    if place not in {unit.code for unit in known}:
        place = known[0].code if known else ""
    kind = query.get("kind", "") if query.get("kind", "") in KINDS else KINDS[0]
    return Counter(procedure, case, way.terms, way.closed, place, kind, known)


def elsewhere(form: Counter, actor: Actor, now: dt.datetime) -> str:
    """The code of the reader's own desk when it receives for the desk of another place (phi địa giới); empty when the
    reader may receive for the competent desk, or has no desk."""
    on = legal_date(now)
    try:
        competent = route(form.terms, form.place, on).reception_unit_id
    except DomainError:
        return ""
    if competent is None or decide(actor, SUBMIT_FOR, [competent]):
        return ""
    own = [one.unit_id for one in actor.standings if one.role == RECEIVING]
    units = [unit for unit in own if decide(actor, SUBMIT_FOR, [unit])]
    return unit_name(units[0]).code if units else ""


def own_place(actor: Actor, on: dt.date) -> str:
    """The commune of the official's own unit; empty at a provincial centre."""
    for standing in actor.standings:
        own = Unit.objects.filter(pk=standing.unit_id).first()
        line = [own, *ancestors(standing.unit_id, on)] if own else []
        found = next((unit for unit in line if unit.level == UnitLevel.COMMUNE), None)
        if found is not None:
            return found.code
    return ""


@dataclass(frozen=True, slots=True)
class Filled:
    """The applicant's answers after a scan. ``party``: they are known here; ``fault``: the code was not read."""

    answers: Mapping[str, str]
    party: Party | None = None
    fault: str = ""
    card: Mapping[str, str] = field(default_factory=dict)


def typed(request: HttpRequest, form: Counter) -> dict[str, str]:
    return posted_answers(form.applicant_fields, request.POST)


def fill(request: HttpRequest, form: Counter, *, actor: Actor, now: dt.datetime) -> Filled:
    """The answers typed, completed by the card and by what was verified before. Nothing typed is overwritten by the
    records; the card, which is in the hand of the official, wins over what was typed."""
    answers = typed(request, form)
    scanned = str(request.POST.get("card", "")).strip()
    card = read_card(scanned) if scanned else None
    if card is not None:
        answers |= card.answers()
    number = answers.get("id_number", "")
    party = party_with_number(number) if number else None
    if party is not None:
        record_read(actor, SUBMIT_FOR, "party", party.uid, now=now)
        answers = {**answers, **{key: value for key, value in _known(party).items() if not answers.get(key)}}
    return Filled(
        answers,
        party,
        card=_card_answers(card),
        fault=_("Không đọc được mã QR trên thẻ. Hãy quét lại hoặc điền tay.") if scanned and card is None else "",
    )


def _card_answers(card: IdentityCard | None) -> dict[str, str]:
    """What the card says, by the attributes that forms may ask of it."""
    if card is None:
        return {}
    issued = card.issued_on.isoformat() if card.issued_on else ""
    return {**card.answers(), "sex": card.sex, "issued_on": issued}


def _known(party: Party) -> dict[str, str]:
    found = {
        "name": party.name,
        "birth_date": party.birth_date.isoformat() if party.birth_date else "",
        "phone": party.phone,
        "email": party.email,
        "address": party.address,
    }
    return {key: value for key, value in found.items() if value}
