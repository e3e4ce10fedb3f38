"""Why an item of a decision cannot come into force as it is written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from motcua.forms.schema import FormSchema
from motcua.organisation.models import in_force
from motcua.organisation.selectors import find_unit
from motcua.procedures.compiling import VersionBody, body_of, ways
from motcua.procedures.content import ProcedureContent
from motcua.procedures.form_item import FormItem
from motcua.procedures.items import (
    AbolitionItem,
    CompetenceItem,
    Item,
    LocalTermsItem,
    ProcedureItem,
    ProcessItem,
    ServiceLevelItem,
    TagItem,
)
from motcua.procedures.lifecycle import DecisionKind
from motcua.procedures.models import LocalTerms, Procedure, ProcedureVersion, ReceptionRule, SettlingRule
from motcua.procedures.process import check, working_minutes
from motcua.procedures.process_conditions import is_conditional
from motcua.procedures.rules import PROCEDURE_KEY, committed_fault, service_level_fault
from motcua.procedures.selectors.wording import content_of
from motcua.procedures.services.form_faults import form_faults
from motcua.procedures.services.form_fields import form_fields
from motcua.procedures.services.standing import version_on
from motcua.procedures.services.templates import template_faults
from motcua.procedures.template_item import TemplateItem
from motcua.procedures.terms import Limit
from motcua.worktime.rules import LimitUnit

_TAG = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True, slots=True)
class ItemFault:
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting:
    """What an item is judged in: its decision's kind and day, and the wordings the same decision brings."""

    kind: DecisionKind
    on: dt.date
    proposed: Mapping[str, ProcedureContent]
    forms: Mapping[str, Sequence[FormSchema]] = field(default_factory=dict)
    """The forms that the same decision brings, by procedure."""

    def body(self, key: str) -> VersionBody | None:
        """What the procedure will say on the day: as proposed in this decision, else as in force."""
        if key in self.proposed:
            return body_of(self.proposed[key])
        version = version_on(key, self.on)
        return None if version is None else body_of(content_of(version))


def item_faults(key: str, item: Item, setting: Setting) -> list[ItemFault]:
    """Every fault of one item; empty when it can come into force."""
    if isinstance(item, ProcedureItem):
        return list(_procedure_faults(key, item, setting))
    if isinstance(item, CompetenceItem):
        return list(_competence_faults(key, item, setting))
    if isinstance(item, AbolitionItem):
        return list(_abolition_faults(key, item, setting))
    if isinstance(item, TemplateItem) and not key:
        return _template_faults(key, item, None, setting)
    body = setting.body(key)
    if body is None:
        return [ItemFault("procedure_not_in_force", {"procedure": key, "on": setting.on.isoformat()})]
    if isinstance(item, LocalTermsItem):
        return list(_local_terms_faults(item, body))
    if isinstance(item, ProcessItem):
        return list(_process_faults(key, item, body, setting))
    if isinstance(item, FormItem):
        return [ItemFault(code, params) for code, params in form_faults(key, item, body, setting.on)]
    if isinstance(item, TemplateItem):
        return _template_faults(key, item, body, setting)
    if isinstance(item, TagItem):
        return [] if _TAG.fullmatch(item.tag) else [ItemFault("tag_malformed", {"tag": item.tag})]
    return _level_faults(item, setting)


def _template_faults(key: str, item: TemplateItem, body: VersionBody | None, setting: Setting) -> list[ItemFault]:
    cases = body.cases if body is not None else None
    fields = form_fields(key, item.case, setting.on, setting.forms.get(key, ())) if body is not None else None
    found = template_faults(key, item, setting.on, cases=cases, fields=fields)
    return [ItemFault(code, params) for code, params in found]


def _level_faults(item: ServiceLevelItem, setting: Setting) -> list[ItemFault]:
    code = service_level_fault(item.level, item.reason, item.ground, setting.on)
    return [ItemFault(code, {"level": item.level})] if code else []


def _procedure_faults(key: str, item: ProcedureItem, setting: Setting) -> Iterator[ItemFault]:
    if not PROCEDURE_KEY.fullmatch(key):
        yield ItemFault("procedure_key_malformed", {"procedure": key})
        return
    if item.code and Procedure.objects.filter(code=item.code).exclude(key=key).exists():
        yield ItemFault("procedure_code_taken", {"national": item.code})
    open_version = ProcedureVersion.objects.filter(procedure__key=key, valid_to=None).first()
    if open_version and open_version.valid_from > setting.on:
        yield ItemFault("later_version_exists", {"procedure": key, "on": open_version.valid_from.isoformat()})
    stands = version_on(key, setting.on) is not None
    if setting.kind is DecisionKind.NEW and stands:
        yield ItemFault("procedure_exists", {"procedure": key})
    if setting.kind in {DecisionKind.AMENDED, DecisionKind.STANDARDISED} and not stands:
        yield ItemFault("procedure_not_in_force", {"procedure": key, "on": setting.on.isoformat()})


def _abolition_faults(key: str, item: AbolitionItem, setting: Setting) -> Iterator[ItemFault]:
    version = version_on(key, setting.on)
    if version is None:
        yield ItemFault("procedure_not_in_force", {"procedure": key, "on": setting.on.isoformat()})
    elif version.valid_to is not None:
        yield ItemFault("procedure_ends_already", {"procedure": key, "on": version.valid_to.isoformat()})
    if not item.ground.strip():
        yield ItemFault("abolition_without_ground", {"procedure": key})


def _local_terms_faults(item: LocalTermsItem, body: VersionBody) -> Iterator[ItemFault]:
    if item.case and item.case not in body.cases:
        yield ItemFault("case_not_found", {"case": item.case})
        return
    if item.committed is None:
        return
    codes = {committed_fault(item.committed, one.statutory) for one in ways(body, item.case, item.channel)}
    for code in sorted(codes - {None}, key=str):
        yield ItemFault(str(code), {"amount": item.committed.amount, "unit": item.committed.unit.value})


def _competence_faults(key: str, item: CompetenceItem, setting: Setting) -> Iterator[ItemFault]:
    about_procedure = bool(key) and not item.field and not item.level
    about_many = not key and not item.case and bool(item.field or item.level)
    if not (about_procedure or about_many):
        yield ItemFault("competence_subject")
    if key and not Procedure.objects.filter(key=key).exists() and key not in setting.proposed:
        yield ItemFault("procedure_not_found", {"procedure": key})
    if item.settling not in SettlingRule.values or item.reception not in ReceptionRule.values:
        yield ItemFault("competence_rule")
        return
    needs_kind = item.settling in {SettlingRule.PLACE_DIVISION, SettlingRule.SERVICE_AREA}
    if (
        (item.settling == SettlingRule.NAMED) != bool(item.settling_code)
        or needs_kind != bool(item.settling_kind)
        or (item.reception == ReceptionRule.NAMED) != bool(item.reception_code)
    ):
        yield ItemFault("competence_rule")
    if item.until and item.until <= setting.on.isoformat():
        yield ItemFault("authorisation_reversed", {"until": item.until})
    elif setting.kind is DecisionKind.AUTHORISATION and not item.until and not item.is_end:
        yield ItemFault("authorisation_without_end")
    if bool(item.signing) != bool(item.signer) or (item.seal and not item.signing):
        yield ItemFault("competence_signing")
    for code in (item.area, item.settling_code, item.reception_code, item.seal):
        if code and find_unit(code, setting.on) is None:
            yield ItemFault("unit_unknown", {"unit": code, "on": setting.on.isoformat()})


def _process_faults(key: str, item: ProcessItem, body: VersionBody, setting: Setting) -> Iterator[ItemFault]:
    if item.case and item.case not in body.cases:
        yield ItemFault("case_not_found", {"case": item.case})
        return
    new_forms = setting.forms.get(key, ())
    fields = form_fields(key, item.case, setting.on, new_forms) if is_conditional(item.process) else None
    for fault in check(item.process, tightest_limit(key, item.case, body, setting.on), fields=fields):
        yield ItemFault(fault.code, {"step": fault.step, **fault.params})
    named = {step.named_unit for step in item.process.steps if step.named_unit} | ({item.unit} - {""})
    for code in sorted(named):
        if find_unit(code, setting.on) is None:
            yield ItemFault("unit_unknown", {"unit": code, "on": setting.on.isoformat()})


def tightest_limit(key: str, case: str, body: VersionBody, on: dt.date) -> Limit | None:
    """The shortest settlement limit the process must keep: over all ways of the case (all cases when empty), and the
    province's own commitments. None when no limit is known."""
    limits = [one.statutory for one in ways(body, case) if one.statutory]
    rows = LocalTerms.objects.filter(
        in_force(on), procedure__key=key, case_key__in={"", case}, committed_amount__isnull=False
    )
    limits += [Limit(row.committed_amount, LimitUnit(row.committed_unit)) for row in rows if row.committed_amount]
    return min(limits, key=lambda limit: working_minutes(limit.amount, limit.unit), default=None)
