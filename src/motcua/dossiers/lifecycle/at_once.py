"""A matter answered on the spot (Decree 61/2018/ND-CP art. 17.4): submission, acceptance, result and hand-over are one
act, decided by the same deciders as everywhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from motcua.core.canonical import Json

from . import reception
from .commands import Action, Command
from .events import Event, EventKind
from .guards import standing_refusal
from .state import evolve
from .types import Context, Refusal
from .writer import Writer


@dataclass(frozen=True, slots=True)
class Settled:
    """What the answer says: codes for the chain (a register's numbers, the post that signed), and what is private."""

    data: Mapping[str, Json]
    private: Mapping[str, Json] = field(default_factory=dict)


def answered_at_once(
    context: Context,
    facts: Mapping[str, object],
    private: Mapping[str, Json],
    now: dt.datetime,
    *,
    code: str,
    settled: Settled,
) -> tuple[Event, ...] | Refusal:
    """The whole chain of a dossier that is closed by the act that opens it. ``facts`` and ``private`` as
    :func:`reception.submit` takes them; ``code`` is the dossier's, drawn before."""
    (filed,) = reception.submit(context, facts, private, now)
    writer = Writer(context, evolve(None, filed), now)
    shown: list[Json] = [*sorted(context.required_components)]
    for step in (
        lambda: reception.accept(writer, Command(Action.ACCEPT, {"originals": shown} if shown else {}, {})),
        lambda: _result(writer, settled),
        lambda: reception.hand_over(writer, Command(Action.HAND_OVER, {"way": "counter"}, {})),
    ):
        refusal = step()
        if refusal is not None:
            return refusal
    return filed, *(_with_code(event, code) for event in writer.events)


def _result(writer: Writer, settled: Settled) -> Refusal | None:
    refusal = standing_refusal(writer.context, writer.state, Action.ISSUE_RESULT, writer.now)
    if refusal is None:
        reception.emit_result(writer, {"result": "granted", "electronic": False, **settled.data}, settled.private)
    return refusal


def _with_code(event: Event, code: str) -> Event:
    return replace(event, data={**event.data, "code": code}) if event.kind is EventKind.ACCEPTED else event
