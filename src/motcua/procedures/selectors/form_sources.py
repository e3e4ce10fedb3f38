"""What an author of forms begins with and chooses from: the form in force, the cases, the papers of a case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from motcua.forms.models import EFormVersion
from motcua.forms.schema import FormSchema, from_json
from motcua.procedures.compiling import body_of
from motcua.procedures.form_subject import FormSubject
from motcua.procedures.models import Case, FormBinding, ProcedureVersion
from motcua.procedures.selectors.memory import memory
from motcua.procedures.selectors.wording import content_of


@dataclass(frozen=True, slots=True)
class FormInForce:
    """``is_written``: an author wrote it, it was not made from the papers."""

    schema: FormSchema
    number: int
    is_written: bool


def form_in_force(subject: FormSubject, on: dt.date) -> FormInForce | None:
    """The form that the case asks with on the day; for all cases that of the first. None when the procedure is not in
    force then. Raises NotFound ``procedure_not_found``."""
    facts = memory().procedure(subject.procedure)
    version = facts.version_on(on)
    if version is None:
        return None
    cases = Case.objects.filter(version_id=version.id).order_by("ordinal")
    case = cases.filter(key=subject.case).first() if subject.case else cases.first()
    if case is None:
        return None
    bound = facts.form_on(subject.case, subject.channel, on)
    row = EFormVersion.objects.get(pk=bound or case.form_version_id)
    return FormInForce(from_json(row.schema), row.number, not row.is_generated)


def generated_form(subject: FormSubject, on: dt.date) -> FormSchema | None:
    """The form made from the papers of the case in force on the day."""
    found = Case.objects.filter(
        version__procedure__key=subject.procedure, version__valid_from__lte=on, **_case(subject)
    ).order_by("-version__valid_from", "ordinal")
    case = found.select_related("form_version").first()
    return from_json(case.form_version.schema) if case else None


def _case(subject: FormSubject) -> dict[str, str]:
    return {"key": subject.case} if subject.case else {}


def cases_of_procedure(key: str, on: dt.date) -> list[tuple[str, str]]:
    """Key and name of each case of the wording in force on the day, or of the last one before."""
    version = _version(key, on)
    return list(Case.objects.filter(version=version).order_by("ordinal").values_list("key", "name")) if version else []


def papers_of_subject(subject: FormSubject, on: dt.date) -> list[tuple[str, str]]:
    """Code and name of each paper that the case asks for."""
    version = _version(subject.procedure, on)
    if version is None:
        return []
    body = body_of(content_of(version))
    cases = [case for name, case in body.cases.items() if subject.case in {"", name}]
    found = (line.term for case in cases for line in body.lines(case.id) if not line.term.guidance)
    return list(dict.fromkeys((term.code, term.name) for term in found))


def _version(key: str, on: dt.date) -> ProcedureVersion | None:
    versions = ProcedureVersion.objects.filter(procedure__key=key).select_related("procedure")
    return versions.filter(valid_from__lte=on).order_by("-valid_from").first() or versions.order_by("number").first()


def bindings_of(subject: FormSubject) -> list[FormBinding]:
    """The forms that were and will be in force for exactly this subject, newest first."""
    found = FormBinding.objects.filter(
        procedure__key=subject.procedure, case_key=subject.case, channel=subject.channel
    ).select_related("form_version", "decision")
    return list(found.order_by("-valid_from", "-pk"))


def procedure_name(key: str, on: dt.date) -> str:
    """What the procedure is called on the day; empty when nobody knows it."""
    version = _version(key, on)
    return version.name if version else ""
