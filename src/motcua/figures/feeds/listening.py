"""Readings over MQTT: one topic for each source. A message is acknowledged to the broker only after its readings are
in the database, so what a killed listener had taken comes again, and is known then."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

import structlog

from motcua.core.errors import DomainError, TooLarge

from .models import Way
from .reading import MOST_ROWS
from .services import Taken, source_with_key, take

log = structlog.get_logger(__name__)

PREFIX: Final = "motcua/feeds/"
TOPICS: Final = f"{PREFIX}+"
AT_LEAST_ONCE: Final = 1
MOST_BYTES: Final = 8 * 1024 * 1024


class Arrived(Protocol):
    """A message as the client library gives it."""

    @property
    def topic(self) -> str: ...

    @property
    def payload(self) -> bytes: ...

    @property
    def mid(self) -> int: ...

    @property
    def qos(self) -> int: ...


class Broker(Protocol):
    """What is needed of the client library."""

    def subscribe(self, topic: str, qos: int) -> object: ...

    def ack(self, mid: int, qos: int) -> object: ...


@dataclass(slots=True)
class Listener:
    """``taken`` and ``refused``: messages, since it began."""

    clock: Callable[[], dt.datetime]
    taken: int = 0
    refused: int = 0
    told: Callable[[str, Taken | None], None] = field(default=lambda _source, _taken: None)

    def connected(self, broker: Broker) -> None:
        """Again after each time the connection was lost."""
        broker.subscribe(TOPICS, AT_LEAST_ONCE)

    def arrived(self, broker: Broker, message: Arrived) -> None:
        """A message that can never be taken is acknowledged, too, or it would come for ever; what fails here and now
        (the database is away) is not, and raises."""
        source = message.topic.removeprefix(PREFIX)
        try:
            taken = self._take(source, message.payload)
        except DomainError as error:
            self.refused += 1
            log.warning("feed.message_refused", source=source[:60], why=error.code)
            self.told(source, None)
        else:
            self.taken += 1
            self.told(source, taken)
        broker.ack(message.mid, message.qos)

    def _take(self, source: str, payload: bytes) -> Taken:
        """``{"key": ..., "schema": 1, "readings": [...]}``: the key travels with the message, whoever may connect to
        the broker. Raises as :func:`motcua.figures.feeds.services.take`."""
        if len(payload) > MOST_BYTES:
            raise TooLarge("feed_too_many", params={"most": MOST_ROWS})
        try:
            given = json.loads(payload)
            key = str(given["key"])
        except (ValueError, KeyError, TypeError, RecursionError):
            key = ""
        return take(source_with_key(source, key), payload, way=Way.MQTT, now=self.clock())
