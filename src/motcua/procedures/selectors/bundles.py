"""Which fan-out a dossier follows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from motcua.core.remember import remembered
from motcua.organisation.models import in_force
from motcua.procedures.bundle import Bundle
from motcua.procedures.bundle_json import from_json
from motcua.procedures.models import BundleVersion, Procedure


@dataclass(frozen=True, slots=True)
class FoundBundle:
    """A definition in force, with its public id and its name."""

    uid: str
    name: str
    bundle: Bundle


def bundles_of(key: str, on: dt.date) -> tuple[FoundBundle, ...]:
    """As :func:`bundles_on`, by the key of the procedure."""
    procedure = _id(key)
    return bundles_on(procedure, on) if procedure is not None else ()


@remembered(seconds=60)
def _id(key: str) -> int | None:
    return Procedure.objects.filter(key=key).values_list("pk", flat=True).first()


@remembered(seconds=5)
def bundles_on(procedure: int, on: dt.date) -> tuple[FoundBundle, ...]:
    """The fan-outs of a procedure on a day, one for each step that has one. Published definitions never change, but
    new ones come: they are looked up again after a few seconds."""
    rows = BundleVersion.objects.filter(in_force(on), procedure=procedure).order_by("step", "id")
    return tuple(FoundBundle(str(row.uid), row.name, from_json(row.parts)) for row in rows)
