"""What other readers of BPMN say about our files: bpmn-moddle and bpmnlint (MIT), installed by npm for this test alone.
Node is never needed to run the program."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from motcua.procedures.bpmn import bpmn_of
from motcua.procedures.process_timers import TimerAct

from .test_equal_run import RUNS, _timed, timer

HERE = Path(__file__).parent / "second_opinion"
ALLOWED = {"fake-join", "superfluous-label"}
"""Matters of taste: a task that several arrows lead to (BPMN lets each of them start it, which is what is meant), and
the name of an only outcome on its arrow."""


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("no Node (apt install nodejs npm)")
    folder = tmp_path_factory.mktemp("second_opinion")
    for name in ("package.json", "package-lock.json", "check.cjs"):
        shutil.copy(HERE / name, folder / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    installed = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if installed.returncode:
        pytest.skip(f"npm could not install bpmnlint: {installed.stderr[-200:]}")
    return folder


@pytest.mark.foreign
def test_files_when_foreign_readers_look_then_no_error_and_no_warning_of_the_parser(
    checker: Path, tmp_path: Path
) -> None:
    processes = {name: process for name, (process, _) in RUNS.items()}
    processes |= {f"timer {act}": _timed(timer(act)) for act in (TimerAct.REMIND, TimerAct.ESCALATE)}
    processes["timer proceed"] = _timed(timer(TimerAct.PROCEED, "late"))
    files = []
    for name, process in processes.items():
        files.append(tmp_path / f"{name}.bpmn")
        files[-1].write_bytes(bpmn_of(process, name=name))

    asked = subprocess.run(["node", "check.cjs", *map(str, files)], cwd=checker, capture_output=True, check=True)

    told = json.loads(asked.stdout)
    assert len(told) == len(files)
    for file, found in told.items():
        assert found["warnings"] == [], file
        assert {report["rule"] for report in found["reports"]} <= ALLOWED, (file, found["reports"])
