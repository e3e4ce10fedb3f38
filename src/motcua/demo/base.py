"""What the province is before its first dossier: loaded in the order of the house, each part once."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

import structlog

from motcua.demo.accounts import load_citizens, load_officials
from motcua.demo.collection import load_collection
from motcua.demo.decisions import load_decisions
from motcua.demo.feeds import load_feeds
from motcua.demo.files import BEGINNING, at
from motcua.demo.generic import load_generic
from motcua.demo.petitions import load_petition_rules, load_petitions
from motcua.demo.registers import load_registers
from motcua.demo.registry import load_bundles, load_catalogue, load_overlays
from motcua.demo.units import load_accounts, load_posts, load_shapes, load_units
from motcua.people.actors import SYSTEM
from motcua.people.services.grants import load_shipped
from motcua.petitions.points.services import rebuild_points
from motcua.worktime.services import load_shipped_calendars

log = structlog.get_logger()


def load_base(*, now: dt.datetime) -> None:
    """Calendars, units, posts, accounts, the registry. Loading twice changes nothing; a load that was cut off goes on
    with the first part that is missing."""
    first = at(BEGINNING)
    steps: dict[str, Callable[[], object]] = {
        "calendars": lambda: load_shipped_calendars(now=now),
        "grants": lambda: load_shipped(actor=SYSTEM, now=now),
        "units": lambda: load_units(now=first),
        "shapes": lambda: load_shapes(now=first),
        "posts": lambda: load_posts(now=first),
        "unit_accounts": lambda: load_accounts(now=first),
        "officials": lambda: load_officials(now=first),
        "citizens": lambda: load_citizens(now=first),
        "catalogue": load_catalogue,
        "overlays": load_overlays,
        "processes": load_generic,
        "decisions": lambda: load_decisions(now=now),
        "bundles": load_bundles,
        "collection": lambda: load_collection(now=now),
        "feeds": lambda: load_feeds(now=now),
        "registers": lambda: load_registers(now=now),
        "petition_rules": load_petition_rules,
        "petitions": lambda: load_petitions(now=now),
        "petition_points": lambda: rebuild_points(now=now),
    }
    for name, step in steps.items():
        started = time.monotonic()
        step()
        log.info("demo.loaded", part=name, seconds=round(time.monotonic() - started, 2))
