"""A register of bookings with one record: what the addresses of registers name."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from motcua.core.clock import legal_date
from motcua.registers.definition import head_json
from motcua.registers.services.records import enter_record
from motcua.registers.services.registering import publish_register, start_register
from tests.dossiers.world import World
from tests.registers.given import ANSWERS, DEFINITION, FORM, KEY, PROCESS

REPORT: Final = DEFINITION.reports[0].key
__all__ = ["KEY", "REPORT", "registered"]


def registered(world: World, now: dt.datetime) -> UUID:
    """Published by procedure control, entered by the settling officer: the record's public id."""
    author = world.actors["control"]
    start_register(KEY, head_json(DEFINITION), actor=author, now=now)
    publish_register(KEY, FORM, PROCESS, expected=1, valid_from=legal_date(now), actor=author, now=now)
    return enter_record(KEY, ANSWERS, actor=world.actors["settling"], now=now).uid
