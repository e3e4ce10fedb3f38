"""The archive of an agency: what waits by year, the dry run, the job, packages that have the hash of the book."""

from __future__ import annotations

import hashlib

import pytest
from django.db import connection
from django.test import Client

from motcua.archive import packing, services
from motcua.archive.models import Transfer
from motcua.archive.tasks import pack_shelf
from motcua.core.errors import Conflict
from motcua.core.models import JobProgress
from motcua.organisation.models import Unit
from motcua.people.actors import SYSTEM
from tests.desk.conftest import SignIn
from tests.dossiers.world import NOW, World

from .test_packages import finished

pytestmark = pytest.mark.django_db
PAGE = "/desk/luu-tru/"


@pytest.fixture
def agency(world: World) -> Unit:
    """The unit that settles has a code of its own, so it keeps an archive."""
    Unit.objects.filter(pk=world.division.pk).update(agency_code="H99.77")
    return Unit.objects.get(pk=world.division.pk)


@pytest.fixture
def clerk(sign_in: SignIn, agency: Unit) -> Client:
    return sign_in("clerk")


def pack(client: Client, world: World, agency: Unit) -> None:
    """Press the button and do what the worker does."""
    answer = client.post(f"{PAGE}dong-goi/", {"unit": agency.code, "year": str(NOW.year)})
    assert answer.status_code == 302
    job = packing.last_job(agency, NOW.year)
    assert job is not None
    pack_shelf.func(job=str(job.uid), unit=agency.pk, year=NOW.year, user=world.users["clerk"].pk)
    # Progress is written over a connection of its own, which does not see what this test has not committed.
    outcome = {"made": Transfer.objects.count(), "unfit": 0, "failed": 0}
    JobProgress.objects.filter(pk=job.pk).update(state="done", outcome=outcome)


def test_shelf_when_tried_then_packed_then_packages_with_their_hash(clerk: Client, world: World, agency: Unit) -> None:
    dossier = finished(world)
    year = f"{PAGE}?unit={agency.code}&year={NOW.year}"

    tried = clerk.get(f"{year}&thu=1").content.decode()
    assert str(dossier.code) in tried
    assert "Chạy thử, chưa ghi gì" in tried
    assert not Transfer.objects.exists()
    pack(clerk, world, agency)

    row = Transfer.objects.get()
    shown = clerk.get(year).content.decode()
    assert "lập 1 gói" in shown
    assert row.sha256 in shown
    assert "Không còn hồ sơ nào chờ nộp lưu" in shown
    fetched = clerk.get(f"{PAGE}goi/{row.uid}.zip")
    assert hashlib.sha256(fetched.content).hexdigest() == row.sha256
    again = clerk.post(f"{PAGE}dong-goi/", {"unit": agency.code, "year": str(NOW.year)}, follow=True)
    assert "không còn hồ sơ nào chờ đóng gói" in again.content.decode()


def test_package_when_what_it_says_changed_since_then_refused(world: World, agency: Unit, clerk: Client) -> None:
    finished(world)
    pack(clerk, world, agency)
    rule = 'scope = "default"\nvalid_from = 2010-01-01\nyears = 10\nsource = "thử"'
    services.load_rules(f"format = 1\n[[rule]]\n{rule}\n", actor=SYSTEM, now=NOW)

    with pytest.raises(Conflict, match="archive_package_differs"):
        packing.package_again(Transfer.objects.get().uid, actor=world.actors["clerk"])


def test_pages_are_closed_to_others(sign_in: SignIn, agency: Unit) -> None:
    client = sign_in("reception")

    for address in (PAGE, f"{PAGE}thoi-han/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{PAGE}dong-goi/").status_code == 403


def test_rules_are_shown_with_what_nobody_looked_up(clerk: Client) -> None:
    assert "chưa tra cứu" in clerk.get(f"{PAGE}thoi-han/").content.decode()


def test_shelf_is_read_by_its_index(world: World, agency: Unit) -> None:
    rows = packing.waiting(packing.Shelf((agency.pk,), NOW.year))[: packing.PAGE + 1]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = rows.explain()

    assert "dossiers_closed_unit" in plan
    assert "Seq Scan on dossier" not in plan
