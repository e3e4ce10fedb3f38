"""Definitions in force. A published one never changes, so it is read once in a process."""

from __future__ import annotations

import datetime as dt

from motcua.core.errors import NotFound
from motcua.organisation.models import in_force
from motcua.registers.definition import Definition, from_json
from motcua.registers.models import RegisterVersion


def version_in_force(key: str, on: dt.date) -> RegisterVersion:
    """Raises NotFound ``register_unknown``, also for a register whose first version is yet to come."""
    found = RegisterVersion.objects.filter(in_force(on), register__key=key).select_related("register").first()
    if found is None:
        raise NotFound("register_unknown")
    return found


_MOST = 500
_known: dict[str, Definition] = {}


def definition_of(version: RegisterVersion) -> Definition:
    """The definition a version published. Equal content is read once in a process."""
    found = _known.get(version.digest)
    if found is None:
        if len(_known) >= _MOST:
            _known.clear()
        found = _known[version.digest] = from_json(version.definition)
    return found
