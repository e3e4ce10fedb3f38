"""A real simulation, killed with -9 in the middle and gone on with: every dossier once."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from motcua.core.models import JobProgress, JobState
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.verify import verify
from motcua.simulate.plan import KIND
from tests.resilience.servers import Program

pytestmark = pytest.mark.foreign
DOSSIERS = 4000
WAIT_SECONDS = 300


def test_simulation_when_killed_then_resume_makes_the_rest_once(province: None, tmp_path: Path) -> None:
    with Program(("simulate", f"--dossiers={DOSSIERS}", "--seed=5", "--processes=2", "--json"), tmp_path) as first:
        first.start()
        _wait_for(lambda: Dossier.objects.count() > 0)
        first.kill()
    there = Dossier.objects.count()
    assert 0 < there < DOSSIERS, (tmp_path / "simulate.log").read_text()[-2000:]

    with Program(("simulate", "--resume", "--processes=1", "--json"), tmp_path) as second:
        second.start()
        assert second.process is not None
        assert second.process.wait(WAIT_SECONDS) == 0, (tmp_path / "simulate.log").read_text()[-2000:]

    assert Dossier.objects.count() == DOSSIERS
    assert JobProgress.objects.get(kind=KIND).state == JobState.DONE
    report = verify()
    assert (report.ok, report.dossiers) == (True, DOSSIERS)


def test_memory_when_the_history_is_long_then_it_stays_small(province: None, tmp_path: Path) -> None:
    """What a process holds grows with what is under way, not with what was made."""
    with Program(("simulate", "--dossiers=6000", "--seed=6", "--processes=1", "--json"), tmp_path) as program:
        program.start()
        peaks = []
        deadline = time.monotonic() + WAIT_SECONDS
        while program.process is not None and program.process.poll() is None:
            assert time.monotonic() < deadline
            peaks.append(_resident(program.process.pid))
            time.sleep(0.5)

    assert Dossier.objects.count() == 6000
    assert max(peaks) < 500 * 1024 * 1024


def _resident(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS")), 0)


def _wait_for(seen: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.05)
