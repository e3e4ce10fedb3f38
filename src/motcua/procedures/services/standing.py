"""What stands in the registry on a day, as items of decisions say it: the old side of a difference."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from motcua.documents.letters.source import from_json as letter_from_json
from motcua.forms.schema import from_json as form_from_json
from motcua.organisation.models import in_force
from motcua.procedures import process_json
from motcua.procedures.form_item import FormItem
from motcua.procedures.items import (
    CompetenceItem,
    Item,
    LocalTermsItem,
    ProcedureItem,
    ProcessItem,
    ServiceLevelItem,
    TagItem,
)
from motcua.procedures.letter_kinds import LetterKind
from motcua.procedures.models import (
    Competence,
    FormBinding,
    LocalTerms,
    ProcedureTag,
    ProcedureVersion,
    ProcessBinding,
    ServiceLevel,
    TemplateBinding,
)
from motcua.procedures.selectors.wording import content_of
from motcua.procedures.services.templates import standing_rows
from motcua.procedures.template_item import TemplateItem
from motcua.procedures.terms import FeeTerm, Limit
from motcua.procedures.waits import from_json as waits_from_json
from motcua.worktime.rules import LimitUnit


def version_on(key: str, on: dt.date) -> ProcedureVersion | None:
    """The wording in force on the day, of a procedure by its key."""
    return ProcedureVersion.objects.filter(in_force(on), procedure__key=key).select_related("procedure").first()


def local_terms_rows(key: str, item: LocalTermsItem, on: dt.date) -> QuerySet[LocalTerms]:
    return LocalTerms.objects.filter(in_force(on), procedure__key=key, case_key=item.case, channel=item.channel)


def competence_rows(key: str, item: CompetenceItem, on: dt.date) -> QuerySet[Competence]:
    subject = Q(procedure__key=key) if key else Q(procedure=None)
    return Competence.objects.filter(
        in_force(on), subject, case_key=item.case, field=item.field, level=item.level, area=item.area
    )


def binding_rows(key: str, item: ProcessItem, on: dt.date) -> QuerySet[ProcessBinding]:
    return ProcessBinding.objects.filter(in_force(on), procedure__key=key, case_key=item.case, unit_code=item.unit)


def form_rows(key: str, item: FormItem, on: dt.date) -> QuerySet[FormBinding]:
    return FormBinding.objects.filter(in_force(on), procedure__key=key, case_key=item.case, channel=item.channel)


def tag_rows(key: str, item: TagItem, on: dt.date) -> QuerySet[ProcedureTag]:
    return ProcedureTag.objects.filter(in_force(on), procedure__key=key, tag=item.tag)


def level_rows(key: str, on: dt.date) -> QuerySet[ServiceLevel]:
    return ServiceLevel.objects.filter(in_force(on), procedure__key=key)


def standing(key: str, item: Item, on: dt.date) -> Item | None:
    """What stands where the item would change something; None when nothing does."""
    if isinstance(item, LocalTermsItem):
        return _local_terms(local_terms_rows(key, item, on).first())
    if isinstance(item, CompetenceItem):
        return _competence(competence_rows(key, item, on).first())
    if isinstance(item, ProcessItem):
        return _process(binding_rows(key, item, on).select_related("process_version").first())
    if isinstance(item, FormItem):
        return _form(form_rows(key, item, on).select_related("form_version").first())
    if isinstance(item, TemplateItem):
        return _template(standing_rows(key, item, on).select_related("template_version").first())
    if isinstance(item, TagItem):
        return TagItem(item.tag, is_on=True) if tag_rows(key, item, on).exists() else None
    if isinstance(item, ServiceLevelItem):
        level = level_rows(key, on).first()
        return ServiceLevelItem(level.level, level.reason, level.ground) if level else None
    version = version_on(key, on)
    return ProcedureItem(content_of(version), version.procedure.code, version.source) if version else None


def _local_terms(row: LocalTerms | None) -> Item | None:
    if row is None:
        return None
    fees = tuple(FeeTerm(fee.key, fee.name, fee.amount, fee.kind, fee.note) for fee in row.fees.order_by("ordinal"))
    return LocalTermsItem(
        case=row.case_key,
        channel=row.channel,
        committed=Limit(row.committed_amount, LimitUnit(row.committed_unit)) if row.committed_amount else None,
        supplement_clock=row.supplement_clock,
        waits=waits_from_json(row.waits),
        is_instant=row.is_instant,
        fees=fees if row.replaces_fees else None,
        fee_resolution=row.fee_resolution,
        place=row.place,
        is_end=False,
    )


def _competence(row: Competence | None) -> Item | None:
    if row is None:
        return None
    return CompetenceItem(
        case=row.case_key,
        field=row.field,
        level=row.level,
        area=row.area,
        settling=row.settling,
        settling_code=row.settling_code,
        settling_kind=row.settling_kind,
        reception=row.reception,
        reception_code=row.reception_code,
        is_end=False,
        signing=row.signing,
        signer=row.signer,
        seal=row.seal,
    )


def _process(row: ProcessBinding | None) -> Item | None:
    if row is None:
        return None
    process = process_json.from_json(row.process_version.steps)
    return ProcessItem(row.process_version.name, process, row.case_key, row.unit_code)


def _form(row: FormBinding | None) -> Item | None:
    return None if row is None else FormItem(form_from_json(row.form_version.schema), row.case_key, row.channel)


def _template(row: TemplateBinding | None) -> Item | None:
    version = row.template_version if row is not None else None
    if row is None or version is None:
        return None
    return TemplateItem(LetterKind(row.letter), version.name, letter_from_json(version.source), row.case_key)
