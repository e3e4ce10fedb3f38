"""Loading what a process keeps of the registry, as plain values."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from motcua.procedures.compiling import CaseRow, ChannelRow, ComponentLine, Overlay, Span, VersionBody
from motcua.procedures.models import (
    Case,
    Channel,
    Competence,
    Component,
    FeeRow,
    LocalFee,
    LocalTerms,
    Procedure,
    ProcedureVersion,
    ProcessBinding,
    ProcessVersion,
)
from motcua.procedures.process import Process
from motcua.procedures.process_json import from_json
from motcua.procedures.terms import ComponentTerm, FeeTerm, Limit
from motcua.worktime.rules import LimitUnit


@dataclass(frozen=True, slots=True)
class VersionHead:
    id: int
    uid: str
    span: Span
    name: str
    field: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BindingRow:
    span: Span
    case_key: str
    unit_code: str
    process_version_id: int


@dataclass(frozen=True, slots=True)
class CompetenceRow:
    span: Span
    is_own: bool
    case_key: str
    field: str
    level: str
    area: str
    settling: str
    settling_code: str
    settling_kind: str
    reception: str
    reception_code: str

    @property
    def rank(self) -> int:
        """How specific the rule is; the least decides."""
        if self.is_own:
            return 0 if self.case_key else 1
        return (2 if self.level else 3) if self.field else 4


@dataclass(frozen=True, slots=True)
class ProcedureFacts:
    """A procedure with everything dated about it, past and future."""

    id: int
    key: str
    code: str | None
    versions: tuple[VersionHead, ...]
    overlays: tuple[Overlay, ...]
    bindings: tuple[BindingRow, ...]
    competences: tuple[CompetenceRow, ...]

    def version_on(self, on: dt.date) -> VersionHead | None:
        return next((version for version in self.versions if version.span.holds(on)), None)


def load_procedure(code: str) -> ProcedureFacts | None:
    """By its key or its national code."""
    row = Procedure.objects.filter(Q(key=code) | Q(code=code)).values_list("pk", "key", "code").first()
    if row is None:
        return None
    pk, key, national = row
    versions = ProcedureVersion.objects.filter(procedure=pk).order_by("number")
    bindings = ProcessBinding.objects.filter(procedure=pk).order_by("pk")
    return ProcedureFacts(
        id=pk,
        key=key,
        code=national,
        versions=tuple(
            VersionHead(v.pk, str(v.uid), Span(v.valid_from, v.valid_to), v.name, v.field, tuple(v.levels))
            for v in versions
        ),
        overlays=_overlays(pk),
        bindings=tuple(
            BindingRow(Span(b.valid_from, b.valid_to), b.case_key, b.unit_code, b.process_version_id) for b in bindings
        ),
        competences=_competences(Q(procedure=pk)),
    )


def load_general_rules() -> tuple[CompetenceRow, ...]:
    return _competences(Q(procedure=None))


def _competences(where: Q) -> tuple[CompetenceRow, ...]:
    return tuple(
        CompetenceRow(
            Span(r.valid_from, r.valid_to),
            r.procedure_id is not None,
            r.case_key,
            r.field,
            r.level,
            r.area,
            r.settling,
            r.settling_code,
            r.settling_kind,
            r.reception,
            r.reception_code,
        )
        for r in Competence.objects.filter(where).order_by("pk")
    )


def _overlays(procedure_id: int) -> tuple[Overlay, ...]:
    fees: dict[int, list[FeeTerm]] = defaultdict(list)
    for fee in LocalFee.objects.filter(terms__procedure=procedure_id).order_by("terms", "ordinal"):
        fees[fee.terms_id].append(FeeTerm(fee.key, fee.name, fee.amount, fee.kind, fee.note))
    return tuple(
        Overlay(
            span=Span(row.valid_from, row.valid_to),
            case_key=row.case_key,
            channel=row.channel,
            committed=Limit(row.committed_amount, LimitUnit(row.committed_unit)) if row.committed_amount else None,
            supplement_clock=row.supplement_clock,
            is_instant=row.is_instant,
            fees=tuple(fees[row.pk]) if row.replaces_fees else None,
            place=row.place,
            form_version_id=row.form_version_id,
        )
        for row in LocalTerms.objects.filter(procedure=procedure_id).order_by("pk")
    )


def load_body(version_id: int) -> VersionBody:
    cases = Case.objects.filter(version=version_id).order_by("ordinal")
    components: dict[int | None, list[ComponentLine]] = defaultdict(list)
    for row in Component.objects.filter(version=version_id).order_by("ordinal"):
        components[row.case_id].append(ComponentLine(_component(row), tuple(row.channels)))
    unknown = ProcedureVersion.objects.values_list("unknown", flat=True).get(pk=version_id)
    return VersionBody(
        cases={case.key: CaseRow(case.pk, case.key, case.name, case.form_version_id) for case in cases},
        components={case_id: tuple(lines) for case_id, lines in components.items()},
        channels=_channels(version_id),
        unknown=tuple(unknown),
    )


def _component(row: Component) -> ComponentTerm:
    return ComponentTerm(
        code=row.code,
        name=row.name,
        originals=row.originals,
        copies=row.copies,
        required=row.is_required,
        guidance=row.is_guidance,
        form_file=row.form_file,
        reuse_result=row.reuse_result,
        group=row.group,
    )


def _channels(version_id: int) -> tuple[ChannelRow, ...]:
    fees: dict[int, list[FeeTerm]] = defaultdict(list)
    for fee in FeeRow.objects.filter(channel__version=version_id).order_by("channel", "ordinal"):
        fees[fee.channel_id].append(FeeTerm(fee.key, fee.name, fee.amount, fee.kind, fee.note))
    return tuple(
        ChannelRow(row.case_id, row.channel, row.amount, row.unit, row.note, tuple(fees[row.pk]))
        for row in Channel.objects.filter(version=version_id).order_by("ordinal")
    )


def load_process(process_version_id: int) -> Process | None:
    steps = ProcessVersion.objects.filter(pk=process_version_id).values_list("steps", flat=True).first()
    return None if steps is None else from_json(steps)
