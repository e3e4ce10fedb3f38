"""Applicants who do not exist. Numbers follow the rules of the demo province: no province issues 099, block 050 of
telephones is not assigned, and no tax office has 99. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from motcua.simulate.chance import Dice

_FAMILY: Final = (
    *["Nguyễn"] * 12,
    *["Trần"] * 5,
    *["Lê"] * 4,
    *["Phạm"] * 3,
    *("Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Đinh", "Võ", "Huỳnh", "Lý", "Trịnh", "Đào"),
    *("Lương", "Mai", "Trương", "Hà", "Cao", "Tạ", "Lưu", "Phùng", "Tô", "Thái", "Lò", "Quách"),
)
_WOMEN: Final = (
    ("Thị", "Thị Thu", "Thị Ngọc", "Thị Kim", "Ngọc", "Thu", "Thanh", "Minh", "Phương", "Bích", "Hồng", "Khánh"),
    ("Lan", "Hương", "Hoa", "Hạnh", "Hằng", "Thảo", "Trang", "Linh", "Mai", "Ngân", "Nga", "Yến", "Oanh", "Vân"),
)
_MEN: Final = (
    ("Văn", "Đức", "Hữu", "Minh", "Quốc", "Công", "Xuân", "Ngọc", "Thanh", "Quang", "Đình", "Tiến", "Trọng", "Duy"),
    ("Hùng", "Dũng", "Cường", "Tuấn", "Anh", "Nam", "Sơn", "Hải", "Long", "Thắng", "Thành", "Trung", "Tùng", "Kiên"),
)
_TRADES: Final = ("Thương mại", "Xây dựng", "Dịch vụ", "Vận tải", "Nông sản", "Cơ khí", "May mặc", "Du lịch")
_NAMES: Final = ("An Thịnh", "Đồng Tâm", "Bình Minh", "Phú Lộc", "Hồng Hà", "Tân Tiến", "Thành Đạt", "Việt Hưng")
_STREETS: Final = ("Lê Lợi", "Trần Hưng Đạo", "Nguyễn Huệ", "Quang Trung", "Hai Bà Trưng", "Ngô Quyền", "Nguyễn Trãi")
_YOUNGEST, _OLDEST = 2007, 1940


@dataclass(frozen=True, slots=True)
class Applicant:
    """``number`` is the personal number, or the tax code of a business, which has no ``born``."""

    name: str
    number: str
    born: dt.date | None
    phone: str
    address: str

    @property
    def kind(self) -> str:
        return "person" if self.born else "organisation"


def drawn_person(dice: Dice, place: str) -> Applicant:
    is_woman = dice.below(100) < 52
    middle, given = _WOMEN if is_woman else _MEN
    name = f"{dice.choice(_FAMILY)} {dice.choice(middle)} {dice.choice(given)}"
    year = _OLDEST + dice.below(_YOUNGEST - _OLDEST + 1)
    born = dt.date(year, 1 + dice.below(12), 1 + dice.below(28))
    century = (1 if is_woman else 0) + (2 if year >= 2000 else 0)
    number = f"099{century}{year % 100:02d}{dice.below(10**6):06d}"
    return Applicant(name, number, born, _phone(dice), _address(dice, place))


def drawn_business(dice: Dice, place: str) -> Applicant:
    name = f"Công ty TNHH {dice.choice(_TRADES)} {dice.choice(_NAMES)} mẫu"
    return Applicant(name, f"99{dice.below(10**8):08d}", None, _phone(dice), _address(dice, place))


def _phone(dice: Dice) -> str:
    return f"050{dice.below(10**7):07d}"


def _address(dice: Dice, place: str) -> str:
    return f"Số {1 + dice.below(280)}, đường {dice.choice(_STREETS)}, {place}"
