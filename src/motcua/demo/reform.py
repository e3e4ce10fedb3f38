"""The first of July 2025 over again: the province on its three-level map with open dossiers, and the decision that made
two levels of it. For an empty database of its own; what the demo shows every day begins after it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import cycle
from typing import Any, Final
from uuid import UUID

from motcua.core.clock import FrozenClock, use_clock
from motcua.demo.accounts import load_officials
from motcua.demo.files import BEGINNING, DATA, SOURCE, Row, at, draw, rows
from motcua.demo.names import person
from motcua.demo.registry import competence_proposals, read_table, terms_content
from motcua.demo.units import load_accounts, load_hanging, load_posts
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.act import act
from motcua.dossiers.services.submit import Application, submit_dossier
from motcua.organisation.models import Post, Unit, UnitLevel
from motcua.organisation.services.import_units import import_units
from motcua.organisation.services.unit_decisions import Head
from motcua.people.actors import SYSTEM
from motcua.people.services.grants import load_shipped
from motcua.procedures.items import SCHEMA_VERSION, process_item_json
from motcua.procedures.lifecycle import ItemKind
from motcua.procedures.models import Case
from motcua.procedures.services.baseline import Proposal, apply_baseline
from motcua.procedures.services.importing import import_procedures
from motcua.worktime.services import load_shipped_calendars

OLD: Final = dt.date(2025, 1, 2)
FILED: Final = dt.date(2025, 6, 16)
NUMBER: Final = "1650/NQ-HC"
BIRTH: Final = "1.001193"
BUSINESS: Final = "1.001612"
"""Settled by the commune before and after, and by the district before and the commune after."""

HAMLETS: Final = 8
TOLD: Final = 3
"""Hamlets of a split commune that the decision names for each of its successors; the others it leaves open."""

_UNIT_TEXTS = ("name", "level", "kind", "short_name", "agency_code", "agency_code_old", "address", "phone", "email")


def load_three_levels() -> None:
    """Calendars, grants, the units as they stood on 30 June 2025 with posts and officials, and two procedures with
    their old competence and, from 1 July, the new one."""
    now = at(OLD)
    load_shipped_calendars(now=now)
    load_shipped(actor=SYSTEM, now=now)
    import_units(_old_units(), actor=SYSTEM, now=now, strict=True)
    load_posts(now=now, since=OLD)
    load_officials(now=now)
    _load_registry(now)


def _old_units() -> Iterator[bytes]:
    for row in rows("units.jsonl"):
        if row["valid_from"] >= BEGINNING.isoformat():
            continue
        alive = (row.get("valid_to") or "") == BEGINNING.isoformat()
        yield json.dumps({**row, "valid_to": None, "successors": []} if alive else row, ensure_ascii=False).encode()


def _load_registry(now: dt.datetime) -> None:
    wordings = [json.dumps(row).encode() for row in rows("procedures.jsonl") if row.get("code") in {BIRTH, BUSINESS}]
    import_procedures(wordings, actor=SYSTEM, now=now, effective_on=OLD, source=SOURCE, number="1/QĐ-UBND", strict=True)
    processes = [_process(key) for key in (BIRTH, BUSINESS)]
    _baseline([*processes, *_old_competence(), *_own_terms()], OLD, "2/QĐ-UBND", now)
    _baseline(list(_new_competence()), BEGINNING, "3/QĐ-UBND", now)


def _own_terms() -> Iterator[Proposal]:
    for row in rows("local_terms.jsonl"):
        if row["procedure"] in {BIRTH, BUSINESS}:
            yield Proposal(ItemKind.LOCAL_TERMS, row["procedure"], terms_content(row))


def _process(key: str) -> Proposal:
    file = f"{key}.csv"
    process = read_table((DATA / "processes" / file).read_bytes(), file)
    return Proposal(ItemKind.PROCESS, key, process_item_json(process, name=f"Quy trình {key}"))


def _old_competence() -> Iterator[Proposal]:
    """The commune registers births; the district's division registers businesses at the district's desk."""
    yield _rule(BIRTH, settling="place", reception="place_centre")
    for unit in Unit.objects.filter(level=UnitLevel.DISTRICT, valid_to=None).order_by("code"):
        division, desk = f"{unit.code}.KT", f"{unit.code}.MC"
        named = {"settling": "named", "settling_code": division, "reception": "named", "reception_code": desk}
        yield _rule(BUSINESS, area=unit.code, **named)


def _new_competence() -> Iterator[Proposal]:
    fields = {str(row["field"]) for row in rows("procedures.jsonl") if row.get("code") in {BIRTH, BUSINESS}}
    for proposal in competence_proposals(""):
        if proposal.content.get("field") not in fields:
            continue
        yield proposal
    for key, kind in ((BIRTH, "commune_office"), (BUSINESS, "commune_economy")):
        yield _rule(key, settling="place_division", settling_kind=kind, reception="place_centre")


def _rule(key: str, **said: str) -> Proposal:
    return Proposal(ItemKind.COMPETENCE, key, {"schema_version": SCHEMA_VERSION, **said})


def _baseline(proposals: list[Proposal], on: dt.date, number: str, now: dt.datetime) -> None:
    report = apply_baseline(
        proposals, actor=SYSTEM, now=now, effective_on=on, number=number, source=SOURCE, strict=True
    )
    if report.refused:
        raise ValueError(f"{number}: {report.refused[0]}")


def reform() -> tuple[Head, list[Mapping[str, object]]]:
    """The decision of 1 July 2025 as ``units.jsonl`` tells it: what ended, what took over, what began."""
    changes: list[Mapping[str, object]] = []
    merged: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows("units.jsonl"):
        if row["valid_from"] == BEGINNING.isoformat():
            changes.append({"kind": "create", "unit": _spec(row)})
        if (row.get("valid_to") or "") != BEGINNING.isoformat():
            continue
        heirs = row["successors"]
        if row["level"] == "district":
            changes.append({"kind": "dissolve", "unit": row["code"], "successor": heirs[0]["code"]})
        elif len(heirs) == 1:
            merged[heirs[0]["code"]].append(row["code"])
        else:
            changes.append({"kind": "split", "from": row["code"], "into": _parts(row)})
    changes += [{"kind": "merge", "from": old, "into": new} for new, old in merged.items()]
    title = "Sắp xếp đơn vị hành chính cấp xã, tổ chức chính quyền địa phương hai cấp của tỉnh An Sơn (hư cấu)"
    signer = "Ủy ban Thường vụ Quốc hội (hư cấu)"
    return Head(BEGINNING, NUMBER, title, SOURCE, dt.date(2025, 6, 16), signer), changes


def _spec(row: Row) -> dict[str, object]:
    found = {name: row[name] for name in _UNIT_TEXTS if row.get(name)}
    return {"code": row["code"], **found, **({"parent": row["parent"]} if row.get("parent") else {})}


def _parts(row: Row) -> list[dict[str, object]]:
    is_place = row["level"] == "commune"
    return [
        {
            "code": heir["code"],
            "share": str(heir["share"]),
            "default": heir["default"],
            **({"parts": [f"Thôn {place * TOLD + n}" for n in range(1, TOLD + 1)]} if is_place else {}),
        }
        for place, heir in enumerate(row["successors"])
    ]


def settle_in() -> None:
    """What the new units need besides themselves: areas, reception points, posts, officials."""
    now = at(BEGINNING)
    load_hanging(now=now, since=BEGINNING)
    load_posts(now=now, since=BEGINNING)
    load_accounts(now=now)
    load_officials(now=now)


def old_places() -> list[Unit]:
    return list(Unit.objects.filter(level=UnitLevel.COMMUNE, valid_from__lt=BEGINNING).order_by("code"))


def file_open(count: int) -> list[UUID]:
    """``count`` open dossiers of June 2025 over all places of the old map, by the services everybody uses: waiting at
    the desk, with the settling unit, in the hands of one official, and on paper on its way."""
    made: list[UUID] = []
    places = cycle(old_places())
    for number in range(count):
        place = next(places)
        now = at(FILED + dt.timedelta(days=number % 9), 8 + number % 8)
        with use_clock(FrozenClock(now)):
            made.append(_filed(number, place, now))
    return made


def _filed(number: int, place: Unit, now: dt.datetime) -> UUID:
    stage = number // 3 % 4
    key = BUSINESS if (number + stage) % 2 else BIRTH
    answer = submit_dossier(
        Application(
            procedure=key,
            case="default" if key == BIRTH else _case(key),
            channel="counter" if stage == 3 else "online",
            place=place.code,
            applicant=_applicant(number, place),
        ),
        actor=SYSTEM,
        now=now,
    )
    uid = UUID(str(answer.body["id"]))
    if stage:
        _taken_in(uid, now, stage)
    return uid


def _case(key: str) -> str:
    found = Case.objects.filter(version__procedure__key=key).order_by("ordinal").values_list("key", flat=True).first()
    return found or "default"


def _applicant(number: int, place: Unit) -> dict[str, Any]:
    one = person("reform", number, place=place.name)
    hamlet = draw("hamlet", number).randint(1, HAMLETS)
    return {
        "kind": "person",
        "name": one.name,
        "id_number": one.id_number,
        "birth_date": one.born.isoformat(),
        "phone": one.phone,
        "address": f"Thôn {hamlet}, {place.name}",
    }


def _taken_in(uid: UUID, now: dt.datetime, stage: int) -> None:
    dossier = Dossier.objects.get(uid=uid)
    papers = list(dossier.components.filter(required=True).values_list("component", flat=True))
    act(dossier=uid, action=Action.ACCEPT, data={"originals": papers}, actor=SYSTEM, now=now)
    if stage != 2:
        return
    post = Post.objects.filter(unit=dossier.settling_unit, role="settling_officer").order_by("code").first()
    if post is not None:
        act(dossier=uid, action=Action.ASSIGN, data={"post": str(post.uid)}, actor=SYSTEM, now=now)
