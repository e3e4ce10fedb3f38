"""A backup put back elsewhere is the same system; what came after it is not in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from motcua.backup import reading
from motcua.backup.restore import Restored, Wishes, restore
from motcua.backup.store import Store
from motcua.core.errors import Conflict, DomainError, Invalid
from motcua.core.models import Epoch
from motcua.documents.blobs import blob_exists
from motcua.documents.models import StoredFile
from motcua.documents.services import erase_file, read_content
from motcua.dossiers.models import Dossier, DossierEvent, EventPrivate
from motcua.dossiers.services.erase import erase_dossier
from motcua.people.actors import SYSTEM
from tests.dossiers.world import NOW, World

from .conftest import OTHER_KEY, TARGET, backed_up

LATER = NOW + dt.timedelta(hours=1)

pytestmark = [pytest.mark.foreign, pytest.mark.django_db(transaction=True)]


def put_back(place: Store, name: str, wishes: Wishes | None = None) -> Restored:
    backup = reading.open_backup(place, name)
    return restore(backup, wishes=wishes or Wishes(), now=LATER, migrate=lambda: None)


def contents() -> dict[str, list[tuple[object, ...]]]:
    """The rows of the tables that matter, whoever wrote them."""
    tables = (
        "dossier",
        "dossier_event",
        "event_private",
        "documents_file",
        "people_party",
        "core_outbox",
        "core_audit",
    )
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f"SELECT md5(t::text) FROM {table} t ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


def test_system_when_backed_up_and_put_back_elsewhere_then_the_same_and_verified(
    filled: World, place: Store, elsewhere: Callable[[], None], files: Path
) -> None:
    before = contents()
    papers = {row.uid: b"".join(read_content(row)) for row in StoredFile.objects.all()}
    taken = backed_up(place)

    elsewhere()
    done = put_back(place, taken.name)

    assert done.report.findings == []
    assert (done.report.dossiers, done.report.events) == (2, DossierEvent.objects.count())
    assert contents() == before
    assert papers
    assert {row.uid: b"".join(read_content(row)) for row in StoredFile.objects.all()} == papers
    assert (done.epoch, Epoch.objects.get().number) == (2, 2)
    assert taken.manifest.counts == {"dossiers": 2, "events": done.report.events, "epoch": 1}


def test_application_when_restored_then_it_may_connect_again_with_its_few_rights(
    filled: World, place: Store, elsewhere: Callable[[], None]
) -> None:
    taken = backed_up(place)

    elsewhere()
    put_back(place, taken.name)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_database_privilege('motcua_app', current_database(), 'CONNECT'),"
            " has_table_privilege('motcua_app', 'dossier', 'UPDATE'),"
            " has_table_privilege('motcua_app', 'dossier_event', 'UPDATE')"
        )
        assert cursor.fetchone() == (True, True, False)


def test_register_or_roots_when_unreadable_then_refused_before_anything_is_touched(
    filled: World, place: Store, elsewhere: Callable[[], None], settings: Settings, tmp_path: Path
) -> None:
    taken = backed_up(place)
    elsewhere()
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"uid": "not one"}\n')

    codes = []
    for wishes in (Wishes(register=bad), Wishes(register=tmp_path / "none"), Wishes(anchor=bad)):
        with pytest.raises(Invalid) as error:
            put_back(place, taken.name, wishes)
        codes.append(error.value.code)

    assert codes == ["register_unreadable", "restore_register_missing", "anchor_unreadable"]
    assert not settings.FILES_ROOT.exists()


def test_system_when_put_back_in_part_only_then_it_stays_shut_until_a_whole_restore(
    filled: World, place: Store, elsewhere: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = backed_up(place)
    elsewhere()

    def fails(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr("motcua.backup.restore.come_alive", fails)
        with pytest.raises(RuntimeError):
            put_back(place, taken.name)

    def may_connect() -> object:
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_database_privilege('motcua_app', current_database(), 'CONNECT')")
            return cursor.fetchone()[0]

    assert may_connect() is False
    assert put_back(place, taken.name, Wishes(overwrite=TARGET)).report.findings == []
    assert may_connect() is True


def test_uploads_when_they_come_after_the_backup_then_they_are_not_in_it(
    filled: World, place: Store, elsewhere: Callable[[], None]
) -> None:
    taken = backed_up(place)
    later = filled.file()

    elsewhere()
    put_back(place, taken.name)

    assert not StoredFile.objects.filter(uid=later.uid).exists()
    assert not blob_exists(later.blob_name)


def test_file_when_erased_while_the_backup_runs_then_it_counts_as_erased_after_the_restore(
    filled: World, place: Store, elsewhere: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from motcua.backup import blobs

    loose = filled.file()
    first = blobs.gather

    def erased_meanwhile(*arguments: object) -> object:
        from threading import Thread

        def erase() -> None:
            erase_file(StoredFile.objects.get(pk=loose.pk), now=NOW)
            connection.close()

        thread = Thread(target=erase)
        thread.start()
        thread.join()
        return first(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(blobs, "gather", erased_meanwhile)
    taken = backed_up(place)
    assert (taken.manifest.gone, taken.missing) == (1, ())

    elsewhere()
    done = put_back(place, taken.name)

    assert (done.lacking, done.report.findings) == (1, [])
    assert StoredFile.objects.get(uid=loose.uid).is_erased


def test_person_when_erased_after_the_backup_then_gone_again_after_the_restore(
    filled: World, place: Store, elsewhere: Callable[[], None], settings: Settings, tmp_path: Path
) -> None:
    settings.ERASURE_REGISTER = str(tmp_path / "register.jsonl")
    dossier = Dossier.objects.get(closed=True)
    taken = backed_up(place)
    erase_dossier(dossier=dossier.uid, decision="12/QĐ", ground="Luật 91/2025/QH15", actor=SYSTEM, now=LATER)

    elsewhere()
    done = put_back(place, taken.name)

    assert (done.erased.entries, done.erased.open_again, done.report.findings) == (1, (), [])
    restored = Dossier.objects.get(uid=dossier.uid)
    assert "data_erased" in restored.flags
    assert not EventPrivate.objects.filter(event__dossier=restored).exists()
    assert restored.documents.get().file.is_erased


def test_system_when_written_over_then_its_own_erasures_hold_in_what_replaces_it(
    filled: World, place: Store, elsewhere: Callable[[], None]
) -> None:
    dossier = Dossier.objects.get(closed=True)
    taken = backed_up(place)
    elsewhere()
    put_back(place, taken.name)
    erase_dossier(dossier=dossier.uid, decision="12/QĐ", ground="Luật 91/2025/QH15", actor=SYSTEM, now=LATER)

    done = put_back(place, taken.name, Wishes(overwrite=TARGET))

    assert (done.erased.entries, done.report.findings) == (1, [])
    assert not EventPrivate.objects.filter(event__dossier__uid=dossier.uid).exists()


def test_blob_when_lost_before_the_backup_then_told_and_everything_else_is_saved(filled: World, place: Store) -> None:
    from motcua.documents.blobs import delete_blob

    lost = filled.file()
    delete_blob(lost.blob_name)

    taken = backed_up(place)

    assert taken.missing == (str(lost.uid),)
    assert taken.manifest.files == StoredFile.objects.count() - 1


def test_files_when_backed_up_again_then_only_new_ones_are_copied(filled: World, place: Store) -> None:
    first = backed_up(place)
    filled.file()

    second = backed_up(place, LATER)

    assert first.copied.new_files == first.manifest.files > 0
    assert (second.copied.new_files, second.manifest.files) == (1, first.manifest.files + 1)


def test_restore_when_something_lives_there_then_refused_unless_its_name_is_given(
    filled: World, place: Store, elsewhere: Callable[[], None]
) -> None:
    taken = backed_up(place)
    elsewhere()
    put_back(place, taken.name)
    count = Dossier.objects.count()

    with pytest.raises(Conflict) as living:
        put_back(place, taken.name)
    with pytest.raises(Invalid) as wrong:
        put_back(place, taken.name, Wishes(overwrite="yes"))

    assert (living.value.code, wrong.value.code) == ("restore_living", "restore_wrong_word")
    assert Dossier.objects.count() == count
    done = put_back(place, taken.name, Wishes(overwrite=TARGET))
    assert (done.report.findings, done.report.dossiers) == ([], count)


def test_restore_when_somebody_is_connected_or_other_files_are_there_then_refused(
    filled: World, place: Store, elsewhere: Callable[[], None], settings: Settings
) -> None:
    import psycopg

    taken = backed_up(place)
    stranger = settings.FILES_ROOT
    elsewhere()
    with psycopg.connect(settings.OWNER_DATABASE_URL), pytest.raises(Conflict) as sessions:
        put_back(place, taken.name)
    empty = settings.FILES_ROOT
    filled_store = stranger
    settings.FILES_ROOT = filled_store
    (stranger / "ab" / "cd").mkdir(parents=True, exist_ok=True)
    (stranger / "ab" / "cd" / ("abcd" + "0" * 28)).write_bytes(b"x")
    with pytest.raises(Conflict) as others:
        put_back(place, taken.name)
    settings.FILES_ROOT = empty

    assert (sessions.value.code, others.value.code) == ("restore_sessions", "restore_other_files")


def test_restore_when_the_keys_are_others_then_refused_before_anything_is_touched(
    filled: World, place: Store, elsewhere: Callable[[], None], settings: Settings
) -> None:
    taken = backed_up(place)
    elsewhere()
    settings.FILE_KEY = OTHER_KEY

    with pytest.raises(Invalid) as error:
        put_back(place, taken.name)

    assert error.value.code == "backup_keys_differ"
    assert "MOTCUA_FILE_KEY test" in str(error.value.params["names"])
    assert not settings.FILES_ROOT.exists()


def test_backup_when_its_key_is_another_then_it_does_not_open(filled: World, place: Store, settings: Settings) -> None:
    taken = backed_up(place)

    codes = []
    for ring in (OTHER_KEY, OTHER_KEY.replace("one:", "two:"), ""):
        settings.BACKUP_KEY = ring
        with pytest.raises(DomainError) as error:
            reading.open_backup(place, taken.name)
        codes.append(error.value.code)

    assert codes == ["backup_key_wrong", "backup_key_unknown", "backup_key_missing"]
