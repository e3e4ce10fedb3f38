from __future__ import annotations

import datetime as dt

import psycopg
import pytest
from django.conf import settings
from django.db import transaction

from motcua.core import audit, canonical
from motcua.core.models import AuditRecord, AuditSeal

from .conftest import NOW, Somebody
from .parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def note(actor: Somebody, number: int = 1, now: dt.datetime = NOW) -> None:
    audit.record(
        act="people.grant_given",
        actor=actor,
        subject_kind="grant",
        subject=f"g-{number}",
        details={"verb": "dossier.sign", "number": number},
        now=now,
    )


def as_owner(*statements: str) -> None:
    """What somebody with the owner's rights could do behind our back."""
    with psycopg.connect(settings.OWNER_DATABASE_URL) as owner:
        owner.execute("ALTER TABLE core_audit DISABLE TRIGGER ALL")
        owner.execute("ALTER TABLE core_audit_seal DISABLE TRIGGER ALL")
        for statement in statements:
            owner.execute(statement)
        owner.commit()


def test_record_when_written_tells_who_did_what_to_what(actor: Somebody) -> None:
    uid = audit.record(
        act="people.grant_given",
        actor=actor,
        subject_kind="grant",
        subject="g-1",
        details={"from": dt.date(2026, 12, 1)},
        on_behalf_of="Giám đốc Sở Tư pháp",
        now=NOW,
    )

    row = AuditRecord.objects.get(uid=uid)
    assert (row.act, row.actor_kind, row.actor_uid) == ("people.grant_given", "official", actor.uid)
    assert (row.subject_kind, row.subject, row.on_behalf_of) == ("grant", "g-1", "Giám đốc Sở Tư pháp")
    assert canonical.decode(row.details) == {"from": "2026-12-01"}
    assert row.recorded_at == NOW


@pytest.mark.parametrize("details", [{"email": "x@y.vn"}, {"rows": [{"id_number": "1"}]}, {"a": {"full_name": "An"}}])
def test_record_when_details_name_personal_data_is_refused(actor: Somebody, details: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="personal data"):
        audit.record(act="x", actor=actor, subject_kind="s", subject="1", details=details, now=NOW)

    assert not AuditRecord.objects.exists()


def test_seal_covers_what_is_new_and_nothing_twice(actor: Somebody) -> None:
    note(actor, 1)
    note(actor, 2)

    counts = [audit.seal(now=NOW), audit.seal(now=NOW)]
    note(actor, 3)
    counts.append(audit.seal(now=NOW))

    assert counts == [2, 0, 1]
    assert audit.verify() == audit.Verdict(seals=2, records=3, broken=())


def test_seal_while_a_writer_is_open_leaves_its_record_to_the_next(actor: Somebody) -> None:
    with psycopg.connect(settings.DATABASE_URL) as early:
        early.execute("SELECT pg_current_xact_id()")
        note(actor)
        while_open = audit.seal(now=NOW)

    assert while_open == 0
    assert audit.seal(now=NOW) == 1


def test_seals_at_once_make_one_chain(actor: Somebody) -> None:
    def work(number: int) -> None:
        for turn in range(5):
            with transaction.atomic():
                note(actor, number * 10 + turn)
            audit.seal(now=NOW)

    assert at_once([lambda number=number: work(number) for number in range(4)]) == [None] * 4

    audit.seal(now=NOW)
    verdict = audit.verify()
    assert verdict.ok
    assert verdict.records == 20


TAMPERING = [
    "UPDATE core_audit SET subject = 'g-9' WHERE subject = 'g-2'",
    "UPDATE core_audit SET details = '{}' WHERE subject = 'g-2'",
    "DELETE FROM core_audit WHERE subject = 'g-2'",
    "DELETE FROM core_audit WHERE subject = 'g-4'",
    "INSERT INTO core_audit (uid, xid, recorded_at, act, actor_kind, on_behalf_of, subject_kind, subject, details,"
    " hash) SELECT gen_random_uuid(), xid, recorded_at, act, actor_kind, '', subject_kind, 'g-7', details, hash"
    " FROM core_audit WHERE subject = 'g-2'",
    "DELETE FROM core_audit_seal WHERE number = 1",
    "UPDATE core_audit_seal SET hash = sha256('x') WHERE number = 1",
]


def test_verify_when_something_was_changed_behind_a_seal_finds_it(actor: Somebody) -> None:
    found = {}
    for statement in ["SELECT 'nothing'", *TAMPERING]:
        as_owner("TRUNCATE core_audit, core_audit_seal")
        for number in (1, 2):
            note(actor, number)
        audit.seal(now=NOW)
        for number in (3, 4):
            note(actor, number)
        audit.seal(now=NOW)
        as_owner(statement)
        found[statement] = audit.verify().ok

    assert found == {"SELECT 'nothing'": True, **dict.fromkeys(TAMPERING, False)}


def test_verify_when_nothing_was_ever_sealed_is_fine(actor: Somebody) -> None:
    note(actor)

    assert audit.verify() == audit.Verdict(seals=0, records=0, broken=())
    assert AuditSeal.objects.count() == 0
