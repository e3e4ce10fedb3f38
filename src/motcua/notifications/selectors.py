"""What the desk shows of letters."""

from __future__ import annotations

from uuid import UUID

from .models import Notice


def letters_about(dossier: UUID) -> list[Notice]:
    """Every letter about a dossier, oldest first: which, when, to which (masked) address, and how it went."""
    return list(Notice.objects.filter(dossier_uid=dossier).order_by("created_at", "id"))
