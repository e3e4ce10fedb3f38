"""What printed papers are made of: who issues, who applies, who signs, when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from motcua.core.canonical import Json
from motcua.core.clock import LEGAL_ZONE

WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Who issues: the authority above ("UBND phường An Bình"), the centre's name, the place before the date."""

    superior: str
    name: str
    place: str
    address: str = ""
    phone: str = ""
    website: str = ""

    def to_json(self) -> dict[str, Json]:
        return {
            "superior": self.superior,
            "name": self.name,
            "place": self.place,
            "address": self.address,
            "phone": self.phone,
            "website": self.website,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who applies. ``id_number`` stands in the QR code only; ``represents`` names the person or organisation the
    applicant acts for."""

    name: str
    id_number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    represents: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs: the printed role ("Người tiếp nhận hồ sơ", "Chánh Văn phòng"), the name, what stands before it
    ("KT. CHỦ TỊCH" on behalf of another)."""

    role: str
    name: str
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A component handed in. Counts of originals and copies; ``electronic`` when it came as a file."""

    name: str
    originals: int = 0
    copies: int = 0
    electronic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """One fee row. ``amount`` in đồng; ``status`` is shown as it is ("đã nộp trực tuyến", "nộp khi nhận kết quả")."""

    name: str
    amount: int
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing to add or correct, and why."""

    what: str
    why: str = ""


def law_date(instant: dt.datetime) -> str:
    """``ngày 07 tháng 01 năm 2026``: days below ten and months below three with a zero, as Decree 30/2020/NĐ-CP,
    annex I, has dates written."""
    day = instant.astimezone(LEGAL_ZONE)
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def moment(instant: dt.datetime) -> dict[str, Json]:
    """An instant for a template: in the words of the forms, and short for the eye."""
    day = instant.astimezone(LEGAL_ZONE)
    return {
        "words": f"{day.hour:02d} giờ {day.minute:02d} phút, {law_date(instant)}",
        "hour": f"{day.hour:02d}",
        "minute": f"{day.minute:02d}",
        "day": f"{day.day:02d}/{day.month:02d}/{day.year}",
        "weekday": WEEKDAYS[day.weekday()],
    }
