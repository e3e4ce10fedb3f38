"""What procedures offer on a day, from facts: their wordings, fees, limits, applicants and offices. The rules are those
by which dossiers are filed (:mod:`motcua.procedures.compiling`)."""

# ruff: noqa: S608 - statements are made of names written here, the day is a parameter

from __future__ import annotations

import datetime as dt
import weakref
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from motcua.figures.facts.reader import Facts
from motcua.procedures.applicants import for_persons
from motcua.procedures.compiling import CaseRow, ChannelRow, Overlay, Span, VersionBody, local, way
from motcua.procedures.rules import agency_level
from motcua.procedures.terms import FeeTerm

from .competence import IN_FORCE, Asked, Competences, Office

_WORDINGS: Final = (
    f"SELECT procedure, version, field, levels, subjects, unknown FROM procedure_versions WHERE {IN_FORCE}"
)
_OF_THEM: Final = f"version IN (SELECT version FROM procedure_versions WHERE {IN_FORCE})"
_CASES: Final = f'SELECT version, "case" FROM version_cases WHERE {_OF_THEM} ORDER BY fact'
_WAYS: Final = f"""
    SELECT version, "case", ordinal, channel, amount, amount_unit FROM filing_ways WHERE {_OF_THEM}
    ORDER BY version, ordinal
"""
_FEES: Final = f"SELECT version, way, fee, amount FROM fees WHERE {_OF_THEM} ORDER BY version, way, ordinal"
_TERMS: Final = f"""
    SELECT procedure, "case", channel, valid_from FROM local_terms WHERE replaces_fees AND {IN_FORCE} ORDER BY fact
"""
_LOCAL_FEES: Final = 'SELECT procedure, "case", channel, terms_from, fee, amount FROM local_fees ORDER BY fact'
_BINDINGS: Final = f'SELECT procedure, "case", unit FROM process_bindings WHERE {IN_FORCE} ORDER BY fact'


@dataclass(frozen=True, slots=True)
class Wording:
    """A procedure as it reads on the day."""

    procedure: str
    version: str
    field: str
    level: str
    persons: bool
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Offered:
    """Shared by all units: what they are asked for on one day. ``asked`` answers SQL over facts."""

    asked: Asked
    day: dt.date
    competences: Competences
    _offices: dict[tuple[str, str], frozenset[Office]] = field(default_factory=dict)

    @cached_property
    def wordings(self) -> Mapping[str, Wording]:
        """By key of the procedure."""
        found = {}
        for procedure, version, of_field, levels, subjects, unknown in self.asked(_WORDINGS):
            nearest = agency_level(_texts(levels))
            found[str(procedure)] = Wording(
                str(procedure),
                str(version),
                str(of_field or ""),
                nearest,
                for_persons(_texts(subjects)),
                tuple(_texts(unknown)),
            )
        return found

    @cached_property
    def settled_by(self) -> Mapping[str, frozenset[str]]:
        """Who settles a procedure somewhere, by public id."""
        return {
            key: frozenset(office.settling for case in self.cases(one) for office in self.offices(one, case))
            for key, one in self.wordings.items()
        }

    @cached_property
    def with_fee(self) -> frozenset[str]:
        return frozenset(key for key, one in self.wordings.items() if any(map(_costs, self._fees_of(one))))

    def received_at_one_stop(self, one: Wording, settling: Collection[str] | None) -> bool:
        """By a rule whose settling unit is one of these; None: any."""
        return any(
            self.competences.is_one_stop(office.reception)
            for case in self.cases(one)
            for office in self.offices(one, case)
            if settling is None or office.settling in settling
        )

    def runs_here(self, one: Wording, settling: Collection[str] | None) -> bool:
        """A case can be filed and goes by an internal process: as ``motcua.procedures`` opens one to applicants."""
        for case in self.cases(one):
            if not self._is_open(one, case):
                continue
            for office in self.offices(one, case):
                if office.reception and (settling is None or office.settling in settling):
                    codes = {"", *self.competences.line(office.settling)}
                    if any(own in {"", case} and unit in codes for own, unit in self._bound.get(one.procedure, ())):
                        return True
        return False

    def offices(self, one: Wording, case: str) -> frozenset[Office]:
        key = one.procedure, case
        if key not in self._offices:
            self._offices[key] = self.competences.offices(one.procedure, case, one.field, one.level)
        return self._offices[key]

    def cases(self, one: Wording) -> Sequence[str]:
        return [*self._body(one).cases] or [""]

    def _is_open(self, one: Wording, case: str) -> bool:
        """Limit, fee and papers of some way to file it are known."""
        body = self._body(one)
        row = body.cases.get(case)
        for channel in dict.fromkeys(known.channel for known in body.channels) if row else ():
            offered = way(body, row.id, channel) if row else None
            here = local(self._overlays.get(one.procedure, ()), case, channel, self.day)
            if offered and not [name for name in offered.unknown if name != "fee" or here.fees is None]:
                return True
        return False

    def _fees_of(self, one: Wording) -> Iterator[FeeTerm]:
        body = self._body(one)
        for case in body.cases.values():
            for channel in dict.fromkeys(row.channel for row in body.channels):
                offered = way(body, case.id, channel)
                if offered is not None:
                    here = local(self._overlays.get(one.procedure, ()), case.key, channel, self.day)
                    yield from offered.fees if here.fees is None else here.fees

    def _body(self, one: Wording) -> VersionBody:
        body = self._bodies.get(one.version, _NOTHING)
        return VersionBody(body.cases, {}, body.channels, one.unknown)

    @cached_property
    def _bodies(self) -> Mapping[str, VersionBody]:
        cases: dict[str, dict[str, CaseRow]] = defaultdict(dict)
        for version, case in self.asked(_CASES):
            own = cases[str(version)]
            own[str(case)] = CaseRow(len(own) + 1, str(case), "", 0)
        fees: dict[tuple[str, object], list[FeeTerm]] = defaultdict(list)
        for version, place, fee, amount in self.asked(_FEES):
            fees[str(version), place].append(_fee(fee, amount))
        ways: dict[str, list[ChannelRow]] = defaultdict(list)
        for version, case, place, channel, amount, unit in self.asked(_WAYS):
            own_case = cases[str(version)].get(str(case)) if case else None
            limit = amount if isinstance(amount, int) else None
            row = ChannelRow(
                own_case.id if own_case else None,
                str(channel),
                limit,
                str(unit or ""),
                "",
                tuple(fees[str(version), place]),
            )
            ways[str(version)].append(row)
        return {version: VersionBody(cases[version], {}, tuple(ways[version])) for version in {*cases, *ways}}

    @cached_property
    def _overlays(self) -> Mapping[str, Sequence[Overlay]]:
        """The province's own fees in force, by procedure."""
        fees: dict[tuple[object, ...], list[FeeTerm]] = defaultdict(list)
        for *terms, fee, amount in self.asked(_LOCAL_FEES):
            fees[tuple(terms)].append(_fee(fee, amount))
        found: dict[str, list[Overlay]] = defaultdict(list)
        for procedure, case, channel, since in self.asked(_TERMS):
            own = tuple(fees[procedure, case, channel, since])
            span = Span(self.day, None)
            found[str(procedure)].append(Overlay(span, str(case), str(channel), None, "", None, own, "", None))
        return found

    @cached_property
    def _bound(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for procedure, case, unit in self.asked(_BINDINGS):
            found[str(procedure)].append((str(case or ""), str(unit or "")))
        return found


_NOTHING: Final = VersionBody({}, {}, ())
_kept: weakref.WeakKeyDictionary[Facts, dict[dt.date, Offered]] = weakref.WeakKeyDictionary()


def offered(facts: Facts, day: dt.date) -> Offered:
    """Read once for these facts."""
    kept = _kept.setdefault(facts, {})
    if day not in kept:
        known = weakref.ref(facts)  # what is kept must not keep the facts themselves

        def asked(sql: str) -> Sequence[tuple[object, ...]]:
            of = known()
            if of is None:
                raise LookupError("the facts are gone")
            return of.asked(sql, {"last": day} if "$last" in sql else None)

        kept[day] = Offered(asked, day, Competences(asked))
    return kept[day]


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _fee(key: object, amount: object) -> FeeTerm:
    return FeeTerm(str(key), "", amount if isinstance(amount, int) else None, "", "")


def _costs(fee: FeeTerm) -> bool:
    return fee.amount is None or fee.amount > 0
