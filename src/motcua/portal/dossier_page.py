"""Everything the full tracking page shows, for the account that filed it and for the secret of the receipt alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from motcua.core.clock import legal_date
from motcua.core.errors import NotFound
from motcua.documents.models import StoredFile
from motcua.documents.selectors import file_by_uid
from motcua.dossiers import slips
from motcua.dossiers.context import deadlines_for
from motcua.dossiers.letters import SLUG, letters_there
from motcua.dossiers.lifecycle import EventKind, State
from motcua.dossiers.lifecycle.states import CLOSED_STATES, SETTLING_STATES
from motcua.dossiers.models import Dossier, DossierComponent, DossierDocument, DossierFee, DossierResult
from motcua.dossiers.payees import competent_agency
from motcua.dossiers.selectors.proven import proven_on
from motcua.dossiers.selectors.timeline import Moment, timeline
from motcua.organisation.models import Unit
from motcua.organisation.selectors import account_of
from motcua.portal import history, progress
from motcua.portal.family import parts_rows, whole_row
from motcua.portal.phrases import plain_name, spoken_name
from motcua.portal.todo import Todo, has_apologised, todo_of
from motcua.procedures.letter_words import LETTERS
from motcua.procedures.process import Process
from motcua.procedures.selectors import process as process_of
from motcua.ratings.asked import WITH_RESULT, dossier_token
from motcua.web.words import file_size

SLIP_NAMES = ("01", "02", "03", "04")


def moments_of(dossier: Dossier, now: dt.datetime) -> list[Moment]:
    """The dossier's events, oldest first, with what was written to the applicant."""
    pair = deadlines_for(dossier.reception_unit_id, dossier.settling_unit_id, legal_date(now))
    return timeline(dossier, calendar=pair.settlement, now=now, with_private=True, names=False)


def full_page(dossier: Dossier, *, now: dt.datetime, base: str, is_own: bool) -> dict[str, Any]:
    """The context of the tracking page. ``base``: the address that its slips and files hang on."""
    state = State(dossier.state)
    process = process_of(dossier.process_version_id)
    moments = moments_of(dossier, now)
    names = dict(DossierComponent.objects.filter(dossier=dossier).values_list("component", "name"))
    own = reverse("portal:own_dossier", args=[dossier.uid]) if is_own else ""
    parts = parts_rows(dossier, now=now, is_own=is_own)
    left = progress.left_of(dossier, progress.calendars_for([dossier], now), now)
    return {
        "nav": "track",
        "dossier": dossier,
        "code": dossier.code or dossier.receipt_no,
        "procedure": spoken_name(dossier.version.name, dossier.version.summary),
        "guide": reverse("portal:procedure", args=[dossier.version.procedure.key]),
        "official": plain_name(dossier.version.name),
        "stages": progress.stages_of(dossier),
        "heading": progress.now_words(state, _step_name(process, dossier.step)),
        "holder": holder_words(dossier),
        "date": _next_date(dossier, state, has_apologised(moments)),
        "left": left if state not in progress.WITHOUT_RESULT else None,
        "rate": reverse("portal:rate", args=[dossier_token(dossier.uid, dossier.submitted_at)])
        if state in WITH_RESULT and dossier.parent_id is None
        else "",
        "todo": _with_apology(todo_of(dossier, moments, names, now), moments, base),
        "provisional": "provisional" in dossier.flags and state not in _DATED_PAST,
        "history": history.happened(
            moments,
            process,
            filed_by_person=dossier.account_id is not None,
            parts={row["key"]: row["name"] for row in parts},
        ),
        "looks": history.looks(dossier),
        "slips": [{"text": text, "href": f"{base}phieu/{number}/"} for number, text in _papers(dossier, moments)],
        "files": _files(dossier, names, base),
        "results": _results(dossier, base),
        "fees": _fees(dossier, state),
        "accounts": _accounts(dossier, state, legal_date(now)),
        "receipt": f"{base}bien-nhan.json",
        "proven_on": proven_on(dossier.uid),
        "parts": parts,
        "asked_by_part": next((row for row in parts if row.get("waits")), None),
        "whole": whole_row(dossier, is_own=is_own),
        "can_withdraw": is_own and (state in SETTLING_STATES or state in _BEFORE) and not dossier.closed,
        "supplement": f"{own}bo-sung/" if own and progress.needs_supplement(state) else "",
        "needs_supplement": progress.needs_supplement(state),
        "withdraw": f"{own}rut/" if own else "",
        "is_own": is_own,
    }


_BEFORE = frozenset({State.SUBMITTED, State.SUPPLEMENT_AT_RECEPTION, State.FORWARDED})
_DATED_PAST = CLOSED_STATES | {State.RESULT_READY}
"""Their date tells what has been, so no change of a calendar moves it."""


def slip_name(number: str) -> str:
    return {
        "01": gettext("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
        "02": gettext("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
        "03": gettext("Phiếu từ chối tiếp nhận, giải quyết hồ sơ"),
        "04": gettext("Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
    }[number]


def _papers(dossier: Dossier, moments: list[Moment]) -> list[tuple[str, str]]:
    """The forms of the law and the letters from the province's own templates, by number and name."""
    letters = [(f"{SLUG}{kind}", str(LETTERS[kind])) for kind in letters_there(dossier, moments)]
    return [*((number, slip_name(number)) for number in _slips(moments)), *letters]


def _slips(moments: list[Moment]) -> list[str]:
    """The numbers that can be printed, from events already read (the rule is that of ``slips``)."""
    kinds = {moment.kind for moment in moments}
    refusal = any(moment.data.get("result") == "refusal" for moment in moments)
    found = [number for number in SLIP_NAMES if number != "03" and kinds.intersection(slips.SLIP_OF[number])]
    if EventKind.REFUSED in kinds or refusal:
        found.append("03")
    return sorted(found)


def _with_apology(todo: Todo, moments: list[Moment], base: str) -> Todo:
    """Beside the words of an apology, the apology itself."""
    if todo.kind != "late" or todo.href or not has_apologised(moments):
        return todo
    return replace(todo, href=f"{base}phieu/04/", link=f"{slip_name('04')} (PDF)")


def holder_words(dossier: Dossier) -> str:
    """Who holds it now: the unit with the agency above it, or the person themselves."""
    if dossier.holder_kind == "applicant":
        return gettext("Bạn")
    if dossier.holder_unit_id is None:
        return ""
    unit = Unit.objects.select_related("parent").get(pk=dossier.holder_unit_id)
    above = unit.parent.name if unit.parent and unit.parent.level != "province" else ""
    return f"{unit.name}, {above}" if above else unit.name


def _step_name(process: Process, key: str) -> str:
    return next((step.name for step in process.steps if step.key == key), "")


def _next_date(dossier: Dossier, state: State, is_put_off: bool) -> dict[str, object] | None:
    if progress.needs_supplement(state):
        return {"name": gettext("Nên bổ sung trước"), "at": dossier.next_at}
    if state in progress.AT_DESK:
        return {"name": gettext("Trả lời bạn trước"), "at": dossier.next_at}
    if state is State.PAYMENT_PENDING:
        return {"name": gettext("Nên nộp trước"), "at": dossier.next_at}
    if state is State.RETURNED:
        return {"name": gettext("Đã trả lúc"), "at": dossier.closed_at}
    if state is State.RESULT_READY:
        return {"name": gettext("Có kết quả lúc"), "at": dossier.finished_at}
    if dossier.closed:
        return {"name": gettext("Kết thúc lúc"), "at": dossier.closed_at}
    name = gettext("Hẹn lại ngày trả") if is_put_off else gettext("Hẹn trả kết quả")
    return {"name": name, "at": dossier.appointed_due_at}


def _accounts(dossier: Dossier, state: State, on: dt.date) -> list[dict[str, str]]:
    """Where to pay, while something is asked for: the account of each agency that fees or a financial obligation go
    to."""
    owed = [fee.payee_id for fee in _fees(dossier, state) if fee.paid_at is None and fee.amount]
    if state is State.PAYMENT_PENDING:
        owed.append(competent_agency(dossier.settling_unit_id, on))
    rows = [account_of(payee, on) for payee in dict.fromkeys(owed) if payee is not None]
    said = dossier.code or dossier.receipt_no
    return [
        {"number": row.number, "bank": row.bank, "holder": row.holder, "content": said}
        for row in dict.fromkeys(rows)
        if row is not None
    ]


def _fees(dossier: Dossier, state: State) -> list[DossierFee]:
    """What was paid, of its parts too; of a dossier that still goes on, what is to be paid too."""
    family = Q(dossier=dossier) | Q(dossier__parent=dossier)
    rows = DossierFee.objects.filter(family).order_by("id")
    return [fee for fee in rows if fee.paid_at or state not in progress.WITHOUT_RESULT]


def _files(dossier: Dossier, names: dict[str, str], base: str) -> list[dict[str, str]]:
    rows = DossierDocument.objects.filter(dossier=dossier).select_related("file").order_by("added_seq")
    return [
        {
            "name": row.file.name or gettext("Tệp đã xóa"),
            "note": f"{names.get(row.component, gettext('Giấy tờ khác'))} · {file_size(row.file.size)}",
            "href": "" if row.file.is_erased else f"{base}tep/{row.file.uid}/",
        }
        for row in rows
    ]


def _results(dossier: Dossier, base: str) -> list[dict[str, str]]:
    rows = DossierResult.objects.filter(dossier=dossier).select_related("file").order_by("issued_seq")
    return [
        {"name": row.file.name, "note": file_size(row.file.size), "href": f"{base}tep/{row.file.uid}/"}
        for row in rows
        if row.file is not None and not row.file.is_erased
    ]


def file_of(dossier: Dossier, uid: UUID) -> StoredFile:
    """A file that belongs to the dossier: handed in, or its result. Raises NotFound ``file_erased``."""
    file = file_by_uid(uid)
    if file is not None and (
        DossierDocument.objects.filter(dossier=dossier, file=file).exists()
        or DossierResult.objects.filter(dossier=dossier, file=file).exists()
    ):
        return file
    raise NotFound("file_erased")
