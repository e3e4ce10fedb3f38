"""Writing stories in batches: one transaction each, all or nothing. A batch is there when its first dossier is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

from django.db import connection, transaction

from motcua.dossiers.models import Dossier
from motcua.simulate.play import Player
from motcua.simulate.story import Story
from motcua.simulate.tables import Book, Keys

BATCH: Final = 250
T = TypeVar("T")


@dataclass(slots=True)
class Made:
    dossiers: int = 0
    events: int = 0


def make_batches(
    stories: Iterable[Story],
    player: Player,
    keys: Keys,
    *,
    part: int = 0,
    parts: int = 1,
    tell: Callable[[Made], None] = lambda _made: None,
) -> Made:
    """Make every batch of this part that is not there yet."""
    made = Made()
    for number, batch in enumerate(_batched(stories, BATCH)):
        if number % parts != part or _is_there(keys, batch[0]):
            continue
        lived = [player.play(story) for story in batch]
        with transaction.atomic(), connection.cursor() as cursor:
            # A power cut may cost the last batches; each is whole or not there, and is made again.
            cursor.execute("SET LOCAL synchronous_commit = off")
            book = Book(keys, lived)
            for one in lived:
                book.enter(one)
            book.write()
        made.dossiers += len(batch)
        made.events += sum(len(one.links) for one in lived)
        tell(made)
    return made


def _batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _is_there(keys: Keys, story: Story) -> bool:
    return Dossier.objects.filter(pk=keys.dossier + story.number).exists()
