"""The criteria every installation begins with."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("criteria.toml")


def criteria(path: Path = FILE) -> list[dict[str, Any]]:
    """Rows of :class:`QualityCriterion`, in their order."""
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    shared = {"valid_from": data["valid_from"], "source": str(data["source"])[:300]}
    return [{**shared, "ordinal": place, **row} for place, row in enumerate(data["criterion"], start=1)]
