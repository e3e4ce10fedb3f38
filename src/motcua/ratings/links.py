"""Whole addresses for letters and codes."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.conf import settings

from .asked import dossier_token

PATH: Final = "/danh-gia/{token}/"


def rating_address(dossier: UUID, submitted_at: dt.datetime) -> str:
    """Where this dossier is rated; the same each time."""
    return f"{settings.BASE_URL.rstrip('/')}{PATH.format(token=dossier_token(dossier, submitted_at))}"
