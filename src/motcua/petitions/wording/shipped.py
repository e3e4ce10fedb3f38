"""The answers every installation begins with."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("words.toml")


def answers(path: Path = FILE) -> list[dict[str, Any]]:
    """Rows of :class:`AnswerTemplate`."""
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    shared = {"valid_from": data["valid_from"], "source": str(data["source"])[:300]}
    return [{**shared, **row, "text": row["text"].strip()} for row in data["answer"]]
