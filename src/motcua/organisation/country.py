"""A fictitious country of about the size of ours, before and after 1 July 2025: for measuring, never for figures.

Written as JSON Lines: the units of the old map, then one decision that merges provinces and one for each province after
it that arranges its communes and dissolves its districts. All names are made up; the numbers follow what was published
(some 10,000 communes became some 3,300; several hundred old ones were split among up to five; 63 provinces became 34;
the district level ended). Nothing in the program assumes any of these counts.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

BEGINNING = "1997-01-01"
REFORM = dt.date(2025, 7, 1)
SIGNED = dt.date(2025, 6, 16)
_SHARES = ("0.5", "0.2", "0.15", "0.1", "0.05")
_FIRST = (
    "An",
    "Bình",
    "Cẩm",
    "Đông",
    "Gia",
    "Hà",
    "Hòa",
    "Kim",
    "Lạc",
    "Mỹ",
    "Nam",
    "Phú",
    "Quang",
    "Sơn",
    "Tân",
    "Vĩnh",
)
_LAST = (
    "An",
    "Bắc",
    "Châu",
    "Điền",
    "Giang",
    "Hải",
    "Khê",
    "Lâm",
    "Minh",
    "Ninh",
    "Phong",
    "Sa",
    "Thành",
    "Trung",
    "Xuân",
)


@dataclass(frozen=True, slots=True)
class Sizes:
    provinces: int = 63
    provinces_after: int = 34
    districts: int = 696
    communes: int = 10_035
    communes_after: int = 3_321
    split: int = 480


SIZES = Sizes()


@dataclass(frozen=True, slots=True)
class Written:
    provinces: int
    provinces_after: int
    districts: int
    communes: int
    communes_after: int
    split: int
    lines: int


def write_country(file: Path, *, seed: int, communes: int = SIZES.communes) -> Written:
    """Write the file; the same seed and size give the same bytes. Other levels shrink with ``communes``."""
    part = communes / SIZES.communes
    sizes = Sizes(
        provinces=max(2, round(SIZES.provinces * part)),
        provinces_after=max(1, round(SIZES.provinces_after * part)),
        districts=max(2, round(SIZES.districts * part)),
        communes=max(8, communes),
        communes_after=max(2, round(SIZES.communes_after * part)),
        split=round(SIZES.split * part),
    )
    country = _Country(sizes, random.Random(seed))  # noqa: S311 - made-up names, no secret
    with file.open("w", encoding="utf-8") as stream:
        lines = sum(_line(stream, row) for row in country.lines())
    return Written(
        sizes.provinces, sizes.provinces_after, sizes.districts, sizes.communes, country.after, country.split, lines
    )


def _line(stream: IO[str], row: dict[str, object]) -> int:
    stream.write(json.dumps(row, ensure_ascii=False) + "\n")
    return 1


class _Country:
    def __init__(self, sizes: Sizes, dice: random.Random) -> None:
        self._sizes, self._dice = sizes, dice
        self.after = self.split = 0
        self._provinces = [f"P{number:02d}" for number in range(sizes.provinces)]
        self._new = [f"N{number:02d}" for number in range(sizes.provinces_after)]
        self._goes_to = {code: self._new[number % len(self._new)] for number, code in enumerate(self._provinces)}
        self._districts = [
            (f"{self._provinces[number % len(self._provinces)]}.H{number:03d}", number % len(self._provinces))
            for number in range(sizes.districts)
        ]
        self._communes: dict[str, list[str]] = {code: [] for code in self._new}
        self._above: dict[str, str] = {}
        for number in range(sizes.communes):
            district, province = self._districts[number % len(self._districts)]
            code = f"X{number:05d}"
            self._above[code] = district
            self._communes[self._goes_to[self._provinces[province]]].append(code)

    def lines(self) -> Iterator[dict[str, object]]:
        yield {**_unit("VN", "Nước hư cấu", "national", "country", ""), "type": "unit"}
        for code in self._provinces:
            yield {**_unit(code, f"Tỉnh {self._name()}", "province", "province", "VN"), "type": "unit"}
        for code, province in self._districts:
            above = self._provinces[province]
            yield {**_unit(code, f"Huyện {self._name()}", "district", "rural_district", above), "type": "unit"}
        for code, above in self._above.items():
            yield {**_unit(code, f"Xã {self._name()}", "commune", "commune", above), "type": "unit"}
        yield self._head("1/2025/QH-HC", "Sắp xếp đơn vị hành chính cấp tỉnh (hư cấu)")
        for new in self._new:
            old = [code for code, to in self._goes_to.items() if to == new]
            yield _merge(old, _spec(new, f"Tỉnh {self._name()}", "province", "province", "VN"))
        for number, new in enumerate(self._new, start=2):
            yield self._head(f"{number}/NQ-HC", f"Sắp xếp đơn vị hành chính cấp xã của {new} (hư cấu)")
            yield from self._arranged(new)

    def _arranged(self, province: str) -> Iterator[dict[str, object]]:
        """The communes of a new province merged by threes and fours, some of them split, and its districts gone."""
        old = self._communes[province]
        number = max(1, round(self._sizes.communes_after * len(old) / max(1, self._sizes.communes)))
        new = [f"{province}.{place:03d}" for place in range(number)]
        self.after += number
        splits = round(self._sizes.split * len(old) / max(1, self._sizes.communes))
        splits = min(splits, max(0, len(old) - number)) if number > 1 else 0
        self.split += splits
        groups: dict[str, list[str]] = {code: [] for code in new}
        whole = old[splits:]
        for place, code in enumerate(whole):
            groups[new[place * number // max(1, len(whole))]].append(code)
        for code in new:
            spec = _spec(code, f"Xã {self._name()}", "commune", "commune", province)
            yield _merge(groups[code], spec) if groups[code] else _create(spec)
        for code in old[:splits]:
            yield self._split(code, new)
        for code, place in self._districts:
            if self._goes_to[self._provinces[place]] == province:
                yield {"type": "change", "kind": "dissolve", "unit": code, "successor": province}

    def _split(self, old: str, new: list[str]) -> dict[str, object]:
        count = min(self._dice.randint(2, 5), len(new))
        first = self._dice.randrange(len(new))
        heirs = [new[(first + step) % len(new)] for step in range(count)]
        shares = [*_SHARES[: count - 1]]
        rest = 1000 - sum(round(float(share) * 1000) for share in shares)
        shares.append(f"0.{rest:03d}")
        into = [
            {"code": code, "share": share, "default": place == 0, "parts": [f"Thôn {old} {place + 1}"]}
            for place, (code, share) in enumerate(zip(heirs, shares, strict=True))
        ]
        return {"type": "change", "kind": "split", "from": old, "into": into}

    def _head(self, number: str, title: str) -> dict[str, object]:
        return {
            "type": "decision",
            "number": number,
            "title": title,
            "source": "Hư cấu, để đo",
            "signer": "Người ký hư cấu",
            "signed_on": SIGNED.isoformat(),
            "effective_on": REFORM.isoformat(),
        }

    def _name(self) -> str:
        return f"{self._dice.choice(_FIRST)} {self._dice.choice(_LAST)}"


def _unit(code: str, name: str, level: str, kind: str, parent: str) -> dict[str, object]:
    return {**_spec(code, name, level, kind, parent), "valid_from": BEGINNING, "valid_to": None}


def _spec(code: str, name: str, level: str, kind: str, parent: str) -> dict[str, object]:
    return {"code": code, "name": name, "level": level, "kind": kind, **({"parent": parent} if parent else {})}


def _merge(old: list[str], into: dict[str, object]) -> dict[str, object]:
    return {"type": "change", "kind": "merge", "from": old, "into": into}


def _create(spec: dict[str, object]) -> dict[str, object]:
    return {"type": "change", "kind": "create", "unit": spec}
