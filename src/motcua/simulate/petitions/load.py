"""Made-up petitions straight into the tables, for measurements: rows without events, outside what ``verify`` checks.

For a database of its own that nobody relies on. Each row is closed or rejected, with its words, trace and rating."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Final

from django.db import connection
from psycopg import sql

from motcua.petitions.suggesting.traces import bands_of, cell_of, hashed_words
from motcua.simulate.copying import line

from .happenings import Told
from .outcomes import outcome

BATCH: Final = 20_000
_PETITION: Final = (
    *("id", "uid", "receipt_no", "secret", "channel", "kind", "category", "state", "flags", "seq", "language"),
    *("foreign_id", "procedure", "article", "place_id", "lat", "lng", "accuracy", "reception_unit_id"),
    *("owner_unit_id", "holder_kind", "handle_due", "rounds", "track", "submitted_at", "answered_at"),
    *("published_at", "closed", "closed_at", "snapshot", "head_hash", "recorded_at"),
)
_WORDS: Final = (
    *("petition_id", "title", "text", "sender_name", "phone", "phone_key", "email", "address", "address_words"),
    "anonymous",
)
_TRACE: Final = ("petition_id", "at", "category", "place_id", "cell", "lat", "lng", "accuracy", "bands", "words")
_RATING: Final = ("petition_id", "round_no", "score", "at")
_KINDS: Final = {"thu-tuc": "conduct", "thai-do": "conduct", "quy-dinh": "rule_content", "sang-kien": "initiative"}


def load(
    told: Iterable[Told],
    *,
    seed: int,
    places: Mapping[str, int],
    desk: int,
    tell: Callable[[int], None] = lambda _done: None,
) -> int:
    """Write all; ``places``: key of the unit of each commune, ``desk``: of the unit that received them. The tables are
    to be analysed by their owner afterwards. Returns how many."""
    done, rows = 0, iter(told)
    while batch := list(islice(rows, BATCH)):
        petitions, words, traces, ratings = [], [], [], []
        for number, one in zip(_keys(len(batch)), batch, strict=True):
            place = places.get(one.place)
            end = outcome(seed, one)
            petitions.append(line(_petition(number, one, place, desk, seed)))
            words.append(line((number, "", one.text, "", "", "", "", "", "", True)))
            traces.append(line(_trace(number, one, place)))
            if end.score:
                ratings.append(line((number, 0, end.score, end.answered_at)))
        _copy("petition", _PETITION, petitions)
        _copy("petition_words", _WORDS, words)
        _copy("petition_trace", _TRACE, traces)
        _copy("petition_rating", _RATING, ratings)
        done += len(batch)
        tell(done)
    return done


def _keys(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('petition', 'id')) FROM generate_series(1, %s)", [count])
        return [key for (key,) in cursor.fetchall()]


def _petition(number: int, one: Told, place: int | None, desk: int, seed: int) -> tuple[object, ...]:
    end = outcome(seed, one)
    state = "rejected" if end.is_rejected else "led_away" if one.track else "closed"
    published = end.answered_at if end.is_published and state == "closed" else None
    uid = uuid.UUID(int=(int(one.at.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62) | number)
    return (
        *(number, uid, f"SIM{number:09d}", f"{number:x}", one.channel, _KINDS.get(one.category, "street")),
        *(one.category, state, ["urgent"] if one.is_urgent else [], 5, "vi", "", "", "", place, one.lat, one.lng),
        *(one.accuracy_metres, desk, place, "", end.due_at, 0, one.track if state == "led_away" else ""),
        *(one.at, end.answered_at, published, True, end.answered_at, {}, bytes(32), end.answered_at),
    )


def _trace(number: int, one: Told, place: int | None) -> tuple[object, ...]:
    words = hashed_words(one.text)
    cell = cell_of(one.lat, one.lng) if one.lat is not None and one.lng is not None else None
    bands = bands_of(words, str(place) if place else "")
    where = (place, cell, one.lat, one.lng, one.accuracy_metres)
    return (number, one.at, one.category, *where, bands, words.tobytes())


def _copy(table: str, columns: tuple[str, ...], lines: list[str]) -> None:
    if not lines:
        return
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("".join(lines))


def span(count: int, end: dt.datetime) -> dt.datetime:
    """When a history of ``count`` reports begins that has as many a day as a million in three years."""
    return end - dt.timedelta(days=max(1, count / 913))
