"""Writes ``src/motcua/demo/data/units.jsonl``: the units of the fictitious province through time, from the two files
written by hand beside this one. ``python -m tools.demo_catalogue.units``; a test holds the file to what this writes.

Fields beyond those of ``organisation import``: ``reception_points`` and ``service_areas`` (dated, by code). Telephone
numbers begin with 0200, an area code that the numbering plan leaves free; e-mail addresses end in ``.example``.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from tools.demo_catalogue.shapes import (
    CENTRES,
    LETTERS,
    NUMERALS,
    PAST,
    REFORM,
    STREETS,
    Former,
    New,
    Row,
    formers,
    heirs,
    phone,
    point,
    read_communes,
    row,
    service,
    title,
)

HERE: Final = Path(__file__).parent
TARGET: Final = HERE.parents[1] / "src" / "motcua" / "demo" / "data" / "units.jsonl"


def province_rows(province: Mapping[str, str]) -> Iterator[Row]:
    yield row(
        province["code"],
        province["name"],
        level="province",
        kind="province",
        parent=None,
        since=PAST,
        short_name=province["short_name"],
        agency_code=province["agency_code"],
    )
    address = "Số 1, đường Hùng Vương, phường An Thành, tỉnh An Sơn"
    second = "Khu công nghiệp Đông An, phường Đông An, tỉnh An Sơn"
    yield row(
        "AS.MC",
        "Trung tâm Phục vụ hành chính công tỉnh",
        level="unit",
        kind="one_stop_centre",
        parent="AS",
        since=CENTRES,
        short_name="TTPVHCC tỉnh",
        agency_code="H99.90",
        address=address,
        phone=phone(800_000),
        email="ttpvhcc@anson.example",
        reception_points=[
            point("AS.MC.1", "Trụ sở chính", address, phone(800_000), 24, CENTRES, None),
            point("AS.MC.2", "Điểm tiếp nhận Khu công nghiệp Đông An", second, phone(800_002), 4, REFORM, None),
        ],
    )


def department_rows(book: Mapping[str, object]) -> Iterator[Row]:
    for one in _tables(book["departments"]):
        since = str(one.get("since", PAST))
        kind = "vertical_agency" if one.get("vertical") else "department"
        agency = {} if one.get("vertical") else {"agency_code": f"H99.{one['agency']}"}
        code = str(one["code"])
        yield row(
            code,
            str(one["name"]),
            level="unit",
            kind=kind,
            parent="AS",
            since=since,
            short_name=str(one["short_name"]),
            **agency,
            phone=phone(810_000 + 100 * int(code[-2:]) + (5000 if "N" in code else 0)),
            email=f"{code.lower().replace('.', '-')}@anson.example",
        )
        for suffix, name in _pairs(one["divisions"]):
            yield row(f"{code}.{suffix}", name, level="unit", kind="division", parent=code, since=since)
    for one in _tables(book["former"]):
        code = str(one["code"])
        left = [(str(new), str(since), float(share)) for new, since, share in _triples(one["successors"])]
        agency = {} if one.get("vertical") else {"agency_code": f"H99.{one['agency']}"}
        yield row(
            code,
            str(one["name"]),
            level="unit",
            kind="vertical_agency" if one.get("vertical") else "department",
            parent="AS",
            since=PAST,
            until=str(one["ended"]),
            **agency,
            successors=heirs(left),
        )


def _tables(value: object) -> list[dict[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _pairs(value: object) -> list[tuple[str, str]]:
    return [(str(one[0]), str(one[1])) for one in value] if isinstance(value, list) else []


def _triples(value: object) -> list[tuple[object, object, float]]:
    return [(one[0], one[1], float(one[2])) for one in value] if isinstance(value, list) else []


def branch_rows(branches: Mapping[str, Mapping[str, object]], communes: Sequence[New]) -> Iterator[Row]:
    """Branches of the land, tax and insurance offices; the land branches served the former districts too."""
    for kind, one in branches.items():
        code, since = str(one.get("code", one["parent"])), str(one["since"])
        if "code" in one:
            yield row(
                code, str(one["name"]), level="unit", kind=str(one["kind"]), parent=str(one["parent"]), since=since
            )
        for number, areas in enumerate(_lists(one["areas"]), start=1):
            served = [service(kind, place.code, REFORM) for place in communes if place.area in areas]
            if since < REFORM:
                served = [*(service(kind, f"AS-H{area}", since, REFORM) for area in areas), *served]
            yield row(
                f"{code}.C{number:02d}",
                str(one["branch_name"]).format(number=number, numeral=NUMERALS[number - 1]),
                level="unit",
                kind=str(one["branch_kind"]),
                parent=code,
                since=since,
                service_areas=served,
            )


def _lists(value: object) -> list[list[str]]:
    return [[str(part) for part in one] for one in value] if isinstance(value, list) else []


def commune_rows(commune: New) -> Iterator[Row]:
    """Today's commune, its divisions, its one-stop centre, and the police post that serves it."""
    name, kind = title(commune.letter, commune.name), LETTERS[commune.letter][1]
    place = f"{name[:1].lower()}{name[1:]}, tỉnh An Sơn"
    street = STREETS[commune.number % len(STREETS)]
    address = f"Số {1 + commune.number * 3 % 97}, đường {street}, {place}"
    telephone = phone(820_000 + 10 * commune.number)
    agency = f"H99.{100 + commune.number}"
    unit = {"level": "unit", "parent": commune.code, "since": REFORM}
    yield row(
        commune.code,
        name,
        level="commune",
        kind=kind,
        parent="AS",
        since=REFORM,
        short_name=commune.name,
        agency_code=agency,
        address=address,
        phone=telephone,
        email=f"{commune.code.lower()}@anson.example",
    )
    economy = "Phòng Kinh tế" if commune.letter == "x" else "Phòng Kinh tế, Hạ tầng và Đô thị"
    yield row(f"{commune.code}.VP", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", kind="commune_office", **unit)
    yield row(f"{commune.code}.KT", economy, kind="commune_economy", **unit)
    yield row(f"{commune.code}.VHXH", "Phòng Văn hóa – Xã hội", kind="commune_society", **unit)
    yield row(
        f"{commune.code}.MC",
        f"Trung tâm Phục vụ hành chính công {name[:1].lower()}{name[1:]}",
        kind="one_stop_centre",
        **unit,
        address=address,
        phone=telephone,
        email=f"{commune.code.lower()}.mc@anson.example",
        reception_points=list(_points(commune, address)),
    )
    yield row(
        f"{commune.code}.CA",
        f"Công an {name[:1].lower()}{name[1:]}",
        level="unit",
        kind="commune_police",
        parent="AS.N01",
        since=REFORM,
        service_areas=[service("police", commune.code, REFORM)],
    )


def _points(commune: New, address: str) -> Iterator[Row]:
    """The seat, and in every third unit made of three or more a second point in one of the former communes."""
    counters = {"p": 6, "x": 4, "dk": 3}[commune.letter]
    telephone = phone(820_000 + 10 * commune.number)
    yield point(f"{commune.code}.MC.1", "Trụ sở trung tâm", address, telephone, counters, REFORM, None)
    others = [part for part in commune.parts if not part.seat]
    if len(commune.parts) >= 3 and commune.number % 3 == 0:
        former = title(others[0].letter, others[0].name)
        name = f"Điểm tiếp nhận {others[0].name}"
        at = f"Trụ sở {former[:1].lower()}{former[1:]} cũ, {address.split(', ', 2)[2]}"
        telephone = phone(820_005 + 10 * commune.number)
        yield point(f"{commune.code}.MC.2", name, at, telephone, 2, REFORM, None)


def district_rows(area: Mapping[str, object]) -> Iterator[Row]:
    """A former district: its papers went to the province, its desk to the centre of the commune at its seat."""
    number = str(area["number"])
    code, first = f"AS-H{number}", f"AS-{number}01"
    yield row(
        code,
        str(area["district"]),
        level="district",
        kind=str(area["kind"]),
        parent="AS",
        since=PAST,
        until=REFORM,
        agency_code=f"H99.{30 + int(number)}",
        successors=heirs([("AS", PAST, 1.0)]),
    )
    desk = "Bộ phận Tiếp nhận và Trả kết quả"
    gone = {"level": "unit", "parent": code, "since": CENTRES, "until": REFORM}
    yield row(f"{code}.MC", desk, kind="one_stop_centre", **gone, successors=heirs([(f"{first}.MC", REFORM, 1.0)]))
    for suffix, name, heir in (
        ("TP", "Phòng Tư pháp", "VP"),
        ("KT", "Phòng Kinh tế và Hạ tầng", "KT"),
        ("TN", "Phòng Tài nguyên và Môi trường", "KT"),
        ("LD", "Phòng Lao động – Thương binh và Xã hội", "VHXH"),
    ):
        left = heirs([(f"{first}.{heir}", REFORM, 1.0)])
        yield row(f"{code}.{suffix}", name, kind="division", **gone, successors=left)


def former_rows(old: Former) -> Iterator[Row]:
    yield row(
        old.code,
        title(old.letter, old.name),
        level="commune",
        kind=LETTERS[old.letter][1],
        parent=old.district,
        since=PAST,
        until=REFORM,
        agency_code=f"H99.{30 + int(old.district[-2:])}.{old.number:02d}",
        successors=heirs([(code, REFORM, share) for code, share in old.heirs]),
    )
    yield row(
        f"{old.code}.MC",
        "Bộ phận Tiếp nhận và Trả kết quả",
        level="unit",
        kind="one_stop_centre",
        parent=old.code,
        since=CENTRES,
        until=REFORM,
        successors=heirs([(f"{code}.MC", REFORM, share) for code, share in old.heirs]),
    )


def units() -> list[Row]:
    """All rows in the order they are written."""
    map_of = tomllib.loads((HERE / "province.toml").read_text(encoding="utf-8"))
    book = tomllib.loads((HERE / "departments.toml").read_text(encoding="utf-8"))
    communes = read_communes(map_of["areas"])
    rows = [*province_rows(map_of["province"]), *department_rows(book), *branch_rows(book["branches"], communes)]
    for commune in communes:
        rows.extend(commune_rows(commune))
    for area in map_of["areas"]:
        rows.extend(district_rows(area))
    for old in formers(communes):
        rows.extend(former_rows(old))
    return rows


def text() -> str:
    """The file as text: one JSON object a line."""
    return "".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in units())


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
