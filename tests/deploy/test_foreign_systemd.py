"""The real systemd reads our units."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .places import DEPLOY, changed, program

pytestmark = pytest.mark.foreign

MOST_EXPOSED = 2.0
"""systemd's own measure of what a service could reach, from 0 to 10; above 2 is no longer OK."""


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units with the path of a program that is here."""
    folder = tmp_path / "units"
    shutil.copytree(DEPLOY / "systemd", folder, ignore=shutil.ignore_patterns("*.d"))
    for path in folder.glob("*.service"):
        text = path.read_text("utf-8")
        path.write_text(
            changed(text, {"/opt/motcua/current/bin/motcua": str(Path(sys.executable).with_name("motcua"))})
        )
    return folder


def test_units_when_verified_then_no_complaint(units: Path) -> None:
    analyze = program("systemd-analyze", "systemd")
    names = sorted(path.name for path in units.iterdir())
    instances = [units / name.replace("@.", "@1.") for name in names]

    done = subprocess.run(
        [analyze, "verify", "--man=no", *map(str, instances)], capture_output=True, text=True, check=False
    )

    ours = [line for line in done.stderr.splitlines() if "motcua" in line]
    assert ours == []
    assert done.returncode == 0, done.stderr


def test_services_when_their_exposure_is_measured_then_small(units: Path) -> None:
    analyze = program("systemd-analyze", "systemd")

    for path in sorted(units.glob("*.service")):
        done = subprocess.run(
            [analyze, "security", "--offline=true", str(path)], capture_output=True, text=True, check=False
        )
        found = re.search(r"Overall exposure level for [^:]+: ([\d.]+)", done.stdout)
        assert found is not None, done.stderr
        assert float(found[1]) <= MOST_EXPOSED, path.name


def test_timers_when_their_calendar_is_asked_then_understood() -> None:
    analyze = program("systemd-analyze", "systemd")

    for path in sorted((DEPLOY / "systemd").glob("*.timer")):
        calendar = re.search(r"^OnCalendar=(.+)$", path.read_text("utf-8"), re.MULTILINE)
        assert calendar is not None
        done = subprocess.run([analyze, "calendar", calendar[1]], capture_output=True, text=True, check=False)
        assert "Next elapse" in done.stdout, path.name
