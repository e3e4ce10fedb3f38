"""Money is a whole number of đồng. There are no fractions and no other currency in a fee."""

from __future__ import annotations

MAX_DONG = 10**15


def group_thousands(amount: int) -> str:
    """``1835`` -> ``1.835``: the Vietnamese grouping, for counts and money alike."""
    return f"{amount:,}".replace(",", ".")


def format_dong(amount: int) -> str:
    """``50000`` -> ``50.000 đ``."""
    return f"{group_thousands(amount)} đ"
