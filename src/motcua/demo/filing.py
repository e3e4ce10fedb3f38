"""From an arrival to a filed dossier: which case is open, who applies, what is attached."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from motcua.core.clock import legal_date
from motcua.core.errors import Conflict, NotFound
from motcua.demo.accounts import place_name
from motcua.demo.arrivals import Arrival, drawn_procedure
from motcua.demo.info import SAMPLE
from motcua.demo.names import business, person
from motcua.demo.papers import small_pdf
from motcua.demo.staff import RECEPTION, Staff
from motcua.documents.models import StoredFile
from motcua.documents.services import store_upload
from motcua.dossiers.answers import unit_name
from motcua.dossiers.log.insert import Circumstances
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.submit import Application, submit_dossier
from motcua.people.actors import Actor
from motcua.procedures.models import Case
from motcua.procedures.selectors import require_open, route, terms
from motcua.procedures.terms import ChannelName, Route, Terms

TRIES: Final = 6
ATTACHED: Final = 0.5
"""Share of online dossiers with files in the history; the others' papers were seen at the counter."""


@dataclass(frozen=True, slots=True)
class Filed:
    dossier: Dossier
    terms: Terms
    applicant: Actor | None
    """The citizen's account behind it, if any."""
    attached: frozenset[str]


def mark(number: int) -> str:
    """By what a dossier of the history is known again, so that none is made twice."""
    return f"demo-{number:07d}"


def file_dossier(arrival: Arrival, staff: Staff, dice: random.Random, *, with_files: bool | None = None) -> Filed:
    """File the arrival by the service that everybody uses, at its instant."""
    found, way = _open_case(arrival, dice)
    citizen = staff.citizens[arrival.citizen] if arrival.citizen is not None else None
    desk = unit_name(way.reception_unit_id or 0).code
    filer = staff.actor(citizen.user if citizen else staff.officer(desk, RECEPTION, dice).user)
    attach = arrival.channel == "online" and (dice.random() < ATTACHED if with_files is None else with_files)
    files = _files(found, filer, arrival.at) if attach else ()
    application = Application(
        procedure=found.procedure_code,
        case=found.case_key,
        channel=arrival.channel,
        place=arrival.place,
        applicant=_applicant(arrival, staff),
        circumstances=Circumstances(
            assisted=arrival.is_assisted,
            counter_session=mark(arrival.number),
            device_hash=dice.randbytes(32),
            network_hash=dice.randbytes(32),
        ),
        files=files,
    )
    answer = submit_dossier(application, actor=filer, now=arrival.at)
    dossier = Dossier.objects.select_related("reception_unit", "settling_unit").get(uid=str(answer.body["id"]))
    return Filed(dossier, found, filer if citizen else None, frozenset(component for component, _file in files))


def _open_case(arrival: Arrival, dice: random.Random) -> tuple[Terms, Route]:
    """A case of the arrival's procedure that is open that day; another procedure of the same way when none is."""
    procedure = arrival.procedure
    on = legal_date(arrival.at)
    for _try in range(TRIES):
        cases = _cases(procedure, on)
        dice.shuffle(cases)
        for case in sorted(cases, key=lambda key: key != "default" or dice.random() < 0.2):
            found = _opened(procedure, case, arrival, on)
            if found is not None:
                return found
        procedure, _channel = drawn_procedure(dice)
    found = _opened(SAMPLE["procedure"], SAMPLE["case"], arrival, on)
    if found is None:
        raise LookupError("the sample is not open")
    return found


def _cases(procedure: str, on: dt.date) -> list[str]:
    rows = Case.objects.filter(version__procedure__key=procedure, version__valid_from__lte=on).order_by("ordinal", "id")
    return list(dict.fromkeys(rows.values_list("key", flat=True)))


def _opened(procedure: str, case: str, arrival: Arrival, on: dt.date) -> tuple[Terms, Route] | None:
    try:
        found = terms(procedure, case, ChannelName(arrival.channel), on)
        way = route(found, arrival.place, on)
        require_open(found, way)
    except (Conflict, NotFound):
        return None
    return found, way


def _files(found: Terms, filer: Actor, now: dt.datetime) -> Sequence[tuple[str, StoredFile]]:
    content = small_pdf("Giay to mau, khong co gia tri")
    return [
        (
            paper.code,
            store_upload(
                BytesIO(content),
                file_name=f"giay-to-{number}.pdf",
                declared_type="application/pdf",
                actor=filer,
                now=now,
                purpose="dossier",
            ),
        )
        for number, paper in enumerate(found.papers, start=1)
        if paper.required
    ]


def _applicant(arrival: Arrival, staff: Staff) -> Mapping[str, object]:
    commune = staff.communes[arrival.place]
    place, is_town = place_name(commune), commune.kind == "ward"
    if arrival.who == "business":
        firm = business("history", arrival.number, place=place, is_town=is_town)
        return {
            "kind": "organisation",
            "name": firm.name,
            "id_number": firm.tax_code,
            "phone": firm.phone,
            "address": firm.address,
        }
    if arrival.who == "self" and arrival.citizen is not None:
        party = staff.citizens[arrival.citizen].party
        return {
            "kind": "person",
            "name": party.name,
            "id_number": party.id_number,
            "birth_date": party.birth_date.isoformat() if party.birth_date else "",
            "phone": party.phone,
            "email": party.email,
            "address": party.address,
        }
    one = person("history", arrival.number, place=place, is_town=is_town)
    return {
        "kind": "person",
        "name": one.name,
        "id_number": one.id_number,
        "birth_date": one.born.isoformat(),
        "phone": one.phone,
        "address": one.address,
    }
