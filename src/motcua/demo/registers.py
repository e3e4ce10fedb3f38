"""Three registers of the made-up province, with a few invented records: by the real services; loading twice changes
nothing. What they are is in ``data/registers/``, as an author of the studio would make them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Final

from django.db import transaction

from motcua.core.clock import legal_date
from motcua.organisation.selectors import unit_on
from motcua.people.actors import SYSTEM
from motcua.registers.definition import Definition, from_json, head_json
from motcua.registers.models import Record, Register
from motcua.registers.services.records import do_step, enter_record
from motcua.registers.services.registering import publish_register, start_register

HERE: Final = Path(__file__).parent / "data" / "registers"
KEYS: Final = ("muon-hoi-truong", "hoa-giai-co-so", "thiet-bi-mot-cua")


def definitions() -> dict[str, Definition]:
    """The shipped registers by their keys."""
    return {key: from_json(json.loads((HERE / f"{key}.json").read_text(encoding="utf-8"))) for key in KEYS}


def load_registers(*, now: dt.datetime) -> None:
    """Nothing when one is there."""
    if Register.objects.exists():
        return
    with transaction.atomic():
        for key, definition in definitions().items():
            register = start_register(key, head_json(definition), actor=SYSTEM, now=now)
            publish_register(
                key,
                definition.form,
                definition.process,
                expected=register.revision,
                valid_from=legal_date(now),
                actor=SYSTEM,
                now=now,
            )
        _records(now)


def _records(now: dt.datetime) -> None:
    on = legal_date(now)
    rows = json.loads((HERE / "records.json").read_text(encoding="utf-8"))
    for row in rows:
        unit = unit_on(row["unit"], on).pk
        answers = {name: _dated(value, on) for name, value in row["answers"].items()}
        record = enter_record(row["register"], answers, unit=unit, actor=SYSTEM, now=now)
        for outcome in row.get("outcomes", ()):
            seq = Record.objects.values_list("seq", flat=True).get(pk=record.pk)
            do_step(record.uid, outcome, expected=seq, actor=SYSTEM, now=now)


def _dated(value: object, on: dt.date) -> object:
    """``+3`` and ``-2`` are days from today."""
    if isinstance(value, str) and value[:1] in {"+", "-"} and value[1:].isdecimal():
        return (on + dt.timedelta(days=int(value))).isoformat()
    return value
