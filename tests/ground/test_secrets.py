"""Where a setting comes from: the environment, a file, a credential of systemd."""

from __future__ import annotations

from pathlib import Path

import pytest

from motcua.settings.base import env


def test_setting_when_in_a_file_then_read_without_its_line_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("s3cret\n")
    monkeypatch.setenv("MOTCUA_TRIED_FILE", str(tmp_path / "key"))

    assert env("MOTCUA_TRIED") == "s3cret"

    monkeypatch.setenv("MOTCUA_TRIED", "from the environment")
    assert env("MOTCUA_TRIED") == "from the environment"


def test_setting_when_a_credential_then_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert env("MOTCUA_TRIED", "else") == "else"

    (tmp_path / "MOTCUA_TRIED").write_text("s3cret\n")

    assert env("MOTCUA_TRIED", "else") == "s3cret"


def test_setting_when_its_file_is_missing_then_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_TRIED_FILE", str(tmp_path / "none"))

    with pytest.raises(ValueError, match="MOTCUA_TRIED"):
        env("MOTCUA_TRIED")
