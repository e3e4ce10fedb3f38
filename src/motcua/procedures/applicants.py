"""Who applies, as the national wording names it (đối tượng thực hiện)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

PERSONS: Final = ("công dân", "cá nhân", "người ", "hộ gia đình", "cán bộ", "công chức", "viên chức", "đảng viên")
"""How the national list's names of persons begin: *Công dân Việt Nam*, *Người nước ngoài*, *Cán bộ* …; all others are
organisations and enterprises."""


def for_persons(subjects: Iterable[str]) -> bool:
    """Whether persons are among them."""
    return any(subject.strip().casefold().startswith(PERSONS) for subject in subjects)
