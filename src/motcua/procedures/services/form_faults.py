"""Why a form cannot come into force for a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from motcua.core.texts import say
from motcua.forms.checking import faults as faults_of_form
from motcua.procedures.compiling import VersionBody
from motcua.procedures.form_item import FormItem
from motcua.procedures.models import FormBinding
from motcua.procedures.services.standing import form_rows

Fault = tuple[str, Mapping[str, object]]


def form_faults(key: str, item: FormItem, body: VersionBody, on: dt.date) -> Iterator[Fault]:
    """Every fault, as a code with what it is about."""
    if item.case and item.case not in body.cases:
        yield "case_not_found", {"case": item.case}
        return
    later = FormBinding.objects.filter(
        procedure__key=key, case_key=item.case, channel=item.channel, valid_to=None, valid_from__gt=on
    ).first()
    if later is not None:
        yield "later_form_exists", {"procedure": key, "on": later.valid_from.isoformat()}
    if item.form is None:
        if not form_rows(key, item, on).exists():
            yield "form_not_bound", {"procedure": key}
        return
    wrong = faults_of_form(item.form)
    if wrong:
        yield "form_faulty", {"count": len(wrong), "first": say(wrong[0].code, wrong[0].params)}
    yield from _paper_faults(item, body)


def _paper_faults(item: FormItem, body: VersionBody) -> Iterator[Fault]:
    """A question for a file collects a paper that the case asks for."""
    cases = [case for name, case in body.cases.items() if item.case in {"", name}]
    known = {line.term.code for case in cases for line in body.lines(case.id) if not line.term.guidance}
    for field, _group, _page in item.form.every_field() if item.form else ():
        if field.component and field.component not in known:
            yield "form_component_unknown", {"field": field.label[:200], "component": field.component}
