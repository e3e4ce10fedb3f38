"""What a form item of a decision changes, part by part and property by property."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from motcua.core.canonical import Json
from motcua.forms.merging import differing
from motcua.forms.schema import FormSchema, upgraded
from motcua.procedures.diff import Change
from motcua.procedures.form_item import FormItem
from motcua.procedures.form_subject import FormSubject
from motcua.procedures.selectors.form_sources import generated_form
from motcua.procedures.services.standing import standing

EMPTY = FormSchema("", ())


def form_differences(key: str, item: FormItem, on: dt.date) -> list[Change]:
    """Against the form that an author wrote before, else against the one made from the papers, which the item puts
    aside. A ``path`` is a place of :mod:`motcua.forms.merging`, and a property behind a slash where both sides have the
    part; the values are whole properties."""
    stands = standing(key, item, on)
    made = generated_form(FormSubject(key, item.case, item.channel), on)
    before = (stands.form if isinstance(stands, FormItem) else None) or made or EMPTY
    after = item.form or made or EMPTY
    found = differing(upgraded(before), upgraded(after), upgraded(before))
    return [change for one in found for change in _changes(one.place, one.theirs, one.mine)]


def _changes(place: str, old: Json, new: Json) -> Iterator[Change]:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        yield Change(place, old, new)
        return
    for name in [*new, *(name for name in old if name not in new)]:
        if old.get(name) != new.get(name):
            yield Change(f"{place}/{name}", old.get(name), new.get(name))
