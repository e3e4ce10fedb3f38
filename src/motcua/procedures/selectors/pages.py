"""Everything the page of a procedure shows: what is asked of each case, by which way, in what time, for what fee."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from motcua.core.errors import Conflict
from motcua.organisation.models import in_force
from motcua.procedures.compiling import CaseRow, VersionBody
from motcua.procedures.content import LegalLine, ResultLine
from motcua.procedures.models import LegalBasis, ProcedureTag, ProcedureVersion, ServiceLevel, VersionResult
from motcua.procedures.selectors.loading import ProcedureFacts
from motcua.procedures.selectors.memory import Memory, memory
from motcua.procedures.selectors.offers import closed_reasons, terms_of
from motcua.procedures.terms import ChannelName, ComponentTerm, Terms


@dataclass(frozen=True, slots=True)
class WayPage:
    """One way to file a case. ``closed`` are the reasons, known without a place, why it is not open."""

    terms: Terms
    closed: tuple[str, ...]
    note: str

    @property
    def channel(self) -> ChannelName:
        return self.terms.channel


@dataclass(frozen=True, slots=True)
class CasePage:
    """``components`` is the whole list; each way's terms hold the lines that this way asks for."""

    key: str
    name: str
    components: tuple[ComponentTerm, ...]
    ways: tuple[WayPage, ...]


@dataclass(frozen=True, slots=True)
class OnlineLevel:
    level: str
    reason: str
    ground: str
    since: dt.date


@dataclass(frozen=True, slots=True)
class VersionLine:
    number: int
    uid: str
    valid_from: dt.date
    valid_to: dt.date | None
    name: str


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """``code`` is the public key; ``national_code`` None while it is not known. ``has_process`` tells whether an
    internal process is bound anywhere; ``places`` are the province's words on where to go."""

    code: str
    national_code: str | None
    version: VersionLine
    name: str
    field: str
    ministry: str
    levels: tuple[str, ...]
    type: str
    subjects: tuple[str, ...]
    executing: tuple[str, ...]
    publication: str
    summary: str
    conditions: str
    sequence: str
    source: str
    online: OnlineLevel | None
    tags: tuple[str, ...]
    cases: tuple[CasePage, ...]
    results: tuple[ResultLine, ...]
    legal: tuple[LegalLine, ...]
    places: tuple[str, ...]
    has_process: bool
    versions: tuple[VersionLine, ...]


def procedure_page(code: str, on: dt.date) -> ProcedurePage:
    """The procedure as it stands on the day. Raises NotFound ``procedure_not_found``, Conflict
    ``procedure_not_in_force``. The number of statements does not depend on its cases."""
    held = memory()
    facts = held.procedure(code)
    head = facts.version_on(on)
    if head is None:
        raise Conflict("procedure_not_in_force", params={"procedure": facts.key, "on": on.isoformat()})
    versions = list(ProcedureVersion.objects.filter(procedure=facts.id).order_by("number"))
    version = next(row for row in versions if row.pk == head.id)
    body = held.body(head.id)
    lines = {row.pk: _version_line(row) for row in versions}
    return ProcedurePage(
        code=facts.key,
        national_code=facts.code,
        version=lines[version.pk],
        name=version.name,
        field=version.field,
        ministry=version.ministry,
        levels=tuple(version.levels),
        type=version.type,
        subjects=tuple(version.subjects),
        executing=tuple(version.executing),
        publication=version.publication,
        summary=version.summary,
        conditions=version.conditions,
        sequence=version.sequence,
        source=version.source,
        online=_online(facts, on),
        tags=tuple(
            ProcedureTag.objects.filter(in_force(on), procedure=facts.id).order_by("tag").values_list("tag", flat=True)
        ),
        cases=tuple(_case(held, facts.key, body, case, on) for case in body.cases.values()),
        results=_results(version),
        legal=_legal(version),
        places=tuple(dict.fromkeys(row.place for row in facts.overlays if row.place and row.span.holds(on))),
        has_process=any(row.span.holds(on) for row in facts.bindings),
        versions=tuple(lines.values()),
    )


def _version_line(row: ProcedureVersion) -> VersionLine:
    return VersionLine(row.number, str(row.uid), row.valid_from, row.valid_to, row.name)


def _online(facts: ProcedureFacts, on: dt.date) -> OnlineLevel | None:
    row = ServiceLevel.objects.filter(in_force(on), procedure=facts.id).first()
    return OnlineLevel(row.level, row.reason, row.ground, row.valid_from) if row else None


def _results(version: ProcedureVersion) -> tuple[ResultLine, ...]:
    rows = VersionResult.objects.filter(version=version).select_related("kind").order_by("ordinal")
    return tuple(ResultLine(row.kind.code if row.kind else "", row.name) for row in rows)


def _legal(version: ProcedureVersion) -> tuple[LegalLine, ...]:
    rows = LegalBasis.objects.filter(version=version).order_by("ordinal")
    return tuple(LegalLine(row.number, row.as_given, row.article, row.title) for row in rows)


def _case(held: Memory, key: str, body: VersionBody, case: CaseRow, on: dt.date) -> CasePage:
    components = tuple(line.term for line in body.lines(case.id))
    return CasePage(case.key, case.name, components, ways_of(held, key, body, case, on))


def ways_of(held: Memory, key: str, body: VersionBody, case: CaseRow, on: dt.date) -> tuple[WayPage, ...]:
    """Every way to file the case on the day, online first."""
    found = []
    for name in ChannelName:
        rows = [row for row in body.channels if row.channel == name and row.case_id in {None, case.id}]
        if rows:
            offered = terms_of(held, key, case.key, name, on)
            note = next((row.note for row in rows if row.note), "")
            found.append(WayPage(offered, tuple(closed_reasons(offered, None)), note))
    return tuple(found)
