"""A package holds everything, can be checked by itself, and is the same bytes each time."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import itertools
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from motcua.archive import selectors, services
from motcua.archive.models import Transfer
from motcua.archive.package import fitness, write_package
from motcua.core.errors import Conflict, NotAllowed, Unavailable
from motcua.documents.blobs import delete_blob
from motcua.dossiers.models import Dossier, DossierDocument, DossierEvent
from motcua.people.actors import SYSTEM
from tests.documents import samples
from tests.dossiers.world import NOW, World

OLD_PAPER = samples.pdf()
PAPER = OLD_PAPER.replace(b"%PDF-1.3", b"%PDF-1.7")


def finished(world: World, paper: bytes = PAPER) -> Dossier:
    dossier = world.returned(files=((world.component, world.file(content=paper)),))
    dossier.refresh_from_db()
    assert dossier.closed
    return dossier


def due(dossier: Dossier) -> selectors.Due:
    found = selectors.due_of(dossier)
    assert found is not None
    return found


def test_package_when_written_then_it_holds_metadata_events_papers_and_their_hashes(
    world: World, tmp_path: Path
) -> None:
    dossier = finished(world)

    made = write_package(due(dossier), tmp_path)

    with zipfile.ZipFile(made.path) as opened:
        assert opened.testzip() is None
        manifest = json.loads(opened.read("manifest.json"))
        names = [entry["path"] for entry in manifest["entries"]]
        assert sorted(opened.namelist()) == sorted([*names, "manifest.json"])
        for entry in manifest["entries"]:
            content = opened.read(entry["path"])
            assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["size"], entry["sha256"])
        metadata = json.loads(opened.read("metadata.json"))
        xml = ElementTree.fromstring(opened.read("metadata.xml"))  # noqa: S314 (we wrote it)
        events = [json.loads(line) for line in opened.read("events.jsonl").splitlines()]
        paper = next(name for name in names if name.startswith("papers/"))
        assert opened.read(paper) == PAPER
    assert made.path.name == f"{dossier.code}.zip"
    assert made.path.stat().st_mode & 0o077 == 0
    assert metadata["id"] == xml.findtext("id") == dossier.code
    assert metadata["procedure"]["code"] == "1.009999"
    assert metadata["applicant"] == "Nguyễn Thị Ánh Tuyết"
    assert len(events) == dossier.seq == DossierEvent.objects.filter(dossier=dossier).count()
    assert manifest["head"] == {"seq": dossier.seq, "hash": bytes(dossier.head_hash).hex()}
    assert events[-1]["hash"] == manifest["head"]["hash"]
    assert made.unfit == manifest["unfit"] == {}


def test_events_when_taken_from_a_package_then_private_bodies_open_their_commitments(
    world: World, tmp_path: Path
) -> None:
    made = write_package(due(finished(world)), tmp_path)

    with zipfile.ZipFile(made.path) as opened:
        events = [json.loads(line) for line in opened.read("events.jsonl").splitlines()]
    private = [event for event in events if event["private"] is not None]

    assert private
    for event in private:
        computed = hmac.new(bytes.fromhex(event["salt"]), event["private"].encode(), hashlib.sha256).hexdigest()
        assert computed in event["payload"]
    for before, event in itertools.pairwise(events):
        assert event["prev_hash"] == before["hash"]


def test_package_when_made_twice_then_the_same_bytes(world: World, tmp_path: Path) -> None:
    one = due(finished(world))

    first, second = write_package(one, tmp_path), write_package(one, tmp_path)

    assert first.sha256 == second.sha256
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ""] == [first.path.name]


def test_paper_when_not_fit_for_an_archive_then_the_package_is_made_and_names_it(world: World, tmp_path: Path) -> None:
    assert OLD_PAPER.startswith(b"%PDF-1.3")

    old = services.export_package(due(finished(world, OLD_PAPER)), tmp_path, place="x", actor=SYSTEM, now=NOW)

    assert list(old.unfit.values()) == ["pdf_too_old"]
    assert not Transfer.objects.get().fit
    with zipfile.ZipFile(old.path) as opened:
        assert json.loads(opened.read("manifest.json"))["unfit"] == old.unfit


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        (b"\x89PNG\r\n", "not_pdf"),
        (b"", "not_pdf"),
        (b"%PDF-1.3\n", "pdf_too_old"),
        (b"%PDF-x.y\n", "pdf_version_unknown"),
        (b"%PDF-1.4\n", None),
        (b"%PDF-2.0\n", None),
    ],
)
def test_paper_when_it_begins_so_then_fit_or_why_not(head: bytes, fault: str | None) -> None:
    assert fitness(head) == fault


def test_package_when_a_paper_cannot_be_read_then_none_is_made(world: World, tmp_path: Path) -> None:
    dossier = finished(world)
    delete_blob(DossierDocument.objects.get(dossier=dossier).file.blob_name)
    folder = tmp_path / "packages"
    folder.mkdir()

    with pytest.raises(Unavailable) as error:
        services.export_package(due(dossier), folder, place="x", actor=SYSTEM, now=NOW)

    assert error.value.code == "archive_file_unreadable"
    assert list(folder.iterdir()) == []
    assert not Transfer.objects.exists()


def test_dossiers_when_a_year_has_passed_then_listed_for_handing_over_until_that_is_noted(
    world: World, tmp_path: Path
) -> None:
    dossier, _open = finished(world), world.accepted()
    clerk = world.actors["clerk"]
    closed_on = due(dossier).closed_on
    last = closed_on.replace(year=closed_on.year + 1)

    def listed(on: dt.date, within: int = 0) -> list[str]:
        return [one.dossier.code or "" for one in selectors.to_transfer(clerk, on=on, within_days=within)]

    assert listed(last - dt.timedelta(days=1)) == []
    assert listed(last - dt.timedelta(days=30), 30) == listed(last) == [dossier.code]
    made = services.export_package(due(dossier), tmp_path, place="Lưu trữ lịch sử", actor=clerk, now=NOW)
    assert listed(last) == []
    kept = Transfer.objects.get()
    assert (kept.sha256, kept.size, kept.fit, kept.seq) == (made.sha256, made.path.stat().st_size, True, dossier.seq)


def test_package_when_asked_for_by_somebody_without_the_archive_then_refused(world: World, tmp_path: Path) -> None:
    one = due(finished(world))

    for who in ("settling", "stranger", "citizen", "head"):
        with pytest.raises(NotAllowed):
            services.export_package(one, tmp_path, place="x", actor=world.actors[who], now=NOW)
    assert list(selectors.to_transfer(world.actors["stranger"], on=dt.date(2100, 1, 1))) == []


def test_open_dossier_when_asked_for_then_no_dates_and_no_package(world: World, tmp_path: Path) -> None:
    dossier = world.accepted()

    assert selectors.due_of(dossier) is None
    with pytest.raises(Conflict, match="archive_dossier_open"):
        write_package(
            selectors.Due(dossier, NOW.date(), NOW.date(), transferred=False, rule=None, until=None), tmp_path
        )
