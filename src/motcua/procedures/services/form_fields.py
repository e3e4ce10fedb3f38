"""The questions that conditions and letters of a case may name: those of its form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from motcua.core.errors import NotFound
from motcua.forms.schema import FormSchema
from motcua.procedures.form_subject import FormSubject
from motcua.procedures.selectors.form_sources import cases_of_procedure, form_in_force
from motcua.procedures.terms import ChannelName


def form_fields(key: str, case: str, on: dt.date, proposed: Sequence[FormSchema] = ()) -> frozenset[str] | None:
    """The keys of every question and repeated group of the case's forms (of all cases when empty), through every
    channel, and of the forms that the same decision brings; None where no form is known."""
    forms = [*proposed, *_standing(key, case, on)]
    if not forms:
        return None
    fields = {field.key for form in forms for field, _group, _page in form.every_field()}
    groups = {group.key for form in forms for page in form.pages for group in page.repeated}
    return frozenset(fields | groups)


def _standing(key: str, case: str, on: dt.date) -> list[FormSchema]:
    try:
        cases = [case] if case else [found for found, _name in cases_of_procedure(key, on)]
        found = [form_in_force(FormSubject(key, one, way), on) for one in cases for way in ("", *ChannelName)]
    except NotFound:
        return []
    return [one.schema for one in found if one is not None]
