"""Signed receipts, their keys and their proofs, checked with the stand-alone verifier."""

from __future__ import annotations

import datetime as dt
import json
import threading
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from motcua.core import receipts
from motcua.core.errors import Conflict, Invalid, NotFound, Unavailable
from motcua.core.receipts import Anchors, check, read_anchors
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.log.chain import Signature, event_hash
from motcua.dossiers.log.roots import export_roots
from motcua.dossiers.models import Dossier, DossierEvent, SignedReceipt, SigningKey
from motcua.dossiers.services import signing
from motcua.dossiers.services.proof import close_day
from motcua.dossiers.services.receipts import receipt_file, receipt_of
from motcua.dossiers.services.verify import verify
from motcua.people.actors import SYSTEM

from .test_proof import _rehash, as_intruder
from .world import NOW, World, build

TOMORROW = NOW + dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def anchors_of(path: Path, *, leaves: bool = False) -> Anchors:
    export_roots(path, leaves=leaves, keys=signing.public_keys())
    found = Anchors()
    read_anchors(path, found)
    return found


def keys_only() -> Anchors:
    return Anchors({str(key["id"]): receipts.read_key(key) for key in signing.public_keys()})


@pytest.fixture
def one_key(world: World) -> SigningKey:
    with transaction.atomic():
        return signing.key_in_use(now=NOW)


# --- signing ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_receipt_of_an_acceptance_names_the_head_right_after_it(world: World) -> None:
    dossier = world.accepted()

    receipt = receipt_of(dossier, "accepted", now=NOW)

    event = dossier.events.get(kind="dossier_accepted")
    assert (receipt["seq"], receipt["head"]) == (event.seq, bytes(event.hash).hex())
    assert receipt["number"] == dossier.code
    assert check({"receipt": receipt}, keys_only()) == ("good", "not_yet", "")


@pytest.mark.django_db
def test_a_receipt_stays_the_same_when_the_dossier_moves_and_the_key_changes(world: World) -> None:
    dossier = world.accepted()
    first = receipt_of(dossier, "accepted", now=NOW)
    world.act(dossier, Action.COMPLETE_STEP, "division_head")
    signing.rotate(actor=SYSTEM, now=NOW + HOUR)

    again = receipt_of(dossier, "accepted", now=NOW + 2 * HOUR)

    assert again == first
    assert check({"receipt": again}, keys_only()).ok


@pytest.mark.django_db
def test_before_acceptance_there_is_only_the_receipt_of_the_submission(world: World) -> None:
    dossier = world.submit()

    assert receipt_of(dossier, "submitted", now=NOW)["number"] == dossier.receipt_no
    with pytest.raises(NotFound):
        receipt_of(dossier, "accepted", now=NOW)


@pytest.mark.django_db
def test_a_receipt_names_nobody(world: World) -> None:
    text = json.dumps(receipt_file(world.accepted(), "accepted", now=NOW), ensure_ascii=False)

    assert not any(word in text for word in ("Tuyết", "001199012345", "0912345678", "tuyet@"))


@pytest.mark.django_db
def test_an_act_signs_nothing(world: World) -> None:
    world.accepted()
    assert not SignedReceipt.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_one_receipt_and_one_key() -> None:
    dossier = build().accepted()
    barrier, made = threading.Barrier(4), []

    def ask() -> None:
        barrier.wait()
        made.append(receipt_of(dossier, "accepted", now=NOW))
        connection.close()

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert len(made) == 4
    assert all(receipt == made[0] for receipt in made)
    assert SigningKey.objects.count() == SignedReceipt.objects.count() == 1


@pytest.mark.django_db
def test_without_the_environments_key_nothing_is_signed(world: World, one_key: SigningKey, settings: Settings) -> None:
    settings.FILE_KEY = "other:" + "A" * 43 + "="
    with pytest.raises(Unavailable):
        receipt_of(world.submit(), "submitted", now=NOW)


@pytest.mark.django_db
def test_signing_keys_move_to_the_new_key_of_the_environment(
    world: World, one_key: SigningKey, settings: Settings
) -> None:
    settings.FILE_KEY = f"new:{'A' * 43}= {settings.FILE_KEY}"

    assert signing.rewrap_signing_keys() == 1
    assert signing.rewrap_signing_keys() == 0
    settings.FILE_KEY = f"new:{'A' * 43}="
    assert receipt_of(world.submit(), "submitted", now=NOW)


# --- keys -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_new_key_is_endorsed_by_the_one_before(world: World, one_key: SigningKey) -> None:
    new = signing.rotate(actor=SYSTEM, now=NOW + HOUR)

    one_key.refresh_from_db()
    assert one_key.valid_to == new.valid_from == NOW + HOUR
    assert one_key.wrapped_key is None
    assert new.endorsed_by == one_key.key_id
    receipts.Ed25519PublicKey.from_public_bytes(bytes(one_key.public_key)).verify(
        bytes(new.endorsement), signing.endorsed_bytes(new)
    )
    assert (one_key.key_id, new.key_id) == ("2026a", "2026b")


@pytest.mark.django_db
def test_a_revoked_key_is_followed_by_one_it_did_not_endorse(world: World, one_key: SigningKey) -> None:
    signing.retire(one_key.key_id, actor=SYSTEM, now=NOW + HOUR, revoked_at=NOW, reason="lộ khóa")

    new = SigningKey.objects.get(valid_to=None)
    assert new.endorsed_by == ""
    assert signing.public_keys()[0]["revoked_at"] == "2026-11-23T01:30:00.000000Z"


@pytest.mark.parametrize(
    ("revoked_at", "error"),
    [(2 * HOUR, "revocation_in_the_future"), (-HOUR, "revocation_before_the_key")],
)
@pytest.mark.django_db
def test_a_revocation_has_a_possible_date(
    world: World, one_key: SigningKey, revoked_at: dt.timedelta, error: str
) -> None:
    with pytest.raises(Invalid) as raised:
        signing.retire(one_key.key_id, actor=SYSTEM, now=NOW + HOUR, revoked_at=NOW + revoked_at)
    assert raised.value.code == error


@pytest.mark.django_db
def test_a_key_retires_once_but_may_be_revoked_later_and_then_only_earlier(world: World, one_key: SigningKey) -> None:
    retire = signing.retire
    retire(one_key.key_id, actor=SYSTEM, now=NOW + HOUR)
    with pytest.raises(Conflict):
        retire(one_key.key_id, actor=SYSTEM, now=NOW + HOUR)
    retire(one_key.key_id, actor=SYSTEM, now=NOW + 3 * HOUR, revoked_at=NOW + 2 * HOUR)
    retire(one_key.key_id, actor=SYSTEM, now=NOW + 3 * HOUR, revoked_at=NOW + HOUR)
    with pytest.raises(Conflict):
        retire(one_key.key_id, actor=SYSTEM, now=NOW + 3 * HOUR, revoked_at=NOW + 2 * HOUR)
    with pytest.raises(NotFound):
        retire("1999z", actor=SYSTEM, now=NOW)


# --- proofs -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_next_day_a_receipt_is_included_though_the_dossier_moved_on(tmp_path: Path) -> None:
    world = build()
    dossier = world.returned()
    old = world.ready()
    _as_first_version(old)
    close_day(NOW.date(), now=TOMORROW)

    document = receipt_file(dossier, "accepted", now=TOMORROW)

    anchors = anchors_of(tmp_path / "roots.jsonl")
    assert len(document["proof"]["links"]) > 1
    assert check(document, anchors) == ("good", "included", NOW.date().isoformat())
    assert "proof" not in receipt_file(old, "accepted", now=TOMORROW)
    assert verify().ok
    with as_intruder(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE dossiers_day_tree")
    assert receipt_file(dossier, "accepted", now=TOMORROW) == document


def _as_first_version(dossier: Dossier) -> None:
    """As a dossier that was settled before chains could be walked unseen."""
    head = bytes(32)
    with as_intruder():
        for row in dossier.events.order_by("seq"):
            who = row.actor, row.on_behalf_of, row.unit
            signature = Signature(str(dossier.uid), *who, row.occurred_at, row.recorded_at)
            event = {"seq": row.seq, "kind": row.kind, "version": row.version, "payload": bytes(row.payload)}
            digest = event_hash(signature, prev_hash=head, hash_version=1, **event)
            DossierEvent.objects.filter(pk=row.pk).update(prev_hash=head, hash=digest, hash_version=1)
            head = digest
        Dossier.objects.filter(pk=dossier.pk).update(head_hash=head)


@pytest.mark.django_db(transaction=True)
def test_a_receipt_finds_a_chain_rehashed_before_any_root_was_exported() -> None:
    dossier = build().accepted()
    receipt_of(dossier, "accepted", now=NOW)
    assert verify().ok
    with as_intruder():
        _rehash(dossier)

    assert {finding.kind for finding in verify().findings} == {"receipt_differs"}
    with as_intruder():
        SignedReceipt.objects.update(signature=bytes(64))
    assert {finding.kind for finding in verify().findings} == {"receipt_changed"}
