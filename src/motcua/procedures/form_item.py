"""What a decision says about the form of a case: its JSON read into a plain value. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from motcua.core.canonical import Json
from motcua.forms.schema import FormSchema, UnreadableError, from_json, to_json
from motcua.procedures.terms import ChannelName


@dataclass(frozen=True, slots=True)
class FormItem:
    """The form of a case (empty = all) through a channel (empty = all). None as ``form`` ends the one in force: the
    form made from the papers of the case comes back."""

    form: FormSchema | None
    case: str = ""
    channel: str = ""


def read_form(row: Mapping[str, object]) -> FormItem:
    """The item in ``row``. Raises ValueError or TypeError."""
    case, channel, end = row.get("case") or "", row.get("channel") or "", row.get("end", False)
    if not isinstance(case, str) or not isinstance(channel, str) or not isinstance(end, bool):
        raise TypeError("case and channel must be text, end true or false")
    if channel and channel not in set(ChannelName):
        raise ValueError("unknown channel")
    if end:
        return FormItem(None, case, channel)
    try:
        return FormItem(from_json(row.get("form")), case, channel)
    except UnreadableError as error:
        raise ValueError(str(error)) from error


def form_body(item: FormItem) -> dict[str, Json]:
    """The members of the item's JSON; :func:`read_form` gives the same item back."""
    form: Json = None if item.form is None else to_json(item.form)
    return {"case": item.case, "channel": item.channel, "end": item.form is None, "form": form}
