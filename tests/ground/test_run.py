"""``./run``: what can be said of it without making an environment."""

from __future__ import annotations

import ast
import os
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The script's functions; its globals can be replaced through ``g``."""
    names = runpy.run_path(str(ROOT / "run"), run_name="run")
    return SimpleNamespace(**names, g=names["main"].__globals__)


def _call(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "run", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def test_script_then_it_needs_only_the_standard_library() -> None:
    tree = ast.parse((ROOT / "run").read_text())

    imported = {
        (node.module or "").split(".")[0] if isinstance(node, ast.ImportFrom) else alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    assert imported <= sys.stdlib_module_names


def test_scripts_then_they_can_be_run() -> None:
    assert os.access(ROOT / "run", os.X_OK)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize(("arguments", "code"), [((), 2), (("nosuch",), 2), (("--help",), 0)])
def test_script_without_a_command_then_it_explains_itself(arguments: tuple[str, ...], code: int) -> None:
    answer = _call(*arguments)

    assert answer.returncode == code
    assert "./run demo" in answer.stdout


def test_every_line_of_the_uv_requirement_then_it_has_a_hash(run: SimpleNamespace) -> None:
    lines = run.UV_REQUIREMENT.replace("\\\n", "").splitlines()

    assert all("--hash=sha256:" in line for line in lines)
    assert lines[0].startswith("uv==")


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([("a", True, ""), ("b", True, "3 passed in 1.00s")], 0),
        ([("a", True, ""), ("b", False, "1 failed, 2 passed in 1.00s")], 1),
    ],
)
def test_finish_then_every_line_is_shown_and_one_failure_counts(
    run: SimpleNamespace, capsys: pytest.CaptureFixture[str], results: list[tuple[str, bool, str]], code: int
) -> None:
    assert run.finish(results) == code

    shown = capsys.readouterr().out
    assert results[1][2] in shown.splitlines()[-1]


def test_pytest_when_a_test_fails_then_the_result_is_bad_and_has_the_summary(
    run: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "test_it.py").write_text("def test_a(): pass\ndef test_b(): assert 0\n")
    monkeypatch.chdir(tmp_path)
    run.g["PYTHON"] = Path(sys.executable)

    name, good, line = run.pytest(
        "some", "-p", "no:django", "-p", "no:randomly", "-p", "no:cacheprovider", "test_it.py"
    )

    assert (name, good) == ("some", False)
    assert "1 failed, 1 passed" in line


def test_pytest_when_nothing_was_chosen_then_only_the_main_group_fails(
    run: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "test_it.py").write_text("def test_a(): pass\n")
    monkeypatch.chdir(tmp_path)
    run.g["PYTHON"] = Path(sys.executable)
    nothing = ("-p", "no:django", "-p", "no:cacheprovider", "-k", "nosuch")

    assert run.pytest("browser", *nothing)[1]
    assert not run.pytest("tests", *nothing)[1]


def test_prepare_when_nothing_changed_then_nothing_is_run(
    run: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = tmp_path / "stamp"
    stamp.write_text(f"development {run.fingerprint()}")
    run.g.update(PYTHON=Path(sys.executable), STAMP=stamp)
    monkeypatch.setattr(subprocess, "run", lambda *_arguments, **_options: pytest.fail("something was run"))

    run.prepare(development=True)
    run.prepare(development=False)


def test_apt_when_not_root_then_it_says_so_and_installs_nothing(
    run: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(subprocess, "run", lambda *_arguments, **_options: pytest.fail("something was run"))

    assert not run.apt(["chromium"])
    assert "chromium" in capsys.readouterr().err


def test_environment_for_children_then_nothing_points_to_another_one(
    run: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    environment = run.clean_environment()

    assert "PYTHONDONTWRITEBYTECODE" not in environment
    assert Path(environment["PYTHONPYCACHEPREFIX"]).is_relative_to(run.VENV)

    assert "VIRTUAL_ENV" not in environment
    assert "PYTHONPATH" not in environment
    assert environment["PATH"].startswith(str(ROOT / ".venv" / "bin"))


def test_files_marked_then_every_file_whose_tests_bear_the_mark(run: SimpleNamespace) -> None:
    found = run.files_marked("e2e", "foreign")

    assert "tests/e2e/test_every_page.py" in found
    assert "tests/deploy/test_foreign_nginx.py" in found
    assert "tests/ground/test_run.py" not in found
    assert all((ROOT / name).is_file() for name in found)
