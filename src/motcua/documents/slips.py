"""The papers of a dossier that a person is handed: forms 01 to 04 of Circular 01/2018/TT-VPCP, article 9.

A slip is a frozen record of what is printed; the room that knows the dossier fills it. Words of law and layout are in
the template, which is dated data (:mod:`motcua.documents.templates`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from motcua.core.canonical import Json
from motcua.core.money import format_dong
from motcua.documents.paper_parts import Applicant, Fee, Missing, Office, Paper, Signatory, law_date, moment
from motcua.documents.qr import PaperMark, payload

__all__ = [
    "Applicant",
    "Fee",
    "Missing",
    "Office",
    "Paper",
    "Signatory",
    "Slip",
    "Slip01Data",
    "Slip02Data",
    "Slip03Data",
    "Slip04Data",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What every slip says. ``number`` is the paper's own ("0007/TTPVHCC"); before acceptance ``dossier_code`` is empty
    and ``receipt_no`` identifies the submission. ``tracking_url`` opens the tracking page without signing in."""

    template: ClassVar[str] = ""
    title: ClassVar[str] = ""

    office: Office
    number: str
    issued_at: dt.datetime
    dossier_code: str
    receipt_no: str = ""
    procedure_code: str
    procedure_name: str
    applicant: Applicant
    signatory: Signatory
    system_name: str
    tracking_url: str = ""

    def to_json(self) -> dict[str, Json]:
        """What the template reads: texts, instants both in the words of the law and short, the text of the QR code."""
        who = self.applicant
        mark = PaperMark(
            dossier_code=self.dossier_code or self.receipt_no,
            procedure_code=self.procedure_code,
            owner_id=who.id_number,
            title=self.title,
            system=self.system_name,
            issued_at=self.issued_at,
            due_at=self.due_on_mark(),
        )
        return {
            "title": self.title,
            "office": self.office.to_json(),
            "number": self.number,
            "date": law_date(self.issued_at),
            "dossier_code": self.dossier_code,
            "receipt_no": self.receipt_no,
            "procedure": {"code": self.procedure_code, "name": self.procedure_name},
            "applicant": {
                "name": who.name,
                "address": who.address,
                "phone": who.phone,
                "email": who.email,
                "represents": who.represents,
            },
            "signatory": {
                "role": self.signatory.role,
                "name": self.signatory.name,
                "on_behalf_of": self.signatory.on_behalf_of,
            },
            "system": self.system_name,
            "qr": payload(mark, self.tracking_url),
            **self.details(),
        }

    def due_on_mark(self) -> dt.datetime | None:
        """The due date the QR code carries, if this paper has one."""
        return None

    def details(self) -> dict[str, Json]:
        """What only this slip says."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip01Data(Slip):
    """Receipt and appointment. ``received_at`` is when the dossier was complete and correct; ``statutory_limit`` and
    ``committed_limit`` are in words ("05 ngày làm việc"), the latter empty when the same. ``return_way`` and
    ``return_place`` say how and where the result is given. ``online`` drops the applicant's signature."""

    template: ClassVar[str] = "slip01"
    title: ClassVar[str] = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"

    papers: tuple[Paper, ...]
    sets: int
    statutory_limit: str
    committed_limit: str = ""
    received_at: dt.datetime
    due_at: dt.datetime
    provisional: bool = False
    return_way: str
    return_place: str
    fees: tuple[Fee, ...] = ()
    book: str = ""
    ordinal: str = ""
    online: bool = False
    fingerprint: str = ""
    receipt_url: str = ""
    """The address that checks the signed receipt, the receipt in its fragment."""

    def due_on_mark(self) -> dt.datetime | None:
        return self.due_at

    def details(self) -> dict[str, Json]:
        total = sum(fee.amount for fee in self.fees)
        return {
            "papers": [
                {
                    "name": paper.name,
                    "originals": paper.originals,
                    "copies": paper.copies,
                    "electronic": paper.electronic,
                }
                for paper in self.papers
            ],
            "sets": f"{self.sets:02d}",
            "statutory_limit": self.statutory_limit,
            "committed_limit": self.committed_limit,
            "received": moment(self.received_at),
            "due": moment(self.due_at),
            "provisional": self.provisional,
            "return_way": self.return_way,
            "return_place": self.return_place,
            "fees": [{"name": fee.name, "amount": format_dong(fee.amount), "status": fee.status} for fee in self.fees],
            "fee_total": format_dong(total) if len(self.fees) > 1 else "",
            "book": self.book,
            "ordinal": self.ordinal,
            "online": self.online,
            "fingerprint": self.fingerprint,
            "receipt_qr": self.receipt_url,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip02Data(Slip):
    """Request to add or correct: the complete list in a single time, with the reason of each, whom to ask, and until
    when if there is a limit."""

    template: ClassVar[str] = "slip02"
    title: ClassVar[str] = "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"

    missing: tuple[Missing, ...]
    reason: str = ""
    contact_name: str
    contact_phone: str = ""
    answer_by: dt.datetime | None = None

    def details(self) -> dict[str, Json]:
        return {
            "missing": [{"what": item.what, "why": item.why} for item in self.missing],
            "reason": self.reason,
            "contact": {"name": self.contact_name, "phone": self.contact_phone},
            "answer_by": moment(self.answer_by) if self.answer_by else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip03Data(Slip):
    """Refusal, at reception or (``at_settlement``) as the result: the reason and the ground in law."""

    template: ClassVar[str] = "slip03"
    title: ClassVar[str] = "Phiếu từ chối tiếp nhận, giải quyết hồ sơ"

    reason: str
    legal_ground: str
    at_settlement: bool = False
    received_at: dt.datetime | None = None
    contact_name: str = ""
    contact_phone: str = ""

    def details(self) -> dict[str, Json]:
        return {
            "reason": self.reason,
            "legal_ground": self.legal_ground,
            "at_settlement": self.at_settlement,
            "received": moment(self.received_at) if self.received_at else None,
            "contact": {"name": self.contact_name, "phone": self.contact_phone},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip04Data(Slip):
    """Apology and new appointment: when it came, when it was due, why it is late and where, when it will be ready.
    Without ``new_due_at`` it is an apology alone (a second re-appointment is not allowed)."""

    template: ClassVar[str] = "slip04"
    title: ClassVar[str] = "Phiếu xin lỗi và hẹn lại ngày trả kết quả"

    received_at: dt.datetime
    due_at: dt.datetime
    new_due_at: dt.datetime | None
    receipt_number: str
    reason: str
    delayed_at: str
    return_place: str = ""

    def due_on_mark(self) -> dt.datetime | None:
        return self.new_due_at

    def details(self) -> dict[str, Json]:
        return {
            "received": moment(self.received_at),
            "due": moment(self.due_at),
            "new_due": moment(self.new_due_at) if self.new_due_at else None,
            "before_due": self.issued_at <= self.due_at,
            "receipt_number": self.receipt_number,
            "reason": self.reason,
            "delayed_at": self.delayed_at,
            "return_place": self.return_place,
        }
