"""What the codes of this room say to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

TEXTS: dict[str, StrPromise] = {}
