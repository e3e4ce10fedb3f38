"""The guide's tables against the table of the program: field by field, argument by argument."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from motcua.integrations.open311.fields import ASKED, POSTED, RESOURCES, Argument, Resource

GUIDE = Path(__file__).parents[3] / "docs/guides/open311.md"


def table(title: str) -> list[list[str]]:
    text = GUIDE.read_text("utf-8")
    section = re.search(rf"^### {re.escape(title)}$(.*?)(?=^###|^Differences)", text, re.DOTALL | re.MULTILINE)
    assert section is not None, title
    rows = [line.strip("|").split("|") for line in section[1].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


@pytest.mark.parametrize("resource", RESOURCES, ids=[one.name for one in RESOURCES])
def test_guide_when_held_against_the_fields_then_the_same(resource: Resource) -> None:
    told = [row[:3] for row in table(resource.name)]

    assert told == [[field.name, field.kind.value, field.presence.value] for field in resource.fields]
    assert all(row[3] for row in table(resource.name))


@pytest.mark.parametrize(("title", "arguments"), [("POST requests", POSTED), ("GET requests", ASKED)])
def test_guide_when_held_against_the_arguments_then_the_same(title: str, arguments: tuple[Argument, ...]) -> None:
    told = [row[:3] for row in table(f"{title}: arguments")]

    assert told == [[one.name, one.need.value, str(one.longest)] for one in arguments]
