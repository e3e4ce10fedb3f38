"""Putting items into force: closing what they replace, writing what they say. Only decisions call this."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max, Model, QuerySet

from motcua.forms.digest import digest as json_digest
from motcua.procedures import process_json
from motcua.procedures.content import digest
from motcua.procedures.form_item import FormItem
from motcua.procedures.items import (
    AbolitionItem,
    CompetenceItem,
    Item,
    LocalTermsItem,
    ProcedureItem,
    ProcessItem,
    ServiceLevelItem,
)
from motcua.procedures.models import (
    Competence,
    Decision,
    LocalFee,
    LocalTerms,
    Origin,
    Procedure,
    ProcedureTag,
    ProcedureVersion,
    ProcessBinding,
    ProcessVersion,
)
from motcua.procedures.process import longest_minutes
from motcua.procedures.services.binding_forms import bind_form
from motcua.procedures.services.levels import declare_levels
from motcua.procedures.services.standing import binding_rows, competence_rows, local_terms_rows, tag_rows
from motcua.procedures.services.store import NewVersion, write_versions
from motcua.procedures.services.templates import bind_template
from motcua.procedures.source_rows import DeclaredLevel
from motcua.procedures.template_item import TemplateItem
from motcua.procedures.waits import to_json as waits_to_json


def apply_item(key: str, item: Item, *, decision: Decision, now: dt.datetime) -> None:
    """Bring one item into force from the decision's day. The decision is in force and the registry locked."""
    if isinstance(item, ProcedureItem):
        _apply_wording(key, item, decision, now)
        return
    if isinstance(item, CompetenceItem):
        _apply_competence(key, item, decision, now)
        return
    if isinstance(item, TemplateItem):
        bind_template(key, item, decision=decision, now=now)
        return
    procedure = Procedure.objects.get(key=key)
    if isinstance(item, AbolitionItem):
        _close(ProcedureVersion.objects.filter(procedure=procedure), decision.effective_on)
    elif isinstance(item, LocalTermsItem):
        _apply_local_terms(procedure, item, decision, now)
    elif isinstance(item, ServiceLevelItem):
        level = {procedure.pk: DeclaredLevel(item.level, item.reason, item.ground)}
        declare_levels(level, decision.effective_on, decision=lambda: decision, now=now)
    elif isinstance(item, FormItem):
        bind_form(procedure, item, decision=decision, now=now)
    elif isinstance(item, ProcessItem):
        _apply_process(procedure, item, decision, now)
    else:
        _close(tag_rows(key, item, decision.effective_on), decision.effective_on)
        if item.is_on:
            ProcedureTag.objects.create(
                procedure=procedure,
                decision=decision,
                tag=item.tag,
                valid_from=decision.effective_on,
                recorded_at=now,
            )


def _close(rows: QuerySet[Model], on: dt.date) -> None:
    """End rows that are open on the day."""
    rows.filter(valid_to=None, valid_from__lte=on).update(valid_to=on)


def _apply_wording(key: str, item: ProcedureItem, decision: Decision, now: dt.datetime) -> None:
    procedure, is_new = Procedure.objects.get_or_create(key=key, defaults={"code": item.code, "created_at": now})
    if not is_new and item.code and procedure.code is None:
        procedure.code = item.code
        procedure.save(update_fields=["code"])
    versions = ProcedureVersion.objects.filter(procedure=procedure)
    last = versions.order_by("-number").first()
    _close(versions, decision.effective_on)
    new = NewVersion(
        procedure_id=procedure.pk,
        key=key,
        number=last.number + 1 if last else 1,
        content=item.content,
        digest=digest(item.content),
        origin=Origin.LOCAL,
        valid_from=decision.effective_on,
        upstream_digest=last.upstream_digest if last else "",
        source=item.source or decision.number,
    )
    write_versions([new], decision=decision, now=now)


def _apply_local_terms(procedure: Procedure, item: LocalTermsItem, decision: Decision, now: dt.datetime) -> None:
    _close(local_terms_rows(procedure.key, item, decision.effective_on), decision.effective_on)
    if item.is_end:
        return
    row = LocalTerms.objects.create(
        procedure=procedure,
        decision=decision,
        case_key=item.case,
        channel=item.channel,
        committed_amount=item.committed.amount if item.committed else None,
        committed_unit=item.committed.unit.value if item.committed else "",
        supplement_clock=item.supplement_clock,
        waits=waits_to_json(item.waits),
        is_instant=item.is_instant,
        replaces_fees=item.fees is not None,
        fee_resolution=item.fee_resolution,
        place=item.place,
        valid_from=decision.effective_on,
        source=decision.source,
        recorded_at=now,
    )
    LocalFee.objects.bulk_create(
        LocalFee(
            terms=row,
            ordinal=ordinal,
            key=fee.key,
            name=fee.name,
            amount=fee.amount or 0,
            kind=fee.kind,
            note=fee.note,
        )
        for ordinal, fee in enumerate(item.fees or (), start=1)
    )


def _apply_competence(key: str, item: CompetenceItem, decision: Decision, now: dt.datetime) -> None:
    until = dt.date.fromisoformat(item.until) if item.until else None
    before = list(competence_rows(key, item, decision.effective_on).filter(valid_to=None)) if until else []
    _close(competence_rows(key, item, decision.effective_on), decision.effective_on)
    if item.is_end:
        return
    for rule in before:  # an authorisation runs out: what it stood in for comes back that day
        rule.pk, rule.valid_from, rule.valid_to, rule.recorded_at = None, until or rule.valid_from, None, now
        rule._state.adding = True  # noqa: SLF001 - documented by Django: a copy
        rule.save(force_insert=True)
    Competence.objects.create(
        decision=decision,
        procedure=Procedure.objects.get(key=key) if key else None,
        case_key=item.case,
        field=item.field,
        level=item.level,
        area=item.area,
        settling=item.settling,
        settling_code=item.settling_code,
        settling_kind=item.settling_kind,
        reception=item.reception,
        reception_code=item.reception_code,
        signing=item.signing,
        signer=item.signer,
        seal=item.seal,
        valid_from=decision.effective_on,
        valid_to=until,
        source=decision.source,
        recorded_at=now,
    )


def _apply_process(procedure: Procedure, item: ProcessItem, decision: Decision, now: dt.datetime) -> None:
    body = process_json.to_json(item.process)
    last = ProcessVersion.objects.filter(procedure=procedure).aggregate(last=Max("number"))["last"] or 0
    version = ProcessVersion.objects.create(
        procedure=procedure,
        number=last + 1,
        decision=decision,
        name=item.name,
        case_key=item.case,
        steps=body,
        schema_version=int(str(body["schema_version"])),
        digest=json_digest(body),
        total_minutes=longest_minutes(item.process),
        created_at=now,
    )
    _close(binding_rows(procedure.key, item, decision.effective_on), decision.effective_on)
    ProcessBinding.objects.create(
        procedure=procedure,
        decision=decision,
        process_version=version,
        case_key=item.case,
        unit_code=item.unit,
        valid_from=decision.effective_on,
        source=decision.source,
        recorded_at=now,
    )
