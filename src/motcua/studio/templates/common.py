"""What pages of templates share: the source as typed, its faults at their lines, names to click."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from motcua.core.texts import say
from motcua.documents.letters.names import GROUPS, PLACEHOLDERS, formats_of
from motcua.documents.letters.source import FURNITURE, PAPERS, LetterSource, check
from motcua.procedures.form_subject import FormSubject
from motcua.procedures.selectors.form_sources import form_in_force
from motcua.procedures.services.form_fields import form_fields

SHELF = "templates"
DRAFT = "procedure.draft"
MOST_TEXT = 60_000
FURNITURE_WORDS = {
    "head": _("Quốc hiệu, cơ quan, số, ngày"),
    "recipient": _("Kính gửi"),
    "signature": _("Người ký"),
    "copies": _("Nơi nhận"),
    "qr": _("Mã QR tra cứu hồ sơ"),
}
GROUPS_OF_NAMES = {
    "nguoi_nop": _("Người nộp"),
    "ho_so": _("Hồ sơ"),
    "thu_tuc": _("Thủ tục"),
    "co_quan": _("Cơ quan ra văn bản"),
    "noi_tiep_nhan": _("Nơi tiếp nhận"),
    "van_ban": _("Văn bản"),
    "nguoi_ky": _("Người ký"),
    "noi_dung": _("Nội dung"),
}


@dataclass(frozen=True, slots=True)
class NameView:
    """A name to click: what is inserted, what it is, how else it may be written out."""

    sign: str
    label: str
    formats: Sequence[str]


def posted_source(data: QueryDict) -> LetterSource:
    """What was typed. Ends of lines are one sign, as browsers send two."""
    text = str(data.get("text", ""))[:MOST_TEXT].replace("\r\n", "\n").replace("\x00", "")
    chosen = data.getlist("furniture")
    paper = str(data.get("paper", PAPERS[0]))
    return LetterSource(
        str(data.get("title", ""))[:500].replace("\x00", ""),
        text,
        tuple(one for one in FURNITURE if one in chosen),
        paper if paper in PAPERS else PAPERS[0],
    )


def fields_of(procedure: str, case: str, on: dt.date) -> frozenset[str] | None:
    return form_fields(procedure, case, on) if procedure else frozenset()


def fault_lines(source: LetterSource, fields: frozenset[str] | None) -> list[dict[str, object]]:
    """Every fault with its line, the text of that line, and where to go to mend it."""
    lines = source.text.split("\n")
    found: list[dict[str, object]] = []
    for fault in check(source, fields=fields):
        shown = lines[fault.line - 1] if 0 < fault.line <= len(lines) else ""
        found.append(
            {
                "line": fault.line,
                "column": fault.column,
                "text": say(fault.code, fault.params),
                "shown": shown[:160],
                "href": "#text" if fault.line else "#title",
            }
        )
    return found


def names_to_click(procedure: str, case: str, on: dt.date) -> list[tuple[str, list[NameView]]]:
    """The closed list by group, then the answers of the form."""
    found: dict[str, list[NameView]] = {}
    for one in PLACEHOLDERS.values():
        group = one.name.partition(".")[0]
        found.setdefault(group, []).append(NameView("{{ " + one.name + " }}", str(one.label), formats_of(one.kind)[1:]))
    listed = [(str(GROUPS_OF_NAMES.get(group, group)), names) for group, names in found.items()]
    for group, columns in GROUPS.items():
        rows = [NameView("{{ dong." + column + " }}", f"{group}: {column}", ()) for column in columns]
        listed.append((str(_("Danh sách giấy tờ")), rows))
    form = form_in_force(FormSubject(procedure, case), on) if procedure else None
    if form is not None:
        asked = [field for field in form.schema.fields() if field.kind not in {"information", "file"}]
        listed.append(
            (str(_("Câu trả lời trong đơn")), [NameView("{{ don." + one.key + " }}", one.label, ()) for one in asked])
        )
    return listed


def source_json(source: LetterSource) -> Mapping[str, object]:
    return {
        "title": source.title,
        "text": source.text,
        "furniture": list(source.furniture),
        "paper": source.paper,
    }
