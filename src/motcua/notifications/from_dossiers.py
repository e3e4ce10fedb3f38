"""Letters from the dossiers' log. Two statements an envelope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings

from motcua.core.canonical import Json, decode
from motcua.dossiers.models import Dossier, DossierEvent

from .letters import Occurrence
from .sources import Envelope

TRACKING_PATH = "/ho-so/{secret}/"


class DossierLog:
    """The :class:`~motcua.notifications.sources.DossierSource` of the running system."""

    def envelope(self, dossier: UUID, seq: int) -> Envelope | None:
        found = (
            Dossier.objects.select_related("version", "reception_unit", "applicant", "account")
            .defer("snapshot")
            .filter(uid=dossier)
            .first()
        )
        if found is None:
            return None
        event = DossierEvent.objects.filter(dossier=found, seq=seq).first()
        if event is None:
            return None
        occurrence = _occurrence(found, event.kind, decode(event.payload))
        return Envelope(occurrence, _address(found), found.account.language if found.account else "vi")


def _address(dossier: Dossier) -> str:
    """The account that follows the dossier, else the applicant; nobody once the applicant's data is erased."""
    if dossier.applicant.erased_at is not None:
        return ""
    account = dossier.account.email if dossier.account else ""
    return account or dossier.applicant.email


def _occurrence(dossier: Dossier, kind: str, data: Mapping[str, Json]) -> Occurrence:
    office = dossier.reception_unit
    secret = TRACKING_PATH.format(secret=dossier.link_secret)
    return Occurrence(
        kind=kind,
        channel=dossier.channel,
        code=dossier.code or dossier.receipt_no,
        procedure=dossier.version.name,
        office=office.name,
        office_address=office.address,
        office_phone=office.phone,
        due_at=_instant(data.get("appointed_due")),
        until=_instant(data.get("next_at")),
        link=f"{settings.BASE_URL.rstrip('/')}{secret}",
        final=data.get("final") is True,
        refusal=data.get("result") == "refusal",
    )


def _instant(value: Json) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if isinstance(value, str) else None
