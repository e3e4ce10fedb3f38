"""The real command in a process of its own: killed, on a full disk, and with more than memory holds."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from motcua.backup import store as stores
from motcua.backup.reading import check, open_backup
from tests.dossiers.world import World
from tests.resilience.servers import environment
from tests.resilience.test_disk_full import Small, fill

from .conftest import KEY

pytestmark = [pytest.mark.foreign, pytest.mark.django_db(transaction=True)]


ATTEMPTS = 4


def command(*arguments: str, state: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "motcua", *arguments],
        env=environment(state, MOTCUA_OWNER_DATABASE_URL=settings.OWNER_DATABASE_URL, MOTCUA_BACKUP_KEY=KEY),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def ballast(filled: World) -> None:
    """Enough incompressible rows that a dump takes a moment."""
    with psycopg.connect(settings.OWNER_DATABASE_URL) as connection:
        connection.execute(
            "CREATE TABLE ballast AS SELECT gen_random_uuid() a, gen_random_uuid() b, gen_random_uuid() c"
            " FROM generate_series(1, 900000) n"
        )


def test_backup_when_killed_in_the_middle_then_nothing_looks_whole_and_the_next_one_is(
    ballast: None, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    draw = random.Random(11)
    finished = 0
    for _ in range(ATTEMPTS):
        process = command("backup", str(folder), state=tmp_path / "state")
        part = None
        while process.poll() is None and part is None:
            part = next(folder.glob("*.unfinished/database.part"), None)
            time.sleep(0.01)
        time.sleep(draw.random() * 0.1)
        process.kill()
        process.communicate()
        finished += process.returncode == 0
        assert len(stores.existing(folder).names()) == finished
    before = set(stores.existing(folder).names())

    done = command("backup", str(folder), "--check", "--json", state=tmp_path / "state")
    output, error = done.communicate()

    assert finished < ATTEMPTS
    assert done.returncode == 0, error
    place = stores.existing(folder)
    assert set(place.names()) == {*before, json.loads(output)["backup"]}
    assert list(folder.glob("*.unfinished")) == []


def test_backup_when_the_disk_is_full_then_one_line_says_so_and_the_earlier_one_stands(
    filled: World,
    small_disk: Small,
    tmp_path: Path,
) -> None:
    folder = small_disk(4) / "backups"
    first = command("backup", str(folder), "--json", state=tmp_path / "state")
    name = json.loads(first.communicate()[0])["backup"]
    fill(folder.parent)

    second = command("backup", str(folder), state=tmp_path / "state")
    _output, error = second.communicate()

    assert second.returncode == 1
    assert "Hết chỗ trên đĩa" in error
    assert "Traceback" not in error
    assert stores.existing(folder).names() == [name]
    assert list(folder.glob("*.unfinished")) == []
    settings.BACKUP_KEY = KEY
    check(open_backup(stores.existing(folder), name))


STREAM = """
import re, sys
from pathlib import Path
from motcua.backup.parts import read_part, write_part
from motcua.backup import sealing
piece = bytes(256 * 1024)
folder = Path(sys.argv[1])
part = write_part(folder / "database.part", sealing.new_key(), (piece for _ in range(4 * int(sys.argv[2]))))
most = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(part.size, int(most.group(1)) // 1024)
"""


def test_stream_when_ten_times_as_long_then_it_takes_no_more_memory(tmp_path: Path) -> None:
    used = []
    for megabytes in (50, 500):
        place = tmp_path / str(megabytes)
        place.mkdir()
        command = [sys.executable, "-c", STREAM, str(place), str(megabytes)]
        size, mebibytes = subprocess.check_output(command, text=True).split()
        assert int(size) > megabytes * 1024 * 1024
        used.append(int(mebibytes))
        (place / "database.part").unlink()

    assert used[1] < used[0] + 32
    assert used[1] < 256
