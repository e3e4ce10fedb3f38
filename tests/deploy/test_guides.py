"""The guides of deployment name files, units, commands and tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from motcua.cli import motcua

from .places import DEPLOY

ROOT = DEPLOY.parent
GUIDES = [ROOT / "docs/guides" / name for name in ("deploy-one-machine.md", "deploy-cluster.md")]
GUIDES += [ROOT / "docs/adr/0025-running-it-for-real.md", DEPLOY / "README.md"]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_guide_when_it_names_a_file_then_it_is_there(guide: Path) -> None:
    text = guide.read_text("utf-8")
    named = set(re.findall(r"\b((?:deploy|docs|tests|benchmarks)/[\w@./-]*\w)", text))

    assert named
    missing = [name for name in named if not (ROOT / name).exists() and not list(ROOT.glob(f"{name}*"))]
    assert missing == []


@pytest.mark.parametrize("guide", GUIDES[:2], ids=lambda path: path.name)
def test_guide_when_it_names_a_command_then_it_is_one(guide: Path) -> None:
    text = guide.read_text("utf-8")
    commands = set(re.findall(r"(?:^ +|`|/bin/)motcua ([a-z-]+)", text, re.MULTILINE))
    known = set(motcua.list_commands(motcua.make_context("motcua", ["--help"], resilient_parsing=True)))

    assert commands
    assert commands <= known


def test_guide_when_it_names_a_unit_then_it_is_there() -> None:
    text = GUIDES[0].read_text("utf-8")
    named = set(re.findall(r"\bmotcua-[a-z]+@?\d?\.(?:service|socket|timer)", text))
    units = {path.name for path in (DEPLOY / "systemd").iterdir()}

    assert len(named) > 4
    assert {re.sub(r"@\d", "@", name) for name in named} <= units


def test_guide_when_it_names_secrets_then_those_that_the_units_load() -> None:
    text = GUIDES[0].read_text("utf-8")
    loaded = {
        name
        for path in (DEPLOY / "systemd").glob("*.service")
        for name in re.findall(r"^LoadCredential=(\w+):", path.read_text("utf-8"), re.MULTILINE)
    }
    table = text[text.index("| file | content |") : text.index("Keep `MOTCUA_FILE_KEY`")]

    assert set(re.findall(r"`([A-Z_]{6,})`", table)) == loaded
