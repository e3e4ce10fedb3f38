"""No room on the disk, of the files and of the database: said plainly, nothing half written, well again with room."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from motcua import launcher
from tests.documents import samples
from tests.dossiers.world import APPLICANT, CODE, World
from tests.template_database import url_for

from .conftest import Durable
from .effects import verified
from .servers import Reply, Web, form

pytestmark = [pytest.mark.foreign, pytest.mark.django_db(transaction=True)]

Small = Callable[[int], Path]


@pytest.fixture
def small_disk() -> Iterator[Small]:
    """Makes a file system of so many megabytes, in memory, that every account can use. Needs root."""
    with ExitStack() as cleared:

        def made(megabytes: int) -> Path:
            place = Path(cleared.enter_context(tempfile.TemporaryDirectory(prefix="motcua-small-")))
            place.chmod(0o755)
            command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=1777", "tmpfs", str(place)]
            if subprocess.run(command, capture_output=True, check=False).returncode:
                pytest.skip("no right to mount a small file system here")
            cleared.callback(subprocess.run, ["umount", "--lazy", str(place)], check=True)
            return place

        yield made


def fill(place: Path) -> Path:
    """Take all the room there is."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    return ballast


def head(token: str, key: str, kind: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "Content-Type": kind}


def submit(web: Web, world: World, token: str, key: str, *, answers: dict[str, str] | None = None) -> Reply:
    body = {"procedure": CODE, "place": world.commune.code, "applicant": APPLICANT, "answers": answers or {}}
    return web.ask("POST", "/api/v1/dossiers", json.dumps(body).encode(), head(token, key, "application/json"))


def refused(answer: Reply, code: str) -> None:
    assert (answer.status, answer.headers["content-type"]) == (503, "application/problem+json"), answer.body[:300]
    assert answer.json()["code"] == code
    assert answer.headers["retry-after"] == "30"


def test_disk_of_the_files_when_full_then_503_nothing_left_and_well_again_with_room(
    live_world: World, tokens: dict[str, str], small_disk: Small, tmp_path: Path
) -> None:
    place = small_disk(3)
    paper, kind = form(live_world.component, samples.png(width=600, height=600))
    assert 1_000_000 < len(paper) < 2_000_000
    with Web(tmp_path / "web", MOTCUA_FILES_ROOT=str(place)) as web:
        web.start()
        uid = submit(web, live_world, tokens["citizen"], "s").json()["id"]
        where = f"/api/v1/dossiers/{uid}"

        def attach(key: str) -> Reply:
            named = paper.replace(b"don.pdf", b"don.png").replace(b"application/pdf", b"image/png")
            return web.ask("POST", f"{where}/documents", named, head(tokens["citizen"], key, kind))

        read = {"Authorization": f"Bearer {tokens['citizen']}"}
        before = web.ask("GET", where, headers=read).json()
        for fullness in ("half a file fits", "nothing fits"):
            ballast = place / "ballast"
            if fullness == "nothing fits":
                fill(place)
            else:
                ballast.write_bytes(b"x" * 2_400_000)
            refused(attach("p"), "storage_unavailable")
            refused(attach("p"), "storage_unavailable")
            assert [path for path in place.rglob("*") if path.is_file()] == [ballast]
            assert web.ask("GET", where, headers=read).json() == before
            ballast.unlink()
        kept = attach("p")
        assert (kept.status, kept.json()["seq"]) == (201, 2)
        assert attach("p").body == kept.body

    assert len([path for path in place.rglob("*") if path.is_file()]) == 1
    assert verified(tmp_path, MOTCUA_FILES_ROOT=str(place)) == []


def test_disk_of_the_database_when_full_then_503_nothing_half_written_and_well_again_with_room(
    live_world: World,
    tokens: dict[str, str],
    small_disk: Small,
    durable_copy: Durable,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = small_disk(260)
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    with durable_copy(tmp_path / "cluster") as durable, Web(tmp_path / "web", DATABASE_URL=durable.app_url) as web:
        assert durable.folder.is_relative_to(place)
        monkeypatch.undo()
        web.start()
        first = submit(web, live_world, tokens["citizen"], "first")
        assert first.status == 201
        ballast = fill(place)

        outcomes = [submit(web, live_world, tokens["citizen"], f"k{number}") for number in range(150)]
        away = [one for one in outcomes if one.status == 503]
        assert away, "the disk never became full"
        for one in away:
            refused(one, "database_unavailable")
        assert {one.status for one in outcomes} <= {201, 503}
        assert counted(durable) is None or counted(durable) == 1 + sum(one.status == 201 for one in outcomes)

        ballast.unlink()
        launcher.ensure_running(durable.state_dir, pg_bin=settings.PG_BIN)
        again = [submit(web, live_world, tokens["citizen"], f"k{number}") for number in range(150)]
        assert {one.status for one in again} == {201}
        assert submit(web, live_world, tokens["citizen"], "first").body == first.body
        assert counted(durable) == 151
        assert verified(tmp_path, DATABASE_URL=durable.app_url) == []


def counted(cluster: launcher.Cluster) -> int | None:
    """Dossiers with all that belongs to one; None while the server does not answer."""
    try:
        with psycopg.connect(url_for(cluster.superuser_url, "motcua")) as connection:
            rows = connection.execute(
                "SELECT (SELECT count(*) FROM dossier), (SELECT count(*) FROM dossier_event),"
                " (SELECT count(*) FROM core_outbox WHERE topic = 'dossier')"
            ).fetchone()
    except psycopg.OperationalError:
        return None
    assert rows is not None
    assert len(set(rows)) == 1, rows
    return int(rows[0])
