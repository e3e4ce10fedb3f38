"""The commands: what they print, for people and for programs, and how they fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from motcua.backup import custody
from motcua.backup.store import Store
from motcua.cli import motcua
from tests.dossiers.world import APPLICANT, World

from .conftest import KEY, flipped

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(motcua, [str(part) for part in arguments])


def test_commands_when_all_is_well_then_json_with_the_named_keys(
    filled: World, tmp_path: Path, elsewhere: Callable[[], None], settings: Settings
) -> None:
    secret, settings.KEYS_RECIPIENT = custody.new_identity()
    folder, keys = tmp_path / "backups", tmp_path / "keys"

    made = run("backup", folder, "--keep", "3", "--check", "--keys", keys, "--json")
    listed = run("backup", folder, "--list", "--json")
    checked = run("restore", folder, "--check", "--json")
    elsewhere()
    restored = run("restore", folder, "--json")
    again = run("restore", folder)

    name = json.loads(made.stdout)["backup"]
    assert json.loads(made.stdout).keys() >= {"dossiers", "events", "files", "new_files", "missing", "kept", "removed"}
    assert [row["backup"] for row in json.loads(listed.stdout)] == [name]
    assert json.loads(checked.stdout)["ok"] is True
    report = json.loads(restored.stdout)
    assert (report["backup"], report["ok"], report["findings"], report["epoch"]) == (name, True, [], 2)
    assert again.exit_code == 1
    assert "--overwrite restored" in again.stderr
    assert custody.open_sealed(keys.read_bytes(), identity=secret)["MOTCUA_BACKUP_KEY"] == KEY


def test_backup_when_searched_then_nothing_of_a_person_is_readable_in_it(
    filled: World, tmp_path: Path, settings: Settings
) -> None:
    folder = tmp_path / "backups"

    assert run("backup", folder).exit_code == 0

    words = [*map(str, APPLICANT.values()), "Đơn của Ánh Tuyết", settings.FILE_KEY.partition(":")[2], "Cán bộ"]
    words.remove("person")
    contents = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert len(contents) > 100_000
    assert [word for word in words if word.encode() in contents] == []


def test_commands_when_they_fail_then_one_line_and_no_zero(
    filled: World, place: Store, tmp_path: Path, settings: Settings
) -> None:
    assert run("backup", place.folder).exit_code == 0
    (name,) = place.names()
    settings.KEYS_RECIPIENT = ""

    with flipped(place.place(name) / "database.part", 5000):
        damaged = run("restore", place.folder, "--check")
    nowhere = run("restore", tmp_path / "nowhere")
    beside = run("backup", place.folder, "--keys", place.folder / "keys")
    nobody = run("backup", place.folder, "--keys", tmp_path / "keys")
    settings.BACKUP_KEY = "one:AAAA"
    bad_key = run("backup", place.folder)

    for done, told in (
        (damaged, "database.part"),
        (nowhere, "không phải là kho sao lưu"),
        (beside, "để ngoài kho sao lưu"),
        (nobody, "MOTCUA_KEYS_RECIPIENT"),
        (bad_key, "MOTCUA_BACKUP_KEY"),
    ):
        assert done.exit_code == 1
        assert told in done.stderr
        assert len([line for line in done.stderr.splitlines() if line.startswith("Lỗi")]) == 1
    assert place.names() == [name]


def test_custodian_when_made_by_the_commands_then_opens_what_the_server_sealed(
    tmp_path: Path, settings: Settings
) -> None:
    settings.FILE_KEY, settings.BACKUP_KEY = "k:AAAA", KEY
    made = run("backup-keys", "new", tmp_path / "custodian")
    settings.KEYS_RECIPIENT = made.stdout.strip().partition("=")[2]

    sealed = run("backup-keys", "seal", tmp_path / "sealed")
    opened = run("backup-keys", "open", tmp_path / "sealed", "--identity", tmp_path / "custodian")
    twice = run("backup-keys", "new", tmp_path / "custodian")

    assert (made.exit_code, sealed.exit_code, opened.exit_code) == (0, 0, 0)
    assert f"MOTCUA_BACKUP_KEY={KEY}" in opened.stdout.splitlines()
    assert (tmp_path / "custodian").stat().st_mode & 0o077 == 0
    assert twice.exit_code == 1
