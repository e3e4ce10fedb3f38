"""The whole place holds nothing of an erased person: dump, file store, logs, a new backup, an older one put back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as configured
from pytest_django import Settings
from tools.look_for import Search, needles

from motcua.backup.store import Store
from motcua.documents.models import StoredFile
from motcua.dossiers.services.erase_person import erase_person, find_person
from motcua.people.actors import SYSTEM
from tests.dossiers.test_erasure import LAW, TOLD
from tests.dossiers.test_erasure_everywhere import WITH_WORDS, in_every_room, in_petitions, in_surveys
from tests.dossiers.world import World

from .conftest import backed_up
from .test_round_trip import LATER, put_back

pytestmark = pytest.mark.django_db(transaction=True)


def looked(*folders: Path) -> Search:
    search = Search(TOLD)
    search.database(configured.OWNER_DATABASE_URL)
    search.stored_files()
    for folder in folders:
        search.folder(folder)
    return search


def test_person_when_erased_then_found_nowhere_and_not_after_an_older_backup_is_put_back(
    world: World,
    place: Store,
    elsewhere: Callable[[], None],
    settings: Settings,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    settings.ERASURE_REGISTER = str(tmp_path / "register.jsonl")
    for fill in (in_every_room, in_surveys, in_petitions):
        fill(world)
    before = looked(tmp_path)
    assert {table for table, _ in before.found} >= WITH_WORDS
    assert {word for _, word in before.found} == set(TOLD)
    older = backed_up(place)

    erase_person(find_person("001199012345"), **LAW, actor=SYSTEM, now=LATER)
    newer = backed_up(place, LATER)

    after = looked(tmp_path)  # the file store, the register and both backups lie there
    assert after.found == set()
    assert after.looked["rows"] > 1000
    assert after.looked["files"] > 5
    for taken in (newer, older):
        elsewhere()
        done = put_back(place, taken.name)
        assert done.report.findings == []
        assert looked(tmp_path).found == set()
        assert not StoredFile.objects.filter(erased_at=None).exists()
    told = "".join(capfd.readouterr())
    assert not [form for form in needles(TOLD) if form in told.encode()]
