"""Templates of printed papers as dated data (``typst/templates.toml``): a paper is printed by the version its dossier
was filed under, so an old one never changes."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from motcua.core.errors import NotFound

FOLDER = Path(__file__).resolve().parent / "typst"


@dataclass(frozen=True, slots=True)
class Template:
    """``code`` and ``version`` name it (``slip01@1``); in force from ``valid_from`` until ``valid_to`` (exclusive)."""

    code: str
    version: int
    title: str
    form_number: str
    file: str
    valid_from: dt.date
    source: str
    verified: bool
    valid_to: dt.date | None = None

    @property
    def reference(self) -> str:
        return f"{self.code}@{self.version}"

    @property
    def path(self) -> Path:
        return FOLDER / self.file


@cache
def all_templates() -> tuple[Template, ...]:
    rows = tomllib.loads((FOLDER / "templates.toml").read_text("utf-8"))["template"]
    return tuple(sorted((Template(**row) for row in rows), key=lambda row: (row.code, row.version)))


def template_on(code: str, day: dt.date) -> Template:
    """The version in force on ``day``. Raises NotFound ``print_template_unknown``."""
    for row in reversed(all_templates()):
        if row.code == code and row.valid_from <= day and (row.valid_to is None or day < row.valid_to):
            return row
    raise NotFound("print_template_unknown", params={"template": code})


def template(reference: str) -> Template:
    """``slip01@1`` exactly, or ``slip01`` for its newest version. Raises NotFound ``print_template_unknown``."""
    code, _, version = reference.partition("@")
    for row in reversed(all_templates()):
        if row.code == code and version in {"", str(row.version)}:
            return row
    raise NotFound("print_template_unknown", params={"template": reference})
