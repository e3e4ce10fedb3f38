"""Until which day a dossier is held by a published root."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from motcua.dossiers.models import DayLeaf


def proven_on(dossier: UUID) -> dt.date | None:
    """The newest closed day whose root holds the dossier's chain; ``None`` before the first. One statement."""
    rows = DayLeaf.objects.filter(dossier_uid=dossier).order_by("-root__number")
    return rows.values_list("root__day", flat=True).first()
