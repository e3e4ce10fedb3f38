"""How the fees of a dossier of the history are paid: by the service of the counter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from motcua.demo.files import table
from motcua.demo.moves import Move
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.services.fees import record_payment

if TYPE_CHECKING:
    from motcua.demo.life import Life

_LATER: Final = 0.15
"""Share of those at the counter who pay when they collect."""


def pay_fees(life: Life, move: Move) -> None:
    """With the acceptance, or at a counter sometimes when the result is collected. Nothing where nothing is due."""
    if not any(fee.amount for fee in life.filed.terms.fees) or "paid" in life.done:
        return
    channel = life.arrival.channel
    if move.action is Action.ACCEPT and channel == "counter" and life.dice.random() < _LATER:
        return
    shares = table("arrivals.toml")["fees"][channel]
    how = life.dice.choices(list(shares), list(shares.values()))[0]
    receiver = life.staff.actor(move.user)
    record_payment(life.filed.dossier.uid, how=how, actor=receiver, now=move.at)
    life.done.add("paid")
