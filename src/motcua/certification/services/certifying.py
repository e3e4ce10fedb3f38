"""The act of the quick counter: one person, one kind, some originals; a dossier opened and closed, numbers drawn
without gaps, rows in the register, the fee taken. All of it or nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction

from motcua.certification.kinds import Kind, kind
from motcua.certification.models import Terms
from motcua.certification.permissions import CERTIFY
from motcua.certification.rules import MOST_LINES, Line, book_name, fee, number_text, scope
from motcua.certification.selectors import Desk, Signer, desk_of, signer, terms_on
from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.counters import next_numbers
from motcua.core.errors import Invalid
from motcua.core.idempotency import Claim, claim
from motcua.core.ids import id_at
from motcua.core.search_text import fold, plain_spaces
from motcua.dossiers.lifecycle.at_once import Settled
from motcua.dossiers.log.insert import Circumstances
from motcua.dossiers.log.riders import Rider, insert
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.act import Answer, stored_answer
from motcua.dossiers.services.at_once import Outcome, Paid, answer_at_once
from motcua.dossiers.services.submit import Application, Filing
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.people.rules import storable
from motcua.procedures.selectors import require_open, route, terms
from motcua.procedures.terms import DEFAULT_CASE, ChannelName

WAYS = frozenset({"cash", "transfer", "exempt"})


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be certified. ``requester``: ``name`` and, where the law asks or a card was read, ``id_number``,
    ``birth_date``, ``address``. ``signer`` is the public id of a post."""

    kind: str
    requester: Mapping[str, str]
    lines: Sequence[Line]
    signer: str
    paid_how: str
    circumstances: Circumstances = field(default_factory=Circumstances)


@dataclass(frozen=True, slots=True)
class Checked:
    """An order that may be carried out."""

    kind: Kind
    desk: Desk
    signer: Signer
    terms: Terms
    fees: tuple[int, ...]
    filing: Filing
    name: str


def check_order(order: Order, *, actor: Actor, now: dt.datetime) -> Checked:
    """Everything but the drawing. Raises NotAllowed, Conflict ("certification_not_here", "certification_terms_missing",
    "procedure_not_open"), Invalid with one error for each bad field."""
    on = legal_date(now)
    desk = desk_of(actor, on)
    require(actor, CERTIFY, [desk.centre, *(standing.unit_id for standing in actor.standings)])
    what = kind(order.kind)
    law = terms_on(what.key, on)
    faults = _faults(order, what)
    signs: Signer | None = None
    try:
        signs = signer(desk.authority, order.signer, on)
    except Invalid as error:
        faults.append({"field": "signer", "code": error.code})
    if faults or signs is None:
        raise Invalid("data_invalid", errors=faults)
    filed = replace(terms(what.procedure, DEFAULT_CASE, ChannelName.COUNTER, on), instant=True, fees=())
    way = route(filed, desk.code, on)
    require_open(filed, way)
    name = plain_spaces(storable(order.requester.get("name", "")))[:200]
    filing = Filing(filed, way, _block(order.requester, name), {})
    fees = tuple(fee(law.tariff, what.counts, line) for line in order.lines)
    return Checked(what, desk, signs, law, fees, filing, name)


def _faults(order: Order, what: Kind) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    if not any(sign.isalpha() for sign in order.requester.get("name", "")):
        found.append({"field": "name", "code": "certification_name_missing"})
    number = order.requester.get("id_number", "")
    fits = number.isascii() and number.isdecimal() and len(number) == 12
    if ("id_number" in what.asks and not number) or (number and not fits):
        found.append({"field": "id_number", "code": "certification_number_missing"})
    if not order.lines:
        found.append({"field": "title-1", "code": "certification_nothing"})
    if len(order.lines) > MOST_LINES:
        found.append({"field": "title-1", "code": "certification_lines_too_many", "most": MOST_LINES})
    if order.paid_how not in WAYS:
        found.append({"field": "paid", "code": "certification_paid_how_unknown"})
    return found


def _block(requester: Mapping[str, str], name: str) -> dict[str, Json]:
    block: dict[str, Json] = {"kind": "person", "name": name}
    for key in ("id_number", "address"):
        if requester.get(key):
            block[key] = plain_spaces(storable(requester[key]))[:300]
    born = requester.get("birth_date", "")
    with contextlib.suppress(ValueError):
        block |= {"birth_date": dt.date.fromisoformat(born).isoformat()} if born else {}
    return block


def certify(order: Order, *, actor: Actor, now: dt.datetime, idempotency: Claim | None = None) -> Answer:
    """Certify. Guarantees: all or nothing; one effect for one idempotency key; numbers without gaps in the register of
    the authority, the kind and the year. Answers ``{dossier, code, book, entries: [{uid, number, copies}], fee}``,
    without personal data. Raises as :func:`check_order`."""
    with transaction.atomic():
        if idempotency is not None:
            earlier = claim(idempotency, now=now)
            if earlier is not None:
                return Answer(earlier.status, earlier.response, replayed=True)
        checked = check_order(order, actor=actor, now=now)
        body: dict[str, Json] = {}

        def draw() -> Outcome:
            return drawn(checked, order.lines, order.paid_how, body, actor=actor, now=now)

        def answered(answer: Mapping[str, Json]) -> Iterable[Rider]:
            body.update(dossier=answer["id"], code=answer["code"])
            return () if idempotency is None else (stored_answer(idempotency, 201, body),)

        application = Application(
            procedure=checked.kind.procedure,
            case=DEFAULT_CASE,
            channel=ChannelName.COUNTER.value,
            place=checked.desk.code,
            applicant=checked.filing.applicant,
            circumstances=order.circumstances,
        )
        answer_at_once(application, checked.filing, draw, actor=actor, now=now, riders=answered)
    return Answer(201, body)


def drawn(
    checked: Checked,
    lines: Sequence[Line],
    paid_how: str,
    body: dict[str, Json],
    *,
    actor: Actor,
    now: dt.datetime,
    replaces: int | None = None,
) -> Outcome:
    """Draw the numbers and say what follows from them. ``body`` is told book, entries and fee."""
    year = legal_date(now).year
    what, desk = checked.kind, checked.desk
    counter = scope(desk.authority_uid, what.key)
    numbers = next_numbers(counter, dt.date(year, 1, 1), len(lines))
    rows = list(zip(numbers, lines, checked.fees, (id_at(now) for _ in lines), strict=True))
    total = 0 if paid_how == "exempt" else sum(checked.fees)
    body.update(
        kind=what.key,
        book=book_name(what.symbol, year),
        fee=total,
        entries=[{"uid": str(uid), "number": number, "copies": line.copies} for number, line, _fee, uid in rows],
    )
    data: dict[str, Json] = {
        "register": what.key,
        "register_unit": desk.authority_uid,
        "year": year,
        "signer": checked.signer.uid,
        "entered": [
            {"number": number, "pages": line.pages, "copies": line.copies, "fee": 0 if paid_how == "exempt" else amount}
            for number, line, amount, _uid in rows
        ],
    }
    titles: list[Json] = [line.title for line in lines]
    number = f"{number_text(numbers[0])}/{year}"

    def riders(dossier: Dossier) -> Iterable[Rider]:
        for one, line, amount, uid in rows:
            yield insert(
                "certification_entry",
                uid=uid,
                dossier_id=dossier.pk,
                unit_id=desk.authority,
                desk_id=dossier.reception_unit_id,
                kind=what.key,
                year=year,
                number=one,
                at=now,
                requester=checked.name,
                paper_name=line.title,
                search_text=fold(f"{checked.name} {line.title}")[:520],
                pages=line.pages,
                copies=line.copies,
                fee=0 if paid_how == "exempt" else amount,
                paid_how=paid_how,
                signer_id=checked.signer.post,
                signer_name=checked.signer.name[:200],
                signer_title=checked.signer.title[:200],
                terms_id=checked.terms.pk,
                made_by_id=actor.user_id,
                replaces_id=replaces,
                struck_reason="",
            )

    fees = [Paid("certification", what.name, sum(checked.fees), paid_how)] if sum(checked.fees) else []
    return Outcome(Settled(data, {"titles": titles, "number": number}), fees, riders)
