"""The papers of a dossier, from its log: forms 01 to 05 (Circular 01/2018/TT-VPCP). What was erased stays blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.clock import now as clock_now
from motcua.core.errors import NotFound, Unavailable
from motcua.documents.control_slip import Slip05Data
from motcua.documents.slips import (
    Applicant,
    Fee,
    Missing,
    Office,
    Paper,
    Signatory,
    Slip,
    Slip01Data,
    Slip02Data,
    Slip03Data,
    Slip04Data,
)
from motcua.dossiers import references
from motcua.dossiers.control_slip import passages
from motcua.dossiers.lifecycle import EventKind
from motcua.dossiers.lifecycle.filed import thaw_terms
from motcua.dossiers.lifecycle.state import parse_instant
from motcua.dossiers.models import Dossier, DossierComponent, DossierDocument, DossierFee
from motcua.dossiers.selectors.authority import seal_of, signing_of
from motcua.dossiers.selectors.timeline import Moment, private_of_first, timeline
from motcua.dossiers.services.receipts import check_address, receipt_of
from motcua.organisation.models import Unit
from motcua.procedures.terms import Limit, Signing
from motcua.worktime.rules import LimitUnit
from motcua.worktime.selectors import compiled

log = structlog.get_logger(__name__)

OTHER = "other"
"""What the guidance asks for beside the papers of the case."""

SLIP_OF = {
    "01": (EventKind.ACCEPTED,),
    "02": (EventKind.SUPPLEMENT_REQUESTED,),
    "03": (EventKind.REFUSED, EventKind.RESULT_ISSUED),
    "04": (EventKind.APOLOGISED,),
}
"""What the applicant may have."""

INTERNAL = {"05": (EventKind.ACCEPTED,)}
"""What goes along inside the agency: it names officials and their opinions."""


@dataclass(frozen=True, slots=True)
class _Source:
    dossier: Dossier
    moment: Moment
    applicant: Mapping[str, Json]
    moments: tuple[Moment, ...]
    represents: str = ""
    """For whom the applicant filed."""

    def text(self, name: str) -> str:
        return self.moment.private_text(name)


def available(dossier: Dossier) -> list[str]:
    """The numbers of the slips this dossier can print now, in order."""
    moments = moments_of(dossier)
    return [number for number in SLIP_OF if _moment_of(number, moments) is not None]


def slip_data(dossier: Dossier, number: str, *, internal: bool = False) -> Slip:
    """The data of slip ``number`` ("01" to "04"; with ``internal`` "05" too), from the newest event it belongs to. In
    Vietnamese, as the law's forms are. Raises NotFound("slip_not_there")."""
    moments = moments_of(dossier)
    moment = _moment_of(number, moments) if number in SLIP_OF or (internal and number in INTERNAL) else None
    if moment is None:
        raise NotFound("slip_not_there")
    filed = private_of_first(dossier)
    applicant = filed.get("applicant")
    represents = str(filed.get("on_behalf_of") or "")
    source = _Source(dossier, moment, applicant if isinstance(applicant, dict) else {}, moments, represents)
    with override("vi"):
        return _BUILDERS[number](source)


def moments_of(dossier: Dossier) -> tuple[Moment, ...]:
    calendar = compiled(settings.PROVINCE_CALENDARS["settlement"])
    return tuple(timeline(dossier, calendar=calendar, now=clock_now(), with_private=True, names=True))


def _moment_of(number: str, moments: tuple[Moment, ...]) -> Moment | None:
    found = [m for m in moments if m.kind in {**SLIP_OF, **INTERNAL}[number]]
    if number == "03":
        found = [m for m in found if m.kind is EventKind.REFUSED or m.data.get("result") == "refusal"]
    return found[-1] if found else None


def office_of(unit: Unit) -> Office:
    superior = unit.parent.name if unit.parent else settings.PROVINCE_NAME
    return Office(superior=superior, name=unit.name, place=_place_name(), address=unit.address, phone=unit.phone)


def _place_name() -> str:
    """The place that stands before a paper's date: "An Sơn", not "Tỉnh An Sơn"."""
    return settings.PROVINCE_NAME.removeprefix("Tỉnh ").removeprefix("Thành phố ")


def _paper_number(source: _Source, kind: str) -> str:
    """Short: the dossier's number of the day and the kind of paper; the full code stands beside the QR."""
    tail = (source.dossier.code or source.dossier.receipt_no).rsplit("-", 1)[-1]
    return f"{tail}/{kind}"


def _common(
    source: _Source, unit: Unit, number: str, signs: str, authority: Signing | None = None
) -> dict[str, object]:
    """``authority``: in whose name the head of ``unit`` signs, where not by the unit's own right."""
    dossier, who = source.dossier, source.applicant
    on = legal_date(source.moment.at)
    above = [authority.words if authority else "", source.moment.on_behalf_of]
    return {
        "office": office_of(seal_of(authority, unit, on)),
        "number": _paper_number(source, number),
        "issued_at": source.moment.at,
        "dossier_code": dossier.code or "",
        "receipt_no": dossier.receipt_no,
        "procedure_code": dossier.procedure.code or "",
        "procedure_name": dossier.version.name,
        "applicant": Applicant(
            name=str(who.get("name", "")),
            id_number=str(who.get("id_number", "")),
            address=str(who.get("address", "")),
            phone=str(who.get("phone", "")),
            email=str(who.get("email", "")),
            represents=source.represents,
        ),
        "signatory": Signatory(role=signs, name=source.moment.actor, on_behalf_of=" – ".join(filter(None, above))),
        "system_name": settings.SYSTEM_NAME,
        "tracking_url": f"{settings.BASE_URL}/ho-so/{dossier.link_secret}/",
    }


DESK_OFFICER, GUIDE, HEAD = "Người tiếp nhận hồ sơ", "Người hướng dẫn", "Thủ trưởng cơ quan, đơn vị"
"""Who signs: the desk receives and refuses; a refusal at settlement and an apology are the head's."""

_RETURN_WAYS = {
    "online": "Trực tuyến, hoặc bản giấy tại bộ phận một cửa",
    "post": "Qua dịch vụ bưu chính công ích",
}

_UNIT_WORDS = {
    LimitUnit.WORKING_HOUR: "giờ làm việc",
    LimitUnit.HOUR: "giờ",
    LimitUnit.WORKING_DAY: "ngày làm việc",
    LimitUnit.DAY: "ngày",
    LimitUnit.MONTH: "tháng",
}


def limit_words(limit: Limit | None) -> str:
    """``05 ngày làm việc``; an instant procedure has no limit but the day."""
    return f"{limit.amount:02d} {_UNIT_WORDS[limit.unit]}" if limit else "trong ngày"


def _slip01(source: _Source) -> Slip:
    dossier, data = source.dossier, source.moment.data
    uploaded = set(DossierDocument.objects.filter(dossier=dossier).values_list("component", flat=True))
    papers = [
        Paper(name=row.name, originals=row.originals, copies=row.copies, electronic=row.component in uploaded)
        for row in DossierComponent.objects.filter(dossier=dossier).order_by("id")
        if row.component in uploaded or row.presented_on_paper
    ]
    terms = source.moments[0].data.get("terms")
    filed = thaw_terms(terms if isinstance(terms, dict) else {})
    return Slip01Data(
        **_common(source, dossier.reception_unit, "TNHS", DESK_OFFICER),  # type: ignore[arg-type]
        papers=tuple(papers),
        sets=1,
        statutory_limit=limit_words(filed.statutory),
        committed_limit=limit_words(filed.committed) if filed.committed else "",
        received_at=source.moment.at,
        due_at=parse_instant(data.get("appointed_due")) or source.moment.at,
        provisional="provisional" in dossier.flags,
        return_way=_RETURN_WAYS.get(dossier.channel, "Tại bộ phận một cửa"),
        return_place=dossier.reception_unit.name,
        fees=tuple(
            Fee(name=fee.name or _("Phí, lệ phí"), amount=fee.amount, status=_("đã nộp") if fee.paid_at else "")
            for fee in DossierFee.objects.filter(dossier=dossier).order_by("id")
        ),
        online=dossier.channel == "online",
        fingerprint=bytes(dossier.head_hash).hex()[:16],
        receipt_url=_receipt_url(dossier),
    )


def _receipt_url(dossier: Dossier) -> str:
    """The signed receipt for the second QR code. A key that cannot be read keeps nobody from their paper."""
    try:
        return check_address(receipt_of(dossier, "accepted", now=clock_now()))
    except (NotFound, Unavailable) as error:
        log.warning("receipt.not_signed", dossier=str(dossier.uid), code=error.code)
        return ""


def _slip02(source: _Source) -> Slip:
    items = source.moment.data.get("items")
    notes = (source.moment.private or {}).get("items")
    names = dict(DossierComponent.objects.filter(dossier=source.dossier).values_list("component", "name"))
    codes = [str(code) for code in items] if isinstance(items, list) else []
    whys = [str(note) for note in notes] if isinstance(notes, list) else [""] * len(codes)
    desk = _desk(source)
    names[OTHER] = "Nội dung khác"
    return Slip02Data(
        **_common(source, desk, "BSHS", GUIDE),  # type: ignore[arg-type]
        missing=tuple(Missing(what=names.get(code, code), why=why) for code, why in zip(codes, whys, strict=False)),
        reason=source.text("reason"),
        contact_name=desk.name,
        contact_phone=desk.phone,
        answer_by=parse_instant(source.moment.data.get("next_at")),
    )


def _slip03(source: _Source) -> Slip:
    at_settlement = source.moment.kind is EventKind.RESULT_ISSUED
    unit = source.dossier.settling_unit if at_settlement else source.dossier.reception_unit
    return Slip03Data(
        **_common(  # type: ignore[arg-type]
            source,
            unit,
            "TC",
            HEAD if at_settlement else DESK_OFFICER,
            _authority(source) if at_settlement else None,
        ),
        reason=source.text("reason") or source.text("note"),
        legal_ground=source.text("legal_ground"),
        at_settlement=at_settlement,
        received_at=source.dossier.accepted_at,
        contact_name=unit.name,
        contact_phone=unit.phone,
    )


def _slip04(source: _Source) -> Slip:
    dossier, data = source.dossier, source.moment.data
    before = parse_instant(data.get("due_before")) or source.moment.at
    delayed = data.get("delayed_unit")
    where = Unit.objects.get(pk=references.unit_id(str(delayed))) if delayed else dossier.settling_unit
    return Slip04Data(
        **_common(source, dossier.settling_unit, "XLHL", HEAD, _authority(source)),  # type: ignore[arg-type]
        received_at=dossier.accepted_at or dossier.submitted_at,
        due_at=before,
        new_due_at=parse_instant(data.get("appointed_due")),
        receipt_number=_paper_number(source, "TNHS"),
        reason=source.text("reason"),
        delayed_at=where.name,
        return_place=dossier.reception_unit.name,
    )


def _authority(source: _Source) -> Signing | None:
    """In whose name the settling unit signed on the day of the paper."""
    return signing_of(source.dossier, legal_date(source.moment.at))


def _desk(source: _Source) -> Unit:
    """The one-stop desk that speaks to the applicant: the one that asked, or, for a settling unit, the one it asks
    through; a settling officer has no other way to the applicant (Decree 61/2018/ND-CP art. 5)."""
    holder = source.moment.data.get("holder")
    if source.moment.data.get("stage") != "reception" or not isinstance(holder, dict):
        return source.dossier.reception_unit
    return Unit.objects.get(pk=references.unit_id(str(holder["unit"])))


def _slip05(source: _Source) -> Slip:
    dossier = source.dossier
    return Slip05Data(
        **_common(source, dossier.reception_unit, "KSHS", DESK_OFFICER),  # type: ignore[arg-type]
        passages=tuple(passages(source.moments)),
        received_at=dossier.accepted_at,
        due_at=dossier.appointed_due_at,
        settling=dossier.settling_unit.name,
    )


_BUILDERS = {"01": _slip01, "02": _slip02, "03": _slip03, "04": _slip04, "05": _slip05}
