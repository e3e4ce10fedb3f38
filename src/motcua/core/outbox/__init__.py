"""Facts that other rooms and the outside world must hear of, written in the transaction that made them true.

*Publishing.* :func:`publish`, or hand-written SQL: ``INSERT INTO core_outbox (topic, key, kind, body, created_at)``.
``uid``, ``epoch``, ``xid`` and ``position`` come from their defaults and must never be set. ``key`` names what order
matters for (a dossier): whoever publishes under a key holds a lock on that thing until the end of the transaction.

*Consuming.* :func:`consumer` registers a handler, :func:`drain` and :func:`run_forever` call it. The handler's writes,
the cursor and the failure rows are one transaction, so our own data is affected exactly once whatever dies when.
A handler touches only our database. Whoever talks to the outside world writes a row to a queue of its own and sends
from there with ``Message.id`` as the stable identity, as the room ``notifications`` does.

Why it is built so, with the traps of transaction ids: ``docs/adr/0005-outbox.md``.
"""

from .consumers import Consumer, Handler, consumer, consumer_named, consumer_names
from .drains import Drained, drain, pending
from .failures import Failed, discard, failed, failure_of, replay
from .messages import Message, publish
from .upkeep import Lag, lags, purge, skip_to_end, start_epoch
from .worker import drain_all, run_forever, wake

__all__ = [
    "Consumer",
    "Drained",
    "Failed",
    "Handler",
    "Lag",
    "Message",
    "consumer",
    "consumer_named",
    "consumer_names",
    "discard",
    "drain",
    "drain_all",
    "failed",
    "failure_of",
    "lags",
    "pending",
    "publish",
    "purge",
    "replay",
    "run_forever",
    "skip_to_end",
    "start_epoch",
    "wake",
]
