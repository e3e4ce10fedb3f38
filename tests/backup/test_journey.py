"""The demo province, backed up, put into an empty place, and walked through from submission to hand-over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from motcua import launcher

pytestmark = pytest.mark.foreign


@pytest.fixture
def states(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """Two state folders; what runs in them is stopped afterwards."""
    both = tmp_path / "first", tmp_path / "second"
    yield both
    for state in both:
        launcher.stop(state)


def motcua(state: Path, *arguments: str) -> str:
    left_out = ("DATABASE_URL", "MOTCUA_", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    done = subprocess.run(
        [sys.executable, "-m", "motcua", *arguments],
        env={**environment, "MOTCUA_STATE_DIR": str(state), "MOTCUA_LOG_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_demo_when_restored_into_an_empty_folder_then_verified_and_the_journey_passes(
    states: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = states
    backups = str(tmp_path / "backups")
    motcua(first, "demo", "load", "--dossiers=40")
    made = json.loads(motcua(first, "backup", backups, "--json"))

    restored = json.loads(motcua(second, "restore", backups, "--json"))

    assert (restored["ok"], restored["findings"]) == (True, [])
    assert (restored["dossiers"], restored["events"]) == (made["dossiers"], made["events"])
    assert json.loads(motcua(second, "verify", "--json"))["ok"] is True
    assert motcua(second, "demo", "up", "--check", "--dossiers=40").strip().endswith("ok")
