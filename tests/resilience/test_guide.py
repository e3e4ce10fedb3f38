"""The guide names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_guide_when_it_names_a_test_then_the_test_is_there() -> None:
    named = _NAMED.findall((ROOT / "docs/guides/resilience.md").read_text("utf-8"))

    missing = [f"{file}::{name}" for file, name in named if f"def {name}(" not in _source(file)]

    assert len(named) > 40
    assert missing == []


def _source(file: str) -> str:
    path = ROOT / file
    return path.read_text("utf-8") if path.exists() else ""
