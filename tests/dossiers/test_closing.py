"""Closing a day: once, whole, under the watermark, whoever else is at it."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from motcua.cli.connection import as_owner
from motcua.core.errors import Conflict, Invalid
from motcua.dossiers.log.roots import export_roots, read_anchor
from motcua.dossiers.models import DayLeaf, DayRoot, DayTree
from motcua.dossiers.services.proof import close_day
from motcua.dossiers.services.verify import verify

from .world import NOW, build

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)


def test_two_who_close_at_once_make_one_root() -> None:
    world = build()
    for _ in range(3):
        world.submit()
    barrier, made = threading.Barrier(4), []

    def close() -> None:
        barrier.wait()
        made.append(close_day(NOW.date(), now=NOW + DAY))
        connection.close()

    closers = [threading.Thread(target=close) for _ in range(4)]
    for closer in closers:
        closer.start()
    for closer in closers:
        closer.join()

    assert len([root for root in made if root is not None]) == 1
    assert DayRoot.objects.get().leaves == DayLeaf.objects.count() == DayTree.objects.get().size - 1 == 3


def test_what_was_not_committed_when_the_day_closed_is_in_the_next_one() -> None:
    world = build()
    first = world.submit()
    with psycopg.connect(settings.DATABASE_URL) as slow:
        slow.execute("SELECT pg_current_xact_id()")  # an act that goes on over midnight
        second = world.submit()
        one = close_day(NOW.date(), now=NOW + DAY)
        slow.commit()
    two = close_day(NOW.date() + DAY, now=NOW + 2 * DAY)

    assert one is not None
    assert two is not None
    held = {root.number: {str(leaf.dossier_uid) for leaf in root.leaf_rows.all()} for root in (one, two)}
    assert held == {1: {str(first.uid)}, 2: {str(second.uid)}}
    assert bytes(two.prev_root) == bytes(one.root)
    assert verify().ok


def test_a_database_put_back_without_a_new_epoch_closes_nothing() -> None:
    build().submit()
    close_day(NOW.date(), now=NOW + DAY)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE dossiers_day_root DISABLE TRIGGER USER")
        cursor.execute("UPDATE dossiers_day_root SET xid = '99999999999'")

    with pytest.raises(Conflict) as raised:
        close_day(NOW.date() + DAY, now=NOW + 2 * DAY)
    assert raised.value.code == "watermark_went_back"


def test_files_of_the_first_format_are_still_anchors(tmp_path: Path) -> None:
    world = build()
    dossier = world.submit()
    close_day(NOW.date(), now=NOW + DAY)
    root, leaf = DayRoot.objects.get(), DayLeaf.objects.get()
    line = (
        f'{{"number": 1, "day": "{root.day}", "prev_root": "{bytes(root.prev_root).hex()}", '
        f'"root": "{bytes(root.root).hex()}", "leaves": [["{dossier.uid}", {leaf.seq}, "{bytes(leaf.hash).hex()}"]]}}'
    )
    anchor = tmp_path / "old.jsonl"
    anchor.write_text('{"format": "motcua-roots-1", "leaves": true}\n' + line + "\n")
    assert verify(anchor=anchor).ok
    anchor.write_text(anchor.read_text().replace(f", {leaf.seq}, ", ", 9, "))

    assert {finding.kind for finding in verify(anchor=anchor).findings} == {"anchor_inconsistent"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "{}",
        '{"format": "other"}',
        '{"format": "motcua-roots-2", "leaves": true}\n7',
        '{"format": "motcua-roots-2", "leaves": true}\n{"number": 1}',
        '{"format": "motcua-roots-2", "leaves": true}\n{"number": 1, "leaves": [["x", 1, "00"]]}',
        '{"format": "motcua-roots-2", "leaves": true}\n{"number": 1, "day": "x", "prev_root": "00", "root": "00"}',
    ],
)
def test_a_file_that_is_no_export_is_named_with_its_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "roots.jsonl"
    file.write_text(text)

    with pytest.raises(Invalid) as raised:
        list(read_anchor(file))
    assert raised.value.params == {"line": text.count("\n") + 1}


def test_an_export_reads_back_as_it_was_written(tmp_path: Path) -> None:
    world = build()
    world.submit()
    close_day(NOW.date(), now=NOW + DAY)
    close_day(NOW.date() + DAY, now=NOW + 2 * DAY)

    assert export_roots(tmp_path / "roots.jsonl") == 2
    assert [type(item).__name__ for item in read_anchor(tmp_path / "roots.jsonl")] == ["Day", "list", "Day"]
