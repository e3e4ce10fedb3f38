"""What is put together by hand for speed is what the general functions give."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from motcua.core.canonical import encode
from motcua.dossiers.lifecycle import DossierState, Event, EventKind, State, evolve
from motcua.dossiers.log.chain import HASH_VERSION, Signature, _header, seal

BEGINNING = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
INSTANTS = st.timedeltas(min_value=dt.timedelta(), max_value=dt.timedelta(days=70_000)).map(BEGINNING.__add__)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
AT = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)


@given(TEXTS, TEXTS, INSTANTS, INSTANTS, st.integers(1, 10**6))
def test_header_when_put_together_by_hand_is_canonical(
    actor: str, behalf: str, occurred: dt.datetime, recorded: dt.datetime, seq: int
) -> None:
    signature = Signature("d-1", actor, behalf, "u-1", occurred, recorded)

    header = _header(signature, seq=seq, kind=EventKind.ACCEPTED, version=1, hash_version=HASH_VERSION)

    assert header.encode() == encode(
        {
            "actor": actor,
            "dossier": "d-1",
            "hash_version": HASH_VERSION,
            "kind": EventKind.ACCEPTED,
            "occurred_at": occurred,
            "on_behalf_of": behalf,
            "recorded_at": recorded,
            "seq": seq,
            "unit": "u-1",
            "version": 1,
        }
    )


def test_salts_when_given_make_the_same_chain_twice() -> None:
    event = Event(EventKind.WITHDRAWN, {"to": "withdrawn"}, {"reason": "Đổi ý"})
    signature = Signature("d-1", "system", "", "u-1", AT, AT)

    first, second = (
        seal([event], signature=signature, seq=1, head=bytes(32), salts=lambda: b"s" * 32) for _time in range(2)
    )
    drawn = seal([event], signature=signature, seq=1, head=bytes(32))

    assert first == second
    assert first[0].hash != drawn[0].hash


def test_state_when_changed_by_an_event_keeps_every_other_field() -> None:
    before = dataclasses.replace(
        DossierState(State.PROCESSING, 3, code="X-1", assignee="p"), requested=frozenset({"a"}), step="work"
    )

    after = evolve(before, Event(EventKind.APOLOGISED, {"flags_on": ["late_warned"]}))

    changed = {
        field.name
        for field in dataclasses.fields(DossierState)
        if getattr(before, field.name) != getattr(after, field.name)
    }
    assert changed == {"seq", "flags"}
    assert type(after) is DossierState
