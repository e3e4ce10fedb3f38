"""The column of facts of a dossier page, its papers and the working of its date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.core.canonical import Json
from motcua.core.clock import legal_date, now
from motcua.core.masking import mask_email, mask_id_number, mask_phone
from motcua.core.texts import say
from motcua.desk.wording import CHANNELS, PAID_HOW, words
from motcua.documents.media import by_type
from motcua.documents.scanning import current_scanner, refusal_to_serve
from motcua.dossiers.models import Dossier, DossierComponent, DossierDocument, DossierFee
from motcua.dossiers.selectors.authority import seal_of, signing_of
from motcua.dossiers.selectors.due import ClockAnswer
from motcua.forms.schema import APPLICANT_PAGE
from motcua.forms.selectors import schema
from motcua.web import words as said
from motcua.web.reading_back import rows as answer_rows
from motcua.worktime.compiled import CompiledCalendar
from motcua.worktime.texts import REASONS, UNITS

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the reader may see: nothing private, private with numbers masked, or all of it."""

    private: bool
    numbers: bool

    def id_number(self, value: str) -> str:
        return value if self.numbers else mask_id_number(value)

    def phone(self, value: str) -> str:
        return value if self.numbers else mask_phone(value)

    def email(self, value: str) -> str:
        return value if self.numbers else mask_email(value)


def facts(
    dossier: Dossier, filed: Mapping[str, Json], owner: str, fees: Iterable[DossierFee], seen: Seen
) -> list[Fact]:
    """Facts in the order an official asks for them; empty ones are left out by the macro."""
    who = filed.get("applicant")
    applicant = who if isinstance(who, dict) and seen.private else {}
    rows: list[Fact] = [(_("Người nộp"), _applicant(dossier, applicant, seen))]
    if seen.private:
        rows += [
            (_("Ngày sinh"), _day(applicant.get("birth_date"))),
            (_("Điện thoại"), seen.phone(str(applicant.get("phone", "")))),
            (_("Thư điện tử"), seen.email(str(applicant.get("email", "")))),
            (_("Nơi ở"), str(applicant.get("address", ""))),
            (_("Nộp thay cho"), str(filed.get("on_behalf_of", "") or "")),
            *_answers(dossier, filed),
        ]
    else:
        rows.append((_("Nội dung riêng"), _("Bạn xem được tiến độ, không xem được dữ liệu cá nhân.")))
    holder = owner
    if owner and dossier.held_since:
        holder = _("{owner}, từ {since}").format(owner=owner, since=said.instant(dossier.held_since))
    rows += [
        (_("Trường hợp"), dossier.case.name),
        (_("Cách nộp"), words(CHANNELS, dossier.channel)),
        (_("Phí, lệ phí"), "; ".join(_fee(fee).removeprefix(_("Phí, lệ phí") + ": ") for fee in fees)),
        (_("Nơi tiếp nhận"), dossier.reception_unit.name),
        (_("Đơn vị giải quyết"), dossier.settling_unit.name),
        (_("Ký kết quả"), signed_how(dossier, legal_date(dossier.finished_at or now()))),
        (_("Đang giữ"), holder),
        (_("Số biên nhận"), dossier.receipt_no),
    ]
    return rows


def signed_how(dossier: Dossier, on: dt.date) -> str:
    """``TUQ. Chủ tịch Ủy ban nhân dân tỉnh; con dấu của ...``; empty where the unit signs by its own right."""
    signing = signing_of(dossier, on)
    if signing is None:
        return ""
    seal = seal_of(signing, dossier.settling_unit, on).name
    return _("{words}; con dấu, thể thức văn bản: {seal}").format(words=signing.words, seal=seal)


def _applicant(dossier: Dossier, applicant: Mapping[str, Json], seen: Seen) -> str:
    number = str(applicant.get("id_number", ""))
    if not number:
        return dossier.applicant_name
    label = _("mã số thuế") if applicant.get("kind") == "organisation" else _("số định danh")
    return f"{dossier.applicant_name}, {label} {seen.id_number(number)}"


def _day(value: Json) -> str:
    try:
        return said.day(dt.date.fromisoformat(str(value))) if value else ""
    except ValueError:
        return str(value)


def _answers(dossier: Dossier, filed: Mapping[str, Json]) -> list[Fact]:
    given = filed.get("answers")
    if not isinstance(given, dict) or not given:
        return []
    return answer_rows(schema(dossier.form_version_id), given, leave_out=(APPLICANT_PAGE,))


def _fee(fee: DossierFee) -> str:
    name = fee.name or (_("Nghĩa vụ tài chính") if fee.key == "financial_obligation" else _("Phí, lệ phí"))
    if fee.paid_at is None:
        return _("{name}: {amount}, chưa nộp").format(name=name, amount=said.money(fee.amount))
    return _("{name}: {amount}, đã nộp {at} ({how})").format(
        name=name, amount=said.money(fee.amount), at=said.instant(fee.paid_at), how=words(PAID_HOW, fee.paid_how)
    )


def papers(
    dossier: Dossier, components: Sequence[DossierComponent], documents: Sequence[DossierDocument], *, open_files: bool
) -> list[dict[str, str]]:
    """Every file with its scan state, then the papers shown on paper or still missing."""
    names = {row.component: row.name for row in components}
    found = [_file(dossier, row, names, open_files=open_files) for row in documents]
    have = {row.component for row in documents}
    for component in components:
        if component.component in have:
            continue
        if component.presented_on_paper:
            found.append(
                {"name": component.name, "note": _copies(component), "badge": _("Bản giấy"), "kind": "neutral"}
            )
        elif component.reused or component.from_store:
            note = _("không phải nộp lại")
            found.append({"name": component.name, "note": note, "badge": _("Dùng lại"), "kind": "neutral"})
        elif component.required:
            found.append({"name": component.name, "note": _("chưa có"), "badge": _("Thiếu"), "kind": "late"})
    return found


def _copies(component: DossierComponent) -> str:
    parts = []
    if component.originals:
        parts.append(ngettext("{n} bản chính", "{n} bản chính", component.originals).format(n=component.originals))
    if component.copies:
        parts.append(ngettext("{n} bản sao", "{n} bản sao", component.copies).format(n=component.copies))
    return ", ".join(parts)


def _file(dossier: Dossier, row: DossierDocument, names: Mapping[str, str], *, open_files: bool) -> dict[str, str]:
    kind = by_type(row.file.media_type)
    size = f"{kind.label if kind else row.file.media_type}, {said.file_size(row.file.size)}"
    made = {"name": names.get(row.component, _("Giấy tờ khác")), "note": size}
    why = refusal_to_serve(row.file, current_scanner())
    if why == "file_not_scanned":
        made |= {"note": _("{file} · đang quét vi-rút, chưa mở được").format(file=size), "badge": _("Đang quét")}
        made["kind"] = "paused"
    elif why is not None:
        made |= {"note": say(why), "badge": _("Không mở được"), "kind": "late"}
    elif open_files:
        made["href"] = reverse("desk:document", args=[dossier.uid, row.uid])
    if why is None and not row.added_by_applicant:
        made |= {"badge": _("Một cửa số hóa"), "kind": "neutral"}
    return made


# ---- why this date


def working_rows(answer: ClockAnswer, calendar: CompiledCalendar) -> list[dict[str, object]]:
    """One row a day: what it counted and why; days off by their names."""
    return [
        {
            "day": row.date,
            "counted": said.decimal(str(row.counted), 0 if row.counted in (0, 1) else 1),
            "reason": calendar.fact(row.date).name or str(REASONS.get(row.reason, row.reason)),
        }
        for row in answer.working
    ]


def limit_said(answer: ClockAnswer) -> str:
    """``5 ngày làm việc``."""
    return f"{answer.run.amount} {UNITS.get(answer.run.unit, answer.run.unit)}"


def pause_rows(answer: ClockAnswer) -> list[str]:
    found = []
    for pause in answer.pauses:
        until = said.instant(pause.paused_to) if pause.paused_to else _("nay")
        text = _("Dừng từ {since} đến {until}").format(since=said.instant(pause.paused_from), until=until)
        if pause.due_after is not None:
            moved = _("hạn chuyển từ {before} sang {after}").format(
                before=said.instant(pause.due_before), after=said.instant(pause.due_after)
            )
            text = f"{text}; {moved}"
        found.append(text)
    return found
