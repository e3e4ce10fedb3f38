"""What an official may see of a dossier beyond that it is there."""

from __future__ import annotations

from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import READ_PRIVATE
from motcua.people.actors import Actor
from motcua.people.permissions import decide


def may_read_private(actor: Actor, dossier: Dossier) -> bool:
    """The private data of a dossier: by the units it belongs to, and for a unit asked for an opinion while its answer
    is open, because it cannot answer otherwise."""
    units = [dossier.reception_unit_id, dossier.settling_unit_id, dossier.holder_unit_id]
    if decide(actor, READ_PRIVATE, units):
        return True
    asked = dossier.consultations.filter(answered_at=None).values_list("unit_id", flat=True)
    return bool(decide(actor, READ_PRIVATE, list(asked)))
