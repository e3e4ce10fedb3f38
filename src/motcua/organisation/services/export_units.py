"""Writes units as the JSON Lines that the import reads."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from motcua.organisation.models import Unit, UnitSuccession

_OPTIONAL = ("short_name", "agency_code", "agency_code_old", "address", "phone", "email", "source")


def export_units() -> Iterator[str]:
    """One line for every unit that ever was, oldest first, then by code; importing them again changes nothing."""
    successions: defaultdict[int, list[dict[str, object]]] = defaultdict(list)
    for one in UnitSuccession.objects.select_related("new").order_by("-is_default", "new__code"):
        successions[one.old_id].append(
            {
                "code": one.new.code,
                "valid_from": one.new.valid_from.isoformat(),
                "share": float(one.share) if one.share != 1 else 1,
                "default": one.is_default,
            }
        )
    units = Unit.objects.select_related("parent").order_by("valid_from", "code")
    for unit in units.iterator(chunk_size=2000):
        row: dict[str, object] = {
            "code": unit.code,
            "valid_from": unit.valid_from.isoformat(),
            "valid_to": None if unit.valid_to is None else unit.valid_to.isoformat(),
            "name": unit.name,
            "level": unit.level,
            "kind": unit.kind,
            "parent": None if unit.parent is None else unit.parent.code,
            "successors": successions.get(unit.pk, []),
            **{name: getattr(unit, name) for name in _OPTIONAL if getattr(unit, name)},
        }
        yield json.dumps(row, ensure_ascii=False)
