"""The first events of a petition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from .acts_desk import begin
from .acts_watch import notice_area
from .context import Context
from .events import Event, EventKind, Refusal
from .state import PetitionState
from .states import Channel, Flag, Kind
from .writer import Writer


@dataclass(frozen=True, slots=True)
class Opening:
    """What came in, with units as public ids. ``private`` are the words and who said them."""

    channel: Channel
    kind: Kind
    receipt_no: str
    reception_unit: str
    category: str = ""
    place: str = ""
    anonymous: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)
    private: Mapping[str, object] = field(default_factory=dict)


def open_petition(
    context: Context, opening: Opening, now: dt.datetime
) -> tuple[tuple[Event, ...], PetitionState] | Refusal:
    """The first events: received, and on the urgent track at once where the category says so."""
    terms = context.category(opening.category)
    if terms is None:
        return Refusal("category_unknown", {"category": opening.category})
    if opening.anonymous and not terms.anonymous:
        return Refusal("anonymous_not_allowed", {"category": opening.category})
    writer = Writer(context, PetitionState(), now)
    change = writer.change()
    kind = Kind(terms.kind) if terms.kind else opening.kind
    change.fields |= {
        "kind": kind,
        "category": opening.category,
        "reception_unit": opening.reception_unit,
        "place": opening.place,
        "submitted_at": now,
    }
    if opening.anonymous:
        change.flags_on.add(Flag.ANONYMOUS)
    begin(writer, change, urgent=terms.urgent)
    facts = {"channel": opening.channel, "receipt_no": opening.receipt_no, **opening.facts}
    writer.tell(EventKind.SUBMITTED, change, opening.private, **facts)
    if terms.urgent:
        notice_area(writer)
    return tuple(writer.events), writer.state
