"""Letters of a dossier from the province's own templates, drawn from its log as the forms 01 to 06 are.

A template never takes the place of a form of the law: it is printed beside it. What was erased stays blank.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.utils.translation import override

from motcua.core.clock import legal_date
from motcua.core.errors import NotAllowed, NotFound
from motcua.documents.letters.drawing import Office, Values, draw
from motcua.documents.letters.source import LetterSource
from motcua.documents.printing import print_paper
from motcua.dossiers.answers import unit_name
from motcua.dossiers.conditions import scope_of
from motcua.dossiers.lifecycle import EventKind
from motcua.dossiers.lifecycle.state import parse_instant
from motcua.dossiers.models import Dossier, DossierComponent
from motcua.dossiers.permissions import READ_PRIVATE
from motcua.dossiers.selectors.authority import seal_of, signing_of
from motcua.dossiers.selectors.reading import readable
from motcua.dossiers.selectors.timeline import Moment, private_of_first
from motcua.dossiers.slips import DESK_OFFICER, GUIDE, HEAD, OTHER, moments_of, office_of, slip_data
from motcua.organisation.models import Unit
from motcua.people.actors import Actor
from motcua.people.permissions import decide
from motcua.procedures.letter_kinds import LetterKind
from motcua.procedures.selectors.templates import template_for, templates_for

PAPER_KIND = {
    LetterKind.SUPPLEMENT: "BSHS",
    LetterKind.REFUSAL: "TC",
    LetterKind.APOLOGY: "XLHL",
    LetterKind.RESULT: "KQ",
    LetterKind.INVITATION: "GM",
    LetterKind.NOTICE: "TB",
}
AT_DESK = frozenset({EventKind.REFUSED})


SLUG = "thu-"
"""How a letter is told from a form of the law in an address: ``thu-notice`` beside ``02``."""


def paper_pdf(dossier: Dossier, number: str, *, internal: bool = False) -> bytes:
    """A form of the law by its number, or a letter by ``thu-`` and its kind. Raises NotFound ``slip_not_there``."""
    if not number.startswith(SLUG):
        return print_paper(slip_data(dossier, number, internal=internal))
    kind = number.removeprefix(SLUG)
    if kind not in set(LetterKind):
        raise NotFound("slip_not_there")
    return letter_pdf(dossier, LetterKind(kind))


def letters_there(dossier: Dossier, moments: Sequence[Moment]) -> list[LetterKind]:
    """The letters this dossier can print now: something happened that one is for, and there was a template for it when
    the dossier was filed. One SQL statement."""
    bound = templates_for(dossier.procedure.key, dossier.case.key, dossier.submitted_at)
    return [kind for kind in LetterKind if kind in bound and _moment(kind, moments) is not None]


def letter_pdf(dossier: Dossier, kind: LetterKind) -> bytes:
    """The letter by the template the dossier was filed under, from the newest event it belongs to. Raises NotFound
    ``slip_not_there``, and as :func:`motcua.documents.letters.drawing.draw`."""
    source = template_for(dossier.procedure.key, dossier.case.key, kind, dossier.submitted_at)
    moments = moments_of(dossier)
    moment = _moment(kind, moments)
    if source is None or moment is None:
        raise NotFound("slip_not_there")
    return draw(source, _values(dossier, kind, moment))


def preview(source: LetterSource, kind: LetterKind, dossier: UUID, *, actor: Actor, now: dt.datetime) -> bytes:
    """An author's letter on a real dossier. The read is recorded. Raises NotFound ``dossier_unknown`` for who may not
    read it, NotAllowed ``not_allowed`` for who may not see its private data. A letter for which nothing happened yet is
    filled from the newest event."""
    found = readable(dossier, actor=actor, now=now)
    if not decide(actor, READ_PRIVATE, [found.reception_unit_id, found.settling_unit_id, found.holder_unit_id]):
        raise NotAllowed("not_allowed")
    moments = moments_of(found)
    return draw(source, _values(found, kind, _moment(kind, moments) or moments[-1]))


def _moment(kind: LetterKind, moments: Sequence[Moment]) -> Moment | None:
    return next((one for one in reversed(moments) if _is_for(kind, one)), None)


def _is_for(kind: LetterKind, one: Moment) -> bool:
    refused = one.data.get("result") == "refusal"
    match kind:
        case LetterKind.SUPPLEMENT:
            return one.kind is EventKind.SUPPLEMENT_REQUESTED
        case LetterKind.REFUSAL:
            return one.kind is EventKind.REFUSED or (one.kind is EventKind.RESULT_ISSUED and refused)
        case LetterKind.APOLOGY:
            return one.kind is EventKind.APOLOGISED
        case LetterKind.RESULT:
            return one.kind is EventKind.RESULT_ISSUED and not refused
        case _:
            return one.kind is EventKind.STEP_PASSED and one.data.get("letter") == kind.value


def _values(dossier: Dossier, kind: LetterKind, moment: Moment) -> Values:
    with override("vi"):
        return _filled(dossier, kind, moment)


def _filled(dossier: Dossier, kind: LetterKind, moment: Moment) -> Values:
    on = legal_date(moment.at)
    at_desk = moment.kind in AT_DESK or moment.data.get("stage") == "reception"
    unit = dossier.reception_unit if at_desk else dossier.settling_unit
    authority = None if at_desk else signing_of(dossier, on)
    office = office_of(seal_of(authority, unit, on))
    scope = scope_of(dossier.pk, dossier.form_version_id, moment.at)
    places = {
        **_applicant(dossier),
        **_dossier(dossier, scope.facts.get("fee")),
        **_office(office.name, office.superior, unit, dossier),
        **_content(moment),
        "van_ban.so": f"{(dossier.code or dossier.receipt_no).rsplit('-', 1)[-1]}/{PAPER_KIND[kind]}",
        "van_ban.ngay": on,
        "nguoi_ky.ho_ten": "" if moment.kind is EventKind.STEP_PASSED else moment.actor,
        "nguoi_ky.chuc_danh": _role(moment, at_desk=at_desk),
    }
    return Values(
        office=Office(office.superior, office.name, office.place),
        issued_at=moment.at,
        places=places,
        groups={"giay_to": _papers(dossier, moment)},
        scope=scope,
        signed_for=" – ".join(filter(None, [authority.words if authority else "", moment.on_behalf_of])),
        tracking=f"{settings.BASE_URL}/ho-so/{dossier.link_secret}/",
        copies=("Như trên;",),
    )


def _role(moment: Moment, *, at_desk: bool) -> str:
    if not at_desk:
        return HEAD
    return GUIDE if moment.kind is EventKind.SUPPLEMENT_REQUESTED else DESK_OFFICER


def _applicant(dossier: Dossier) -> dict[str, object]:
    filed = private_of_first(dossier)
    block = filed.get("applicant")
    who: Mapping[str, object] = block if isinstance(block, dict) else {}
    return {
        "nguoi_nop.ho_ten": who.get("name"),
        "nguoi_nop.so_giay_to": who.get("id_number") or who.get("tax_code"),
        "nguoi_nop.ngay_sinh": who.get("birth_date"),
        "nguoi_nop.dia_chi": who.get("address"),
        "nguoi_nop.dien_thoai": who.get("phone"),
        "nguoi_nop.thu_dien_tu": who.get("email"),
        "nguoi_nop.thay_mat": filed.get("on_behalf_of"),
    }


def _dossier(dossier: Dossier, fee: object) -> dict[str, object]:
    return {
        "ho_so.ma": dossier.code or "",
        "ho_so.bien_nhan": dossier.receipt_no,
        "ho_so.ngay_nop": legal_date(dossier.submitted_at),
        "ho_so.ngay_tiep_nhan": legal_date(dossier.accepted_at) if dossier.accepted_at else None,
        "ho_so.ngay_hen": legal_date(dossier.appointed_due_at) if dossier.appointed_due_at else None,
        "ho_so.phi": fee,
        "ho_so.truong_hop": dossier.case.name or "",
        "ho_so.dia_ban": unit_name(dossier.place_id).name,
        "thu_tuc.ten": dossier.version.name,
        "thu_tuc.ma": dossier.procedure.code or "",
    }


def _office(name: str, superior: str, unit: Unit, dossier: Dossier) -> dict[str, object]:
    return {
        "co_quan.ten": name,
        "co_quan.cap_tren": superior,
        "co_quan.dia_chi": unit.address,
        "co_quan.dien_thoai": unit.phone,
        "noi_tiep_nhan.ten": dossier.reception_unit.name,
    }


def _content(moment: Moment) -> dict[str, object]:
    until = moment.data.get("appointed_due") or moment.data.get("next_at")
    asks = moment.kind in {EventKind.SUPPLEMENT_REQUESTED, EventKind.APOLOGISED}
    return {
        "noi_dung.ly_do": moment.private_text("reason"),
        "noi_dung.can_cu": moment.private_text("legal_ground"),
        "noi_dung.ghi_chu": moment.private_text("note"),
        "noi_dung.han": parse_instant(until) if asks else None,
        "noi_dung.so_ket_qua": moment.private_text("number"),
    }


def _papers(dossier: Dossier, moment: Moment) -> list[Mapping[str, object]]:
    """What a supplement asks for, with the reason of each."""
    items, notes = moment.data.get("items"), (moment.private or {}).get("items")
    codes = [str(code) for code in items] if isinstance(items, list) else []
    if not codes:
        return []
    names = dict(DossierComponent.objects.filter(dossier=dossier).values_list("component", "name"))
    names[OTHER] = "Nội dung khác"
    whys = [str(note) for note in notes] if isinstance(notes, list) else [""] * len(codes)
    return [{"ten": names.get(code, code), "ghi_chu": why} for code, why in zip(codes, whys, strict=False)]
