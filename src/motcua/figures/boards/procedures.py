"""Names of procedures on boards and in lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from motcua.organisation.models import in_force
from motcua.procedures.models import ProcedureVersion


def procedure_names(keys: Iterable[str], day: dt.date) -> dict[str, str]:
    """Key -> official name in force on a day, else the newest there was; a key without any is left out."""
    wanted = list(keys)
    rows = ProcedureVersion.objects.filter(procedure__key__in=wanted).order_by("procedure__key", "valid_from", "number")
    names = dict(rows.values_list("procedure__key", "name"))
    names |= dict(rows.filter(in_force(day)).values_list("procedure__key", "name"))
    return names
