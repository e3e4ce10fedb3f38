"""Loading what a process keeps of the registry, as plain values."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from motcua.procedures.compiling import CaseRow, ChannelRow, ComponentLine, Overlay, Span, VersionBody
from motcua.procedures.models import (
    Case,
    Channel,
    Competence,
    Component,
    FeeRow,
    FormBinding,
    LocalFee,
    LocalTerms,
    Procedure,
    ProcedureVersion,
    ProcessBinding,
    ProcessVersion,
)
from motcua.procedures.process import Process
from motcua.procedures.process_json import from_json
from motcua.procedures.terms import ComponentTerm, FeeTerm, Limit, Signing, SigningForm
from motcua.procedures.waits import from_json as waits_from_json
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
class FormRow:
    span: Span
    case_key: str
    channel: str
    form_version_id: int


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
    signing: Signing | None = None

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
    forms: tuple[FormRow, ...] = ()

    def version_on(self, on: dt.date) -> VersionHead | None:
        return next((version for version in self.versions if version.span.holds(on)), None)

    def form_on(self, case_key: str, channel: str, on: dt.date) -> int | None:
        """The form an author wrote for the case and channel on the day, the most specific first; None without one."""
        heard = (
            row
            for row in self.forms
            if row.span.holds(on) and row.case_key in {"", case_key} and row.channel in {"", channel}
        )
        first = min(heard, key=lambda row: (row.case_key == "", row.channel == ""), default=None)
        return first.form_version_id if first else None


def load_procedures(where: Q) -> list[ProcedureFacts]:
    """The procedures that ``where`` finds, with everything dated about them, in seven statements."""
    found = list(Procedure.objects.filter(where).order_by("pk").values_list("pk", "key", "code"))
    ids = [pk for pk, _, _ in found]
    versions: dict[int, list[VersionHead]] = defaultdict(list)
    for v in ProcedureVersion.objects.filter(procedure__in=ids).order_by("number"):
        head = VersionHead(v.pk, str(v.uid), Span(v.valid_from, v.valid_to), v.name, v.field, tuple(v.levels))
        versions[v.procedure_id].append(head)
    bindings: dict[int, list[BindingRow]] = defaultdict(list)
    for b in ProcessBinding.objects.filter(procedure__in=ids).order_by("pk"):
        row = BindingRow(Span(b.valid_from, b.valid_to), b.case_key, b.unit_code, b.process_version_id)
        bindings[b.procedure_id].append(row)
    forms: dict[int, list[FormRow]] = defaultdict(list)
    for f in FormBinding.objects.filter(procedure__in=ids).order_by("pk"):
        own = FormRow(Span(f.valid_from, f.valid_to), f.case_key, f.channel, f.form_version_id)
        forms[f.procedure_id].append(own)
    overlays, competences = _overlays(ids), _competences(Q(procedure__in=ids))
    return [
        ProcedureFacts(
            id=pk,
            key=key,
            code=national,
            versions=tuple(versions[pk]),
            overlays=tuple(overlays[pk]),
            bindings=tuple(bindings[pk]),
            competences=tuple(competences[pk]),
            forms=tuple(forms[pk]),
        )
        for pk, key, national in found
    ]


def load_general_rules() -> tuple[CompetenceRow, ...]:
    """The competence rules for whole fields and levels."""
    return tuple(_competences(Q(procedure=None))[None])


def _competences(where: Q) -> dict[int | None, list[CompetenceRow]]:
    rules: dict[int | None, list[CompetenceRow]] = defaultdict(list)
    for r in Competence.objects.filter(where).order_by("pk"):
        rules[r.procedure_id].append(
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
                Signing(SigningForm(r.signing), r.signer, r.seal) if r.signing else None,
            )
        )
    return rules


def _overlays(procedure_ids: Collection[int]) -> dict[int, list[Overlay]]:
    fees: dict[int, list[FeeTerm]] = defaultdict(list)
    for fee in LocalFee.objects.filter(terms__procedure__in=procedure_ids).order_by("terms", "ordinal"):
        fees[fee.terms_id].append(FeeTerm(fee.key, fee.name, fee.amount, fee.kind, fee.note))
    overlays: dict[int, list[Overlay]] = defaultdict(list)
    for row in LocalTerms.objects.filter(procedure__in=procedure_ids).order_by("pk"):
        overlays[row.procedure_id].append(
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
                waits=waits_from_json(row.waits),
            )
        )
    return overlays


def load_bodies(version_ids: Collection[int]) -> dict[int, VersionBody]:
    """What versions say, by id, in five statements however many they are."""
    cases: dict[int, dict[str, CaseRow]] = defaultdict(dict)
    for case in Case.objects.filter(version__in=version_ids).order_by("version", "ordinal"):
        cases[case.version_id][case.key] = CaseRow(case.pk, case.key, case.name, case.form_version_id)
    lines: dict[int, dict[int | None, list[ComponentLine]]] = defaultdict(lambda: defaultdict(list))
    for row in Component.objects.filter(version__in=version_ids).order_by("version", "ordinal"):
        lines[row.version_id][row.case_id].append(ComponentLine(_component(row), tuple(row.channels)))
    channels = _channels(version_ids)
    unknown = ProcedureVersion.objects.filter(pk__in=version_ids).values_list("pk", "unknown")
    return {
        pk: VersionBody(
            cases=cases[pk],
            components={case_id: tuple(own) for case_id, own in lines[pk].items()},
            channels=tuple(channels[pk]),
            unknown=tuple(names),
        )
        for pk, names in unknown
    }


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


def _channels(version_ids: Collection[int]) -> dict[int, list[ChannelRow]]:
    fees: dict[int, list[FeeTerm]] = defaultdict(list)
    for fee in FeeRow.objects.filter(channel__version__in=version_ids).order_by("channel", "ordinal"):
        fees[fee.channel_id].append(FeeTerm(fee.key, fee.name, fee.amount, fee.kind, fee.note))
    channels: dict[int, list[ChannelRow]] = defaultdict(list)
    for row in Channel.objects.filter(version__in=version_ids).order_by("version", "ordinal"):
        channels[row.version_id].append(
            ChannelRow(row.case_id, row.channel, row.amount, row.unit, row.note, tuple(fees[row.pk]))
        )
    return channels


def load_process(process_version_id: int) -> Process | None:
    steps = ProcessVersion.objects.filter(pk=process_version_id).values_list("steps", flat=True).first()
    return None if steps is None else from_json(steps)
