from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from .messages import Message


class Handler(Protocol):
    def __call__(self, message: Message, *, now: dt.datetime) -> None:
        """Bring our own data up to the message. Runs in a transaction that is not the handler's to end; it may run
        again after a rollback, so it keeps nothing in memory."""


@dataclass(frozen=True, slots=True)
class Consumer:
    name: str
    topics: tuple[str, ...]
    handle: Handler
    batch: int
    max_attempts: int


_consumers: dict[str, Consumer] = {}


def consumer(
    name: str, *, topics: Iterable[str], batch: int = 50, max_attempts: int = 12
) -> Callable[[Handler], Handler]:
    """Register a handler for ``topics`` under a name that never changes: the cursor is kept under it.

    ``batch`` messages share one transaction; keep it short, because an open transaction holds back every reader of
    the outbox. After ``max_attempts`` failures (twelve: some 40 minutes) a message waits for a person.
    """

    def register(handle: Handler) -> Handler:
        if name in _consumers and _consumers[name].handle is not handle:
            raise ValueError(f"the consumer {name!r} exists already")
        _consumers[name] = Consumer(name, tuple(topics), handle, batch, max_attempts)
        return handle

    return register


def consumer_named(name: str) -> Consumer:
    """Raises LookupError for a name nobody registered."""
    try:
        return _consumers[name]
    except KeyError:
        raise LookupError(f"no outbox consumer is called {name!r}") from None


def consumer_names() -> tuple[str, ...]:
    return tuple(sorted(_consumers))
