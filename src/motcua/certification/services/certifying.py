"""The act of the quick counter: one person, some originals of one or several kinds; for each kind a dossier opened and
closed, numbers drawn without gaps, rows in its register; the fee taken once. All of it or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import transaction

from motcua.certification.services.drawing import drawn
from motcua.certification.services.orders import WAYS, Checked, Order, check_order
from motcua.core.canonical import Json
from motcua.core.errors import Invalid
from motcua.core.idempotency import Claim, claim
from motcua.core.ids import id_at
from motcua.dossiers.log.riders import Rider
from motcua.dossiers.services.act import Answer, stored_answer
from motcua.dossiers.services.at_once import Outcome, answer_at_once
from motcua.dossiers.services.submit import Application
from motcua.people.actors import Actor
from motcua.procedures.terms import DEFAULT_CASE, ChannelName

__all__ = ["WAYS", "Order", "certify", "certify_visit", "check_order"]

Bodies = list[dict[str, Json]]


def certify(order: Order, *, actor: Actor, now: dt.datetime, idempotency: Claim | None = None) -> Answer:
    """Certify one kind. Guarantees: all or nothing; one effect for one idempotency key; numbers without gaps in the
    register of the authority, the kind and the year. Answers ``{dossier, code, kind, book, entries: [{uid, number,
    copies}], fee}``, without personal data. Raises as :func:`check_order`."""
    return certify_visit([order], actor=actor, now=now, idempotency=idempotency)


def certify_visit(
    orders: Sequence[Order], *, actor: Actor, now: dt.datetime, idempotency: Claim | None = None
) -> Answer:
    """As :func:`certify`, for everything somebody brings on one visit: a dossier for each kind, for each is a procedure
    of its own, and one visit. The further kinds are in ``also``. Raises Invalid("certification_nothing") too."""
    if not orders:
        raise Invalid("certification_nothing")
    with transaction.atomic():
        if idempotency is not None:
            earlier = claim(idempotency, now=now)
            if earlier is not None:
                return Answer(earlier.status, earlier.response, replayed=True)
        checked = [check_order(order, actor=actor, now=now) for order in orders]
        visit = id_at(now) if len(orders) > 1 else None
        bodies: Bodies = []
        for position, pair in enumerate(zip(orders, checked, strict=True), start=1):
            key = idempotency if position == len(orders) else None
            _entered(*pair, visit, bodies, actor=actor, now=now, idempotency=key)
    return Answer(201, _whole(bodies))


def _whole(bodies: Bodies) -> dict[str, Json]:
    """The answer of a visit: that of its first kind, the others beside it."""
    return {**bodies[0], **({"also": [*bodies[1:]]} if len(bodies) > 1 else {})}


def _entered(
    order: Order,
    checked: Checked,
    visit: UUID | None,
    bodies: Bodies,
    *,
    actor: Actor,
    now: dt.datetime,
    idempotency: Claim | None,
) -> None:
    """One kind: its dossier and its rows; ``bodies`` is told. The answer is kept with the last kind."""
    body: dict[str, Json] = {}
    is_first = not bodies
    bodies.append(body)

    def draw() -> Outcome:
        found = drawn(order, checked, visit, now)
        body.update(found.told())
        return found.outcome(actor)

    def answered(answer: Mapping[str, Json]) -> Iterable[Rider]:
        body.update(dossier=answer["id"], code=answer["code"])
        return () if idempotency is None else (stored_answer(idempotency, 201, _whole(bodies)),)

    application = Application(
        procedure=checked.kind.procedure,
        case=DEFAULT_CASE,
        channel=ChannelName.COUNTER.value,
        place=checked.desk.code,
        applicant=checked.filing.applicant,
        circumstances=order.circumstances,
    )
    answer_at_once(application, checked.filing, draw, actor=actor, now=now, riders=answered, is_visit=is_first)
