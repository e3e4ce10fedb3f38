"""What verification must find, each fault planted on its own, against roots exported before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from motcua.cli.connection import as_owner
from motcua.core.canonical import decode, encode
from motcua.core.errors import Conflict, Invalid
from motcua.dossiers.log.chain import Signature, event_hash
from motcua.dossiers.log.merkle import Leaf, climb, day_hashes, day_root, inclusion_path
from motcua.dossiers.log.roots import export_roots
from motcua.dossiers.models import DayRoot, Dossier, DossierEvent, EventPrivate
from motcua.dossiers.services.erase import erase_dossier
from motcua.dossiers.services.proof import close_day
from motcua.dossiers.services.verify import MOST_PROCESSES, WORTH, processes_for, verify
from motcua.people.actors import SYSTEM

from .world import NOW, World, build

pytestmark = pytest.mark.django_db(transaction=True)

TOMORROW = NOW + dt.timedelta(days=1)


@contextmanager
def as_intruder() -> Iterator[None]:
    """Somebody with the owner's rights who switched the triggers off."""
    logs = ("dossier_event", "event_private", "dossiers_day_root", "dossiers_day_leaf")
    tables = (*logs, "dossiers_day_tree", "dossiers_signed_receipt")
    with as_owner():
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield


@pytest.fixture
def world(transactional_db: None) -> World:
    return build()


@pytest.fixture
def closed(world: World, tmp_path: Path) -> tuple[Dossier, Dossier, Path]:
    first, second = world.returned(), world.returned()
    _close()
    anchor = tmp_path / "roots.jsonl"
    assert export_roots(anchor) == 1
    return first, second, anchor


def _close() -> DayRoot:
    root = close_day(NOW.date(), now=TOMORROW)
    assert root is not None
    return root


def kinds(anchor: Path | None = None) -> set[tuple[str, str]]:
    return {(finding.kind, finding.dossier) for finding in verify(anchor=anchor).findings}


def test_an_untouched_log_verifies_against_its_own_roots(closed: tuple[Dossier, Dossier, Path]) -> None:
    _, _, anchor = closed
    assert kinds(anchor) == set()


def test_a_changed_payload_is_named(closed: tuple[Dossier, Dossier, Path]) -> None:
    first, _, anchor = closed
    row = DossierEvent.objects.get(dossier=first, seq=2)
    with as_intruder():
        payload = encode({**decode(row.payload), "reason_code": "other"})
        DossierEvent.objects.filter(pk=row.pk).update(payload=payload)

    report = verify(anchor=anchor)

    assert [(f.kind, f.dossier, f.seq) for f in report.findings] == [("payload_changed", str(first.uid), 2)]


def test_several_processes_report_what_one_reports(closed: tuple[Dossier, Dossier, Path]) -> None:
    first, _, anchor = closed
    with as_intruder():
        DossierEvent.objects.filter(dossier=first, seq=2).update(actor="")

    shared = verify(anchor=anchor, processes=2)

    assert shared == verify(anchor=anchor)
    assert [(f.kind, f.dossier, f.seq) for f in shared.findings] == [("payload_changed", str(first.uid), 2)]


@pytest.mark.parametrize(("ranges", "processes"), [(0, 1), (1, 1), (2 * WORTH - 1, 1), (10_000, MOST_PROCESSES)])
def test_few_chains_are_not_worth_several_processes(
    ranges: int, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: set(range(64)))
    assert processes_for(ranges) == processes


def test_a_chain_rehashed_as_a_whole_is_found_only_by_the_roots(closed: tuple[Dossier, Dossier, Path]) -> None:
    first, _, anchor = closed
    with as_intruder():
        _rehash(first)

    assert ("chain_rehashed", str(first.uid)) in kinds(anchor)
    assert not {k for k, _ in kinds()} & {"payload_changed", "chain_broken"}


def _rehash(dossier: Dossier) -> None:
    head = bytes(32)
    for row in DossierEvent.objects.filter(dossier=dossier).order_by("seq"):
        payload = bytes(row.payload)
        if row.seq == 2:
            payload = encode({**decode(payload), "waited_minutes": 1})
        signature = Signature(str(dossier.uid), row.actor, row.on_behalf_of, row.unit, row.occurred_at, row.recorded_at)
        digest = event_hash(signature, seq=row.seq, kind=row.kind, version=row.version, payload=payload, prev_hash=head)
        DossierEvent.objects.filter(pk=row.pk).update(payload=payload, prev_hash=head, hash=digest)
        head = digest
    Dossier.objects.filter(pk=dossier.pk).update(head_hash=head)


def test_a_cut_tail_is_named_even_when_the_projection_was_cut_too(closed: tuple[Dossier, Dossier, Path]) -> None:
    first, _, anchor = closed
    with as_intruder():
        last = DossierEvent.objects.filter(dossier=first).order_by("-seq").first()
        assert last is not None
        previous = DossierEvent.objects.get(dossier=first, seq=last.seq - 1)
        EventPrivate.objects.filter(event=last).delete()
        DossierEvent.objects.filter(pk=last.pk).delete()
        Dossier.objects.filter(pk=first.pk).update(seq=previous.seq, head_hash=previous.hash)

    assert ("tail_cut", str(first.uid)) in kinds(anchor)


def test_a_deleted_dossier_is_named(closed: tuple[Dossier, Dossier, Path]) -> None:
    first, second, anchor = closed
    with as_intruder():
        EventPrivate.objects.filter(event__dossier=first).delete()
        DossierEvent.objects.filter(dossier=first).delete()
    found = kinds(anchor)
    assert ("dossier_deleted", str(first.uid)) in found
    assert not any(uid == str(second.uid) for _, uid in found)


def test_two_swapped_events_are_named(closed: tuple[Dossier, Dossier, Path]) -> None:
    first, _, anchor = closed
    with as_intruder():
        one, two = DossierEvent.objects.filter(dossier=first, seq__in=(3, 4)).order_by("seq")
        for row, seq in ((one, 1000), (two, 3), (one, 4)):
            DossierEvent.objects.filter(pk=row.pk).update(seq=seq)

    swapped = {(f.kind, f.seq) for f in verify(anchor=anchor).findings if f.dossier == str(first.uid)}
    assert {("events_swapped", 3), ("events_swapped", 4)} <= swapped


def test_changed_leaves_and_roots_are_found_against_the_anchor(closed: tuple[Dossier, Dossier, Path]) -> None:
    _, _, anchor = closed
    with as_intruder():
        DayRoot.objects.update(root=bytes(range(32)))
    assert {kind for kind, _ in kinds(anchor)} == {"root_differs", "leaves_differ"}


def test_a_lawful_erasure_still_verifies_and_leaves_nothing_to_read(closed: tuple[Dossier, Dossier, Path]) -> None:
    first, _, anchor = closed

    erased = erase_dossier(
        dossier=first.uid, decision="12/QĐ-UBND", ground="Luật 91/2025/QH15", actor=SYSTEM, now=TOMORROW
    )

    assert erased >= 1
    assert kinds(anchor) == set()
    assert not EventPrivate.objects.filter(event__dossier=first, event__seq__lt=first.seq + 1).exists()
    first.refresh_from_db()
    assert first.applicant_name == "—"
    assert first.search_text == ""


def test_a_private_body_taken_without_the_law_is_found(closed: tuple[Dossier, Dossier, Path]) -> None:
    first, _, _ = closed
    with as_intruder():
        EventPrivate.objects.filter(event__dossier=first, event__seq=1).delete()
    assert ("private_missing", str(first.uid)) in kinds()


def test_a_changed_private_body_is_found(closed: tuple[Dossier, Dossier, Path]) -> None:
    first, _, _ = closed
    with as_intruder():
        EventPrivate.objects.filter(event__dossier=first, event__seq=1).update(body=b'{"applicant":{}}')
    assert ("private_changed", str(first.uid)) in kinds()


def test_a_projection_that_is_not_what_the_log_says_is_found(closed: tuple[Dossier, Dossier, Path]) -> None:
    first, _, _ = closed
    snapshot = {**first.snapshot, "code": "H99-000000-0001"}
    Dossier.objects.filter(pk=first.pk).update(snapshot=snapshot)
    assert kinds() == {("projection_differs", str(first.uid))}


def test_erasure_needs_a_decision_and_a_closed_dossier(world: World) -> None:
    dossier = world.accepted()
    with pytest.raises(Invalid):
        erase_dossier(dossier=dossier.uid, decision=" ", ground="x", actor=SYSTEM, now=NOW)
    with pytest.raises(Conflict):
        erase_dossier(dossier=dossier.uid, decision="1", ground="x", actor=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dossier_event SET kind = 'x'",
        "DELETE FROM dossier_event",
        "UPDATE event_private SET body = ''",
        "DELETE FROM event_private",
        "TRUNCATE dossier_event",
        "UPDATE dossiers_day_root SET events = 0",
    ],
)
def test_the_application_cannot_change_the_log(world: World, statement: str) -> None:
    world.submit()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_erasing_function_asks_for_its_event(world: World) -> None:
    dossier = world.submit()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT dossiers_erase_private(%s, 1)", [dossier.pk])


def test_a_day_is_closed_once_and_not_before_it_ends(world: World) -> None:
    world.submit()
    with pytest.raises(ValueError, match="after it ends"):
        close_day(NOW.date(), now=NOW)
    assert close_day(NOW.date(), now=TOMORROW) is not None
    assert close_day(NOW.date(), now=TOMORROW) is None


def test_an_inclusion_path_leads_from_every_leaf_to_the_root() -> None:
    leaves = [Leaf(f"00000000-0000-7000-8000-{n:012d}", n, bytes([n]) * 32) for n in range(1, 12)]
    previous = bytes(32)
    hashes = day_hashes(previous, leaves)
    for index, leaf in enumerate(hashes):
        assert climb(leaf, inclusion_path(hashes, index)) == day_root(previous, leaves)
