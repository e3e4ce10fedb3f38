"""``python -m tests.resilience.kill``: the kill test for as long as you like, with its figures printed.

Starts its own PostgreSQL, webs and workers in ``MOTCUA_STATE_DIR`` and in the system's temporary folder, and leaves
nothing behind. Ends with 0 when every acknowledged act was found once, and nothing else.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import pytest

TEST = Path(__file__).with_name("test_killed_in_turn.py")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.resilience.kill", description=__doc__)
    parser.add_argument("--seconds", type=float, default=180, help="how long to kill and to write (default 180)")
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seed", type=int, default=2026, help="of the moments at which something is killed")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.json"
        os.environ.update(
            MOTCUA_TEST_KILL_SECONDS=str(given.seconds),
            MOTCUA_TEST_KILL_CLIENTS=str(given.clients),
            MOTCUA_TEST_KILL_SEED=str(given.seed),
            MOTCUA_TEST_KILL_FIGURES=str(figures),
        )
        code = pytest.main([str(TEST), "-q", "-p", "no:randomly"])
        if figures.exists():
            sys.stdout.write(figures.read_text() + "\n")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
