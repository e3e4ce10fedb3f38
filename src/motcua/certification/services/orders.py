"""What is to be certified, and whether it may be: rights, kind, signer, lines, the law of the day."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from motcua.certification.kinds import Kind, kind
from motcua.certification.models import Terms
from motcua.certification.permissions import CERTIFY
from motcua.certification.rules import MOST_LINES, Line, fee
from motcua.certification.selectors import Desk, Signer, desk_of, signer, terms_on
from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.errors import Invalid
from motcua.core.search_text import plain_spaces
from motcua.dossiers.log.insert import Circumstances
from motcua.dossiers.services.submit import Filing
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
