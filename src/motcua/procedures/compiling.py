"""From the rows of a version and the province's overlay to the terms of one case and channel. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from motcua.procedures.content import PaperLine, ProcedureContent
from motcua.procedures.terms import ComponentTerm, FeeTerm, Limit, SupplementClock
from motcua.worktime.rules import LimitUnit


@dataclass(frozen=True, slots=True)
class Span:
    """From (inclusive) – to (exclusive, None = open)."""

    valid_from: dt.date
    valid_to: dt.date | None

    def holds(self, on: dt.date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class ChannelRow:
    case_id: int | None
    channel: str
    amount: int | None
    unit: str
    note: str
    fees: tuple[FeeTerm, ...]


@dataclass(frozen=True, slots=True)
class CaseRow:
    id: int
    key: str
    name: str
    form_version_id: int


@dataclass(frozen=True, slots=True)
class ComponentLine:
    term: ComponentTerm
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VersionBody:
    """Everything a version says that terms are made of. ``components`` are by case id; None = common to all."""

    cases: Mapping[str, CaseRow]
    components: Mapping[int | None, tuple[ComponentLine, ...]]
    channels: tuple[ChannelRow, ...]
    unknown: tuple[str, ...] = ()

    def lines(self, case_id: int) -> tuple[ComponentLine, ...]:
        """The component list of a case, common lines first."""
        return self.components.get(None, ()) + self.components.get(case_id, ())

    def papers(self, case_id: int, channel: str) -> tuple[ComponentTerm, ...]:
        """The component list of a case as one channel asks for it."""
        return tuple(line.term for line in self.lines(case_id) if not line.channels or channel in line.channels)


@dataclass(frozen=True, slots=True)
class Overlay:
    """One row of the province's terms. Empty or None = says nothing about it."""

    span: Span
    case_key: str
    channel: str
    committed: Limit | None
    supplement_clock: str
    is_instant: bool | None
    fees: tuple[FeeTerm, ...] | None
    place: str
    form_version_id: int | None
    waits: Mapping[str, Limit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    """What a version says about filing one case through one channel."""

    statutory: Limit | None
    fees: tuple[FeeTerm, ...]
    unknown: tuple[str, ...]


def way(body: VersionBody, case_id: int, channel: str) -> Way | None:
    """The limit and fees of a channel for a case: rows of the case go before rows for all cases. Several rows that say
    different things leave the limit, or the fee, unknown, and so does a source that declares it. No fee row means that
    no fee was announced, so none may be asked for (ND61/2018 art. 5–6). None when the version offers other channels
    but not this one.
    """
    declared = tuple(name for name in body.unknown if name == "components")
    rows = body.channels
    if not rows:
        return Way(None, (), ("channel", "limit", "fee", *declared))
    own = [row for row in rows if row.channel == channel and row.case_id == case_id]
    fitting = own or [row for row in rows if row.channel == channel and row.case_id is None]
    if not fitting:
        return None
    limits = {(row.amount, row.unit) for row in fitting}
    amount, unit = next(iter(limits))
    statutory = Limit(amount, LimitUnit(unit)) if len(limits) == 1 and amount and unit else None
    offers = list(dict.fromkeys(row.fees for row in fitting))
    fees = tuple(dict.fromkeys(fee for offer in offers for fee in offer))
    hidden = len(offers) > 1 or any(fee.amount is None for fee in fees) or (not fees and "fee" in body.unknown)
    unknown = [name for name, is_unknown in (("limit", statutory is None), ("fee", hidden)) if is_unknown]
    return Way(statutory, fees, (*unknown, *declared))


@dataclass(frozen=True, slots=True)
class Local:
    """The overlay's word on one case and channel, after the most specific rows have been heard."""

    committed: Limit | None
    supplement_clock: SupplementClock
    is_instant: bool
    fees: tuple[FeeTerm, ...] | None
    form_version_id: int | None
    waits: Mapping[str, Limit] = field(default_factory=dict)


def local(rows: Iterable[Overlay], case_key: str, channel: str, on: dt.date) -> Local:
    """For each matter the most specific row with a value decides: case and channel, case, channel, all."""
    heard = sorted(
        (row for row in rows if row.span.holds(on) and row.case_key in {"", case_key} and row.channel in {"", channel}),
        key=lambda row: (row.case_key == "", row.channel == ""),
    )
    waits: dict[str, Limit] = {}
    for row in reversed(heard):
        waits |= row.waits
    instant = next((row.is_instant for row in heard if row.is_instant is not None), False)
    clock = next((row.supplement_clock for row in heard if row.supplement_clock), SupplementClock.RESET)
    return Local(
        committed=next((row.committed for row in heard if row.committed), None),
        supplement_clock=SupplementClock(clock),
        is_instant=instant,
        fees=next((row.fees for row in heard if row.fees is not None), None),
        form_version_id=next((row.form_version_id for row in heard if row.form_version_id), None),
        waits=waits,
    )


def body_of(content: ProcedureContent) -> VersionBody:
    """A content that is not stored yet as terms are made from it; case ids are positions."""
    ids = {case.key: position for position, case in enumerate(content.cases, start=1)}
    lines: dict[int | None, tuple[ComponentLine, ...]] = {None: tuple(_line(paper) for paper in content.papers)}
    lines |= {ids[case.key]: tuple(_line(paper) for paper in case.papers) for case in content.cases}
    return VersionBody(
        cases={case.key: CaseRow(ids[case.key], case.key, case.name, 0) for case in content.cases},
        components=lines,
        channels=tuple(
            ChannelRow(
                ids[row.case] if row.case else None,
                row.channel,
                row.amount,
                row.unit,
                row.note,
                tuple(FeeTerm(fee.key, fee.name, fee.amount, fee.kind, fee.note) for fee in row.fees),
            )
            for row in content.channels
        ),
        unknown=content.unknown,
    )


def _line(paper: PaperLine) -> ComponentLine:
    term = ComponentTerm(
        code=paper.code,
        name=paper.name,
        originals=paper.originals,
        copies=paper.copies,
        required=paper.required,
        guidance=paper.guidance,
        form_file=paper.form_file,
        reuse_result=paper.reuse_result,
        group=paper.group,
    )
    return ComponentLine(term, paper.channels)


def ways(body: VersionBody, case_key: str = "", channel: str = "") -> list[Way]:
    """Every way to file that the body offers, of one case and channel when they are named."""
    found = (
        way(body, case.id, name)
        for key, case in body.cases.items()
        if case_key in {"", key}
        for name in dict.fromkeys(row.channel for row in body.channels)
        if channel in {"", name}
    )
    return [one for one in found if one is not None]
