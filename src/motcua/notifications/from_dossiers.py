"""Letters from the dossiers' log. Two statements an envelope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.conf import settings

from motcua.core.canonical import Json, decode
from motcua.core.clock import legal_date, now
from motcua.dossiers.answers import unit_name
from motcua.dossiers.lifecycle import EventKind
from motcua.dossiers.models import Dossier, DossierEvent
from motcua.dossiers.references import unit_id
from motcua.organisation.models import in_force
from motcua.people.models import Assignment
from motcua.procedures.letter_kinds import LetterKind
from motcua.procedures.selectors.templates import template_for

from .invitations import invitation
from .letters import TO_THE_HEAD, Occurrence
from .sources import Envelope

HEAD = "reception_head"
DESK_PATH = "/desk/ho-so/{uid}/"
TRACKING_PATH = "/ho-so/{secret}/"
_WITH_RESULT = frozenset({EventKind.RESULT_ISSUED, EventKind.HANDED_OVER, EventKind.REFUSED})


class DossierLog:
    """The :class:`~motcua.notifications.sources.DossierSource` of the running system."""

    def envelope(self, dossier: UUID, seq: int) -> Envelope | None:
        found = (
            Dossier.objects.select_related("version", "reception_unit", "settling_unit", "applicant", "account")
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
        if event.kind in TO_THE_HEAD:
            return Envelope(occurrence, _head_of(found, decode(event.payload)), "vi")
        return Envelope(occurrence, _address(found), found.account.language if found.account else "vi")


def _address(dossier: Dossier) -> str:
    """The account that follows the dossier, else the applicant; nobody once the applicant's data is erased."""
    if dossier.applicant.erased_at is not None:
        return ""
    account = dossier.account.email if dossier.account else ""
    return account or dossier.applicant.email


def _head_of(dossier: Dossier, data: Mapping[str, Json]) -> str:
    """The address of the head of the one-stop centre that must be told; empty when nobody is."""
    told = data.get("tell")
    unit = unit_id(told) if isinstance(told, str) else dossier.reception_unit_id
    heads = Assignment.objects.filter(in_force(legal_date(now())), post__unit=unit, post__role=HEAD)
    return heads.exclude(user__email="").order_by("pk").values_list("user__email", flat=True).first() or ""


def _agency(data: Mapping[str, Json]) -> str:
    agency = data.get("agency")
    return unit_name(unit_id(agency)).name if isinstance(agency, str) and agency else ""


def _occurrence(dossier: Dossier, kind: str, data: Mapping[str, Json]) -> Occurrence:
    found = _told(dossier, kind, data)
    if kind != EventKind.REROUTED:
        return found
    return replace(
        found,
        agency=dossier.settling_unit.name,
        ground=str(data.get("decision_number", "")),
        is_new_date=found.due_at is not None,
        due_at=found.due_at or dossier.appointed_due_at,
    )


def _told(dossier: Dossier, kind: str, data: Mapping[str, Json]) -> Occurrence:
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
        link=f"{settings.BASE_URL.rstrip('/')}{DESK_PATH.format(uid=dossier.uid) if kind in TO_THE_HEAD else secret}",
        final=data.get("final") is True,
        refusal=data.get("result") == "refusal",
        agency=_agency(data),
        failed=data.get("failed") is True,
        early=_early(kind, data),
        is_part=dossier.parent_id is not None,
        written=_written(dossier, kind, data),
        rate=invitation(dossier.uid, dossier.submitted_at) if kind in _WITH_RESULT else "",
    )


def _written(dossier: Dossier, kind: str, data: Mapping[str, Json]) -> str:
    """The letter that an automatic step sent, where the province has a template for it."""
    letter = data.get("letter")
    if kind != EventKind.STEP_PASSED or not isinstance(letter, str) or letter not in set(LetterKind):
        return ""
    bound = template_for(dossier.procedure.key, dossier.case.key, LetterKind(letter), dossier.submitted_at)
    return letter if bound is not None else ""


def _early(kind: str, data: Mapping[str, Json]) -> bool:
    """A result on a legal day before the one appointed; the event waits for that day then."""
    finished, appointed = _instant(data.get("finished_at")), _instant(data.get("next_at"))
    if kind != EventKind.RESULT_ISSUED or finished is None or appointed is None:
        return False
    return legal_date(finished) < legal_date(appointed)


def _instant(value: Json) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if isinstance(value, str) else None
