"""Erasing a person: afterwards nothing in the database, the file store and the logs tells who it was."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from pytest_django import Settings

from motcua.cli.connection import as_owner
from motcua.core.erasure import Subject, words_of
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.core.idempotency import Claim, request_hash
from motcua.documents.models import StoredFile
from motcua.dossiers.models import ApplicationDraft, Dossier, DraftFile, Erasure, SavedFilter
from motcua.dossiers.permissions import READ
from motcua.dossiers.services.erase import erase_dossier
from motcua.dossiers.services.erase_person import erase_person, find_person
from motcua.dossiers.services.erasure_register import export_register, replay, replay_register
from motcua.dossiers.services.verify import verify
from motcua.people.actors import SYSTEM
from motcua.people.models import AccessRecord, CitizenIdentity, EmailCode, Party
from motcua.people.services.records import record_list

from .told import places_with
from .world import APPLICANT, NOW, World, build

LATER = NOW + dt.timedelta(days=400)
LAW = {"decision": "12/QĐ-UBND", "ground": "Luật 91/2025/QH15"}
NAME = str(APPLICANT["name"])
TOLD = (
    NAME,
    "nguyen thi anh tuyet",
    "Ánh Tuyết",
    "001199012345",
    "0912345678",
    "tuyet@example.vn",
    "Thôn 3, xã Hòa An",
)


def lived_in(world: World) -> Dossier:
    """A person who used everything: an account, a sent dossier with a paper, a draft; officials looked for them."""
    claim = Claim(str(world.actors["citizen"].uid), "portal.submit", "k", request_hash({"a": 1}))
    dossier = world.returned(idempotency=claim)
    user = world.users["citizen"]
    party = Party.objects.get(pk=dossier.applicant_id)
    user.party, user.full_name, user.email = party, NAME, "tuyet@example.vn"
    user.save()
    CitizenIdentity.objects.create(user=user, provider="email", subject="tuyet@example.vn", created_at=NOW)
    EmailCode.objects.create(email="tuyet@example.vn", code_digest=bytes(32), expires_at=NOW)
    draft = ApplicationDraft.objects.create(
        account=user,
        case_id=dossier.case_id,
        form_version_id=dossier.form_version_id,
        answers={"name": NAME},
        created_at=NOW,
        saved_at=NOW,
        purge_on=NOW.date(),
    )
    DraftFile.objects.create(draft=draft, component="x", file=world.file(), added_at=NOW)
    world.file()
    SavedFilter.objects.create(
        user=world.users["reception"],
        name="của tôi",
        query="q=Nguy%E1%BB%85n+Th%E1%BB%8B+%C3%81nh+Tuy%E1%BA%BFt",
        saved_at=NOW,
    )
    SavedFilter.objects.create(user=world.users["reception"], name="khác", query="q=an", saved_at=NOW)
    record_list(world.actors["reception"], READ, "dossier", {"query": NAME}, rows=1, now=NOW)
    record_list(world.actors["reception"], READ, "dossier", {"query": "người khác"}, rows=1, now=NOW)
    return dossier


@pytest.mark.django_db(transaction=True)
def test_after_erasure_nothing_tells_who_it_was(
    store: Path, tmp_path: Path, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    settings.ERASURE_REGISTER = str(tmp_path / "apart" / "register.jsonl")
    world = build()
    dossier = lived_in(world)
    assert {needle for _, needle in places_with(*TOLD)} == set(TOLD) - {"Ánh Tuyết"} | {"Ánh Tuyết"}
    blobs = len([path for path in store.rglob("*") if path.is_file()])
    person = find_person("001199012345")
    law = {**LAW, "actor": SYSTEM, "now": LATER}

    dry = erase_person(person, **law, dry_run=True)
    assert dry.register == ""
    assert Party.objects.get(pk=dossier.applicant_id).name == NAME
    erased = erase_person(person, **law)

    assert erased.counts == dry.counts
    assert erased.counts["dossiers"] == 1
    assert erased.counts["dossiers.drafts"] == 1
    assert erased.counts["dossiers.saved_filters"] == 1
    assert erased.counts["people.access_filters"] == 1
    assert places_with(*TOLD) == set()
    assert blobs
    assert [path for path in store.rglob("*") if path.is_file()] == []
    assert not StoredFile.objects.filter(erased_at=None).exists()
    assert SavedFilter.objects.get().name == "khác"
    assert AccessRecord.objects.filter(filter__query="người khác").exists()
    assert verify().ok
    told = "".join(capfd.readouterr())
    assert not [needle for needle in TOLD if needle in told]
    register = Path(settings.ERASURE_REGISTER).read_text()
    assert str(dossier.uid) in register
    assert not [needle for needle in TOLD if needle in register]


@pytest.mark.django_db(transaction=True)
def test_a_restored_database_is_erased_again_from_the_register(store: Path, tmp_path: Path) -> None:
    """The backup was made before the erasure: the register is replayed on a database that knows nothing of it."""
    world = build()
    dossier = lived_in(world)
    register = tmp_path / "register.jsonl"
    register.write_text(
        json.dumps({"format": "motcua-erasures-1"})
        + "\n"
        + json.dumps(
            {
                "uid": str(uuid4()),
                "kind": "person",
                **LAW,
                "erased_at": "2026-11-24T00:00:00Z",
                "subjects": {
                    "dossiers": {str(dossier.uid): dossier.seq, str(uuid4()): 3},
                    "parties": [str(Party.objects.get(pk=dossier.applicant_id).uid)],
                    "accounts": [str(world.users["citizen"].uid)],
                },
            }
        )
        + "\n"
    )

    assert replay_register(register, actor=SYSTEM, now=LATER) == 1

    assert places_with(*TOLD) == set()
    assert verify().ok
    assert replay_register(register, actor=SYSTEM, now=LATER) == 0
    again = tmp_path / "again.jsonl"
    assert export_register(again) == Erasure.objects.count() == 1
    assert replay(again, actor=SYSTEM, now=LATER) == (0, ())


@pytest.mark.django_db
def test_a_dossier_that_the_restored_state_has_open_again_waits(world: World, tmp_path: Path) -> None:
    dossier = world.accepted()
    register = tmp_path / "register.jsonl"
    subjects = {"dossiers": {str(dossier.uid): 9}}
    entry = {"uid": str(uuid4()), "kind": "dossier", **LAW, "erased_at": "2026-11-24T00:00:00Z", "subjects": subjects}
    register.write_text(json.dumps(entry))

    assert replay(register, actor=SYSTEM, now=LATER).open_again == (str(dossier.uid),)


@pytest.mark.parametrize("line", ["x", "7", '{"format": "other"}', '{"uid": "x", "subjects": {}}', '{"subjects": 1}'])
@pytest.mark.django_db
def test_a_register_that_cannot_be_read_erases_nothing(tmp_path: Path, line: str) -> None:
    register = tmp_path / "register.jsonl"
    register.write_text('{"format": "motcua-erasures-1"}\n' + line + "\n")

    with pytest.raises(Invalid) as raised:
        replay_register(register, actor=SYSTEM, now=LATER)
    assert raised.value.params == {"line": 2}


@pytest.mark.django_db
def test_a_person_with_an_open_dossier_stays_unless_only_the_closed_go(world: World) -> None:
    closed, still_open = world.returned(), world.accepted()
    person = find_person("001199012345")
    law = {**LAW, "actor": SYSTEM, "now": LATER}
    with pytest.raises(Conflict):
        erase_person(person, **law)

    erased = erase_person(person, **law, closed_only=True)

    assert erased.counts["dossiers"] == 1
    assert erased.counts["people.parties"] == 0
    closed.refresh_from_db()
    still_open.refresh_from_db()
    assert (closed.applicant_name, still_open.applicant_name) == ("—", NAME)


@pytest.mark.django_db
def test_somebody_else_with_the_same_number_is_doubtful_and_left_alone(world: World) -> None:
    own = str(world.returned().applicant.uid)
    other = Party.objects.create(kind="person", name="Trần Văn Khác", id_number="001199012345")

    with pytest.raises(Conflict):
        find_person("001 199 012 345")

    assert find_person(own).doubtful == (other,)
    assert other in find_person(own, also=[other.uid]).parties


@pytest.mark.django_db
def test_nobody_is_found_by_a_name_or_nothing(world: World) -> None:
    world.returned()
    for text in ("", " ", NAME, "000000000000"):
        with pytest.raises(NotFound):
            find_person(text)


@pytest.mark.django_db
def test_one_dossier_is_erased_into_the_register(world: World) -> None:
    dossier = world.returned()

    erase_dossier(dossier=dossier.uid, **LAW, actor=SYSTEM, now=LATER)

    assert Erasure.objects.get().subjects["dossiers"] == {str(dossier.uid): dossier.seq}


@pytest.mark.django_db(transaction=True)
def test_access_records_change_in_no_other_way(transactional_db: None) -> None:
    world = build()
    record_list(world.actors["reception"], READ, "dossier", {"query": NAME}, rows=1, now=NOW)
    for statement in ("UPDATE people_accessrecord SET rows = 0", "UPDATE people_accessrecord SET filter = '{}'"):
        with as_owner(), pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
            cursor.execute(statement)


def test_words_too_short_to_mean_one_person_are_left_out() -> None:
    assert words_of("An", "", "Lê An") == ("Lê An", "le an")
    assert Subject(words=words_of("Nguyễn Thị Ánh Tuyết")).is_named_in("tìm NGUYEN THI ANH TUYET ở đâu")
