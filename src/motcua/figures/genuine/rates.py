"""The official online rate of units and, beside it, what people filed themselves: from facts, as of any instant."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from motcua.figures.counting.sources import Count
from motcua.figures.definitions.evaluation import Absent, Values
from motcua.figures.definitions.model import MeasureKey
from motcua.figures.facts.reader import Facts
from motcua.figures.facts.registries import Field, register_relation
from motcua.figures.facts.schema import Column, Kind
from motcua.figures.facts.shared import borrowed
from motcua.figures.periods import Period

from .scoring import half_of
from .share import DECLARED, Share, share
from .weights import Edition, edition_on

COUNTS: Final = register_relation(
    "genuine_counts",
    "Online applications that desks accepted in half a month, by band of evidence of who filed them.",
    (
        Field(Column("unit", Kind.TEXT, "public id of the desk that receives"), "unit_id", "units"),
        Field(Column("first_day", Kind.DATE, "first day of the half month: the 1st or the 15th"), "first_day"),
        Field(Column("band", Kind.INTEGER, "evidence in log-odds, -6 to 6; -100: the desk declared its help"), "band"),
        Field(Column("dossiers", Kind.INTEGER, "how many"), "dossiers"),
        Field(Column("edition", Kind.INTEGER, "edition of the weights"), "edition"),
    ),
)
MEASURES: Final = ("dossiers_online_own", "dossiers_online_own_low", "dossiers_online_own_high")
_MEMBERS: Final = """SELECT a.code AS code, u.descendant AS unit FROM unit_above u JOIN units a ON a.uid = u.ancestor
    WHERE u.valid_from <= ? AND (u.valid_to IS NULL OR u.valid_to > ?) AND a.code IN (SELECT unnest(?))"""
_RECEIVED: Final = f"""WITH members AS ({_MEMBERS}) SELECT m.code, count(*), count(*) FILTER (d.channel = 'online')
    FROM dossiers d JOIN members m ON m.unit = d.reception_unit
    WHERE d.grain <> 'part' AND d.accepted_on BETWEEN ? AND ? GROUP BY 1"""  # noqa: S608 - our own words
_BANDS: Final = f"""WITH members AS ({_MEMBERS}) SELECT m.code, c.band, sum(c.dossiers) FROM genuine_counts c
    JOIN members m ON m.unit = c.unit WHERE c.first_day BETWEEN ? AND ? GROUP BY 1, 2"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Rate:
    """Of ``received`` applications ``online`` came online. ``own`` is None where no figure may be given: fewer than the
    edition's least, or a period that is not made of half months."""

    received: int
    online: int
    own: Share | None


def is_countable(period: Period) -> bool:
    """Begins on a 1st or 15th and ends the day before one."""
    after = period.last + dt.timedelta(days=1)
    return half_of(period.first) == period.first and half_of(after) == after


def rates(facts: Facts, codes: Sequence[str], period: Period) -> Mapping[str, Rate]:
    """Of each unit with all under it, on the map of the period's last day; a unit without applications is left out."""
    edition, last = edition_on(period.last), period.last
    members = [last, last, list(codes), period.first, last]
    received = facts.connection.execute(_RECEIVED, members).fetchall()
    bands: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for code, band, number in facts.connection.execute(_BANDS, members).fetchall():
        bands[code][int(band)] += int(number)
    usable = edition if is_countable(period) else None
    return {code: Rate(total, online, _own(bands[code], online, usable)) for code, total, online in received}


def _own(bands: Counter[int], online: int, edition: Edition | None) -> Share | None:
    """What is not scored yet is a filing of which nothing is known."""
    if edition is None or online < edition.least:
        return None
    unscored = online - sum(bands.values())
    if unscored > 0:
        bands[0] += unscored
    elif unscored < 0:
        return _scaled(bands, online, edition)
    return share(bands, edition)


def _scaled(bands: Counter[int], online: int, edition: Edition) -> Share:
    """Counts that are newer than the facts: what is too much is taken from the largest band that is not declared."""
    while sum(bands.values()) > online:
        largest = max((band for band in bands if band != DECLARED and bands[band]), key=bands.__getitem__, default=None)
        which = DECLARED if largest is None else largest
        bands[which] -= min(bands[which], sum(bands.values()) - online)
    return share(bands, edition)


def values(keys: Sequence[MeasureKey], unit: str, period: Period, as_of: dt.datetime | None) -> Values:
    """Answers for measures whose source is an estimate; see :mod:`motcua.figures.counting.sources`."""
    with borrowed(as_of) as facts:
        rate = rates(facts, [unit], period).get(unit)
    found: dict[MeasureKey, object] = {}
    for key in keys:
        if key.measure not in MEASURES:
            continue
        if rate is None or not is_countable(period):
            found[key] = Absent.NO_DATA
        elif rate.own is None:
            found[key] = Absent.SUPPRESSED
        else:
            own = rate.own
            found[key] = dict(zip(MEASURES, (own.own, own.low, own.high), strict=True))[key.measure]
    return found  # type: ignore[return-value]


COUNT: Final[Count] = values
