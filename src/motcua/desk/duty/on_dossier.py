"""What the pages of one dossier and of the lists say of duty: links, and who stands in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.dossiers.models import Dossier, DossierFee, ResponsibilityRecord
from motcua.dossiers.permissions import RECEIVE
from motcua.dossiers.selectors.responsibility import scope_records
from motcua.dossiers.services.incidents import may_record
from motcua.people.actors import Actor
from motcua.people.permissions import decide


def duty_of(actor: Actor, dossier: Dossier, fees: Sequence[DossierFee]) -> list[Mapping[str, str]]:
    """Where to go on from a dossier: its record of responsibility, a paid fee to look at, recording an incident. At
    most one statement, none for a dossier in time."""
    found: list[Mapping[str, str]] = []
    if _may_be_late(dossier):
        record = ResponsibilityRecord.objects.filter(scope_records(actor), dossier=dossier).only("uid").first()
        if record is not None:
            href = reverse("desk:responsibility_record", args=[record.uid])
            found.append({"text": _("Hồ sơ xác định trách nhiệm"), "href": href})
    if decide(actor, RECEIVE, [dossier.reception_unit_id]):
        found += [
            {"text": _("Xem có phải hoàn phí không"), "href": reverse("desk:refund", args=[dossier.uid, fee.key])}
            for fee in fees
            if fee.refund == "check"
        ]
    if may_record(actor, dossier):
        href = reverse("desk:incident_new", args=[dossier.uid])
        found.append({"text": _("Mất, hỏng giấy tờ"), "href": href})
    return found


def _may_be_late(dossier: Dossier) -> bool:
    due = dossier.committed_due_at or dossier.statutory_due_at
    ended = dossier.finished_at or dossier.closed_at
    return due is not None and (ended is None or ended > due)


def standing_in(actor: Actor) -> Mapping[int, str]:
    """The posts the actor fills for somebody else only, with the title."""
    own = {standing.post_id for standing in actor.standings if standing.on_behalf_of is None}
    return {
        standing.post_id: standing.on_behalf_of
        for standing in actor.standings
        if standing.on_behalf_of is not None and standing.post_id not in own
    }


def titles(actor: Actor, posts: Collection[int]) -> list[str]:
    """Whose work the actor does among these posts."""
    found = standing_in(actor)
    return sorted({found[post] for post in posts if post in found})
