"""Measures of contacts between an applicant and the administration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from motcua.figures.definitions.model import CountsFor
from motcua.figures.facts.reader import Facts

from .binding import Binding, Counted, When
from .cuts import Cut, within
from .dimensions import Dimension
from .dossier_measures import fields, legal_day
from .listed import Thing

if TYPE_CHECKING:
    import ibis.expr.types as ir

PURPOSES: Final = ("submit", "collect_result", "supplement_reception", "supplement_settlement")


def rows(facts: Facts, cuts: Sequence[Cut], when: When, view: ir.Table | None = None) -> ir.Table:
    """Times the applicant had to come or answer, each on its day."""
    contacts, dossiers = facts["contacts"], facts["dossiers"]
    own = dossiers.select("reception_unit", "settling_unit", "channel", "umbrella", "grain", "version", thing="dossier")
    found = contacts.filter(contacts.purpose.isin(PURPOSES)).select("dossier", "procedure", "at")
    found = within(found.mutate(on_day=legal_day(found["at"])), "on_day", cuts)
    found = found.join(own, found.dossier == own.thing)
    return found.mutate(grain_work=~found.umbrella, grain_whole=found.grain != "part")


CONTACTS: Final = Counted(
    "contacts",
    Thing.DOSSIER,
    rows,
    {CountsFor.RECEIVING: "reception_unit", CountsFor.SETTLING: "settling_unit", CountsFor.OWNER: "settling_unit"},
    {"contacts": Binding({When.ON_DAY: lambda row, _tested: row.dossier.notnull()})},
    {Dimension.PROCEDURE: "procedure", Dimension.FIELD: "version", Dimension.CHANNEL: "channel"},
    {Dimension.FIELD: fields},
)
