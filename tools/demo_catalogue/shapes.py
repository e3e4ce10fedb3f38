"""The fictitious province's map as data: today's communes, the former ones they came from, the shapes of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

PAST: Final = "1997-01-01"
REFORM: Final = "2025-07-01"
CENTRES: Final = "2018-08-06"
"""Day the province's centre opened its doors (fictitious, after Decree 61/2018 took effect)."""

SOURCE: Final = "Tỉnh minh hoạ (hư cấu)"
LETTERS: Final[Mapping[str, tuple[str, str]]] = {
    "p": ("Phường", "ward"),
    "x": ("Xã", "commune"),
    "tt": ("Thị trấn", "township"),
    "dk": ("Đặc khu", "special_zone"),
}
NUMERALS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
STREETS: Final = ("Hùng Vương", "Lê Lợi", "Nguyễn Trãi", "Quang Trung", "Trần Phú", "Lý Thường Kiệt", "Hai Bà Trưng")

Row = dict[str, object]


@dataclass(frozen=True)
class Old:
    """A former commune as it stands in today's unit: its share, and whether it gave the seat."""

    letter: str
    name: str
    share: float
    seat: bool


@dataclass(frozen=True)
class New:
    code: str
    number: int
    letter: str
    name: str
    area: str
    parts: tuple[Old, ...]


@dataclass
class Former:
    """A former commune with what became of it."""

    code: str
    letter: str
    name: str
    district: str
    number: int
    heirs: list[tuple[str, float]] = field(default_factory=list)


def title(letter: str, name: str) -> str:
    return f"{LETTERS[letter][0]} {name}"


def phone(number: int) -> str:
    return f"0200 3{number // 1000:03d} {number % 1000:03d}"


def read_communes(areas: Sequence[Mapping[str, object]]) -> list[New]:
    found: list[New] = []
    for area in areas:
        for position, text in enumerate(strings(area["communes"]), start=1):
            head, parts = text.split(" = ")
            letter, name = head.split(" ", 1)
            code = f"AS-{area['number']}{position:02d}"
            old = tuple(_old(part) for part in parts.split(", "))
            found.append(New(code, len(found) + 1, letter, name, str(area["number"]), old))
    return found


def strings(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _old(text: str) -> Old:
    seat = text.startswith("=")
    letter, rest = text.lstrip("=").split(" ", 1)
    name, _, last = rest.rpartition(" ")
    if last[:1].isdigit():
        return Old(letter, name, float(last), seat)
    return Old(letter, rest, 1.0, seat)


def formers(communes: Sequence[New]) -> list[Former]:
    """The former communes in the order of their districts; a divided one has several heirs."""
    found: dict[tuple[str, str, str], Former] = {}
    for commune in communes:
        for part in commune.parts:
            key = (commune.area, part.letter, part.name)
            if key not in found:
                number = 1 + sum(area == commune.area for area, _, _ in found)
                district = f"AS-H{commune.area}"
                found[key] = Former(f"{district}.{number:02d}", part.letter, part.name, district, number)
            found[key].heirs.append((commune.code, part.share))
    return list(found.values())


def row(code: str, name: str, *, level: str, kind: str, parent: str | None, since: str, **more: object) -> Row:
    dates = {"code": code, "valid_from": since, "valid_to": more.pop("until", None)}
    return {**dates, "name": name, "level": level, "kind": kind, "parent": parent, **more, "source": SOURCE}


def heirs(pairs: Sequence[tuple[str, str, float]]) -> list[Row]:
    """Successors with their shares; the largest share (the first of equals) is the default."""
    largest = max(range(len(pairs)), key=lambda position: (pairs[position][2], -position))
    return [
        {"code": code, "valid_from": since, "share": 1 if share == 1 else share, "default": position == largest}
        for position, (code, since, share) in enumerate(pairs)
    ]


def point(code: str, name: str, address: str, telephone: str, counters: int, since: str, until: str | None) -> Row:
    return {
        "code": code,
        "name": name,
        "address": address,
        "phone": telephone,
        "counters": counters,
        "valid_from": since,
        "valid_to": until,
    }


def service(kind: str, area: str, since: str, until: str | None = None) -> Row:
    return {"kind": kind, "area": area, "valid_from": since, "valid_to": until}
