"""What a table of figures is broken down by."""

from __future__ import annotations

from enum import StrEnum


class Dimension(StrEnum):
    """A member is named by its code: of a unit, a commune, a procedure; the name of a field; a channel; ``2026-03``."""

    UNIT = "unit"
    """Every unit below, each with all under it."""
    COMMUNE = "commune"
    PROCEDURE = "procedure"
    FIELD = "field"
    CHANNEL = "channel"
    MONTH = "month"
