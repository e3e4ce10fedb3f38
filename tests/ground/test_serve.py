"""``motcua serve``: with several processes the figures of all are told by any of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import granian
import pytest
from click.testing import CliRunner

from motcua import cli
from motcua.cli.serve import FIGURES


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders of figures that servers had while they served; empty text for none."""
    folders: list[str] = []

    class Server:
        def __init__(self, _target: str, **_options: object) -> None:
            pass

        def serve(self) -> None:
            folder = os.environ.get(FIGURES, "")
            assert not folder or list(Path(folder).iterdir()) == []
            folders.append(folder)

    monkeypatch.setattr(granian, "Granian", Server)
    monkeypatch.delenv(FIGURES, raising=False)
    return folders


def _serve(*options: str) -> None:
    answer = CliRunner().invoke(cli.motcua, ["serve", *options])
    assert answer.exit_code == 0, answer.output


def test_serve_when_several_processes_then_figures_share_a_folder_that_goes_at_the_end(served: list[str]) -> None:
    _serve("--workers=2")

    assert served[0]
    assert not Path(served[0]).exists()
    assert FIGURES not in os.environ


def test_serve_when_one_process_then_it_needs_no_folder(served: list[str]) -> None:
    _serve("--workers=1")

    assert served == [""]


def test_serve_when_the_folder_is_chosen_then_it_is_used_and_left(
    served: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FIGURES, str(tmp_path))

    _serve("--workers=2")

    assert served == [str(tmp_path)]
    assert tmp_path.exists()


def test_serve_when_it_begins_then_the_library_of_figures_is_not_imported_yet() -> None:
    """It looks for the folder when it is imported, and never again."""
    code = "import django, sys; django.setup(); import motcua.cli.serve; sys.exit('prometheus_client' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], check=False, env={**os.environ})

    assert done.returncode == 0
