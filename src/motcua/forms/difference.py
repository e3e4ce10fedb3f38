"""What changed from one form to another, field by field, and which answers find no place in the new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from motcua.core.canonical import Json
from motcua.forms.schema_json import field_to_json, group_to_json, to_json
from motcua.forms.shape import NOT_TYPED, Field, FieldKind, FormSchema, Group, Page
from motcua.forms.upgrading import upgraded

ASKED = (
    "label",
    "kind",
    "required",
    "require_if",
    "show_if",
    "options",
    "minimum",
    "maximum",
    "max_length",
    "decimals",
)
"""What of a question matters to who answers it."""


@dataclass(frozen=True, slots=True)
class Change:
    """``what``: ``added``, ``removed``, ``moved`` (to another page or group) or ``changed`` (one ``attribute``, before
    and after as in the form's JSON, None where there was none). ``part`` is ``form``, ``page``, ``group``, ``field``,
    ``rule`` or ``eligibility``; ``label`` is what people know it by."""

    what: str
    part: str
    key: str
    label: str
    attribute: str = ""
    before: Json = None
    after: Json = None

    @property
    def matters(self) -> bool:
        """Whether somebody who is filling in the form should know."""
        if self.part == "field":
            return self.what != "changed" or self.attribute in ASKED
        return self.part in {"rule", "eligibility"} or (self.part == "group" and self.attribute == "repeat")


@dataclass(frozen=True, slots=True)
class _Part:
    label: str
    place: str
    body: Mapping[str, Json]


def differences(old: FormSchema, new: FormSchema) -> tuple[Change, ...]:
    """Every difference, in the order of the new form, what was removed last; nothing for equal content, whatever their
    schema versions."""
    before, after = _parts(upgraded(old)), _parts(upgraded(new))
    found: list[Change] = []
    for (part, key), now in after.items():
        then = before.get((part, key))
        if then is None:
            found.append(Change("added", part, key, now.label))
        else:
            found += _compared(part, key, then, now)
    found += [
        Change("removed", part, key, then.label) for (part, key), then in before.items() if (part, key) not in after
    ]
    return tuple(found)


def _compared(part: str, key: str, then: _Part, now: _Part) -> Iterator[Change]:
    if then.place != now.place:
        yield Change("moved", part, key, now.label, "place", then.place, now.place)
    for name in dict.fromkeys((*now.body, *then.body)):
        if then.body.get(name) != now.body.get(name):
            yield Change("changed", part, key, now.label, name, then.body.get(name), now.body.get(name))


def _parts(schema: FormSchema) -> dict[tuple[str, str], _Part]:
    body = to_json(schema)
    found = {("form", ""): _Part(schema.title, "", {"title": schema.title})}
    for page, row in zip(schema.pages, _rows(body, "pages"), strict=True):
        found["page", page.key] = _Part(page.title, "", _without(row, "key", "items"))
        for item in page.items:
            if isinstance(item, Group):
                group = _without(group_to_json(item), "key", "fields")
                found["group", item.key] = _Part(item.title, page.title, group)
        for field, around in page.placed():
            place = page.title if around is None else f"{page.title} › {around.title}"
            found["field", field.key] = _Part(field.label, place, _without(field_to_json(field), "key"))
    for part, rows, label in (("rule", "rules", "text"), ("eligibility", "eligibility", "text")):
        for row in _rows(body, rows):
            found[part, str(row["key"])] = _Part(str(row[label]), "", _without(row, "key"))
    return found


def _rows(body: Mapping[str, Json], name: str) -> list[dict[str, Json]]:
    rows = body.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _without(row: Json, *names: str) -> dict[str, Json]:
    return {name: value for name, value in row.items() if name not in names} if isinstance(row, dict) else {}


# ---- answers


@dataclass(frozen=True, slots=True)
class Lost:
    """An answer that the new form has no place for: its question and what was typed."""

    key: str
    label: str
    text: str


def lost_answers(old: FormSchema, new: FormSchema, typed: Mapping[str, object]) -> tuple[Lost, ...]:
    """Answers to the old form (by key, as typed) that cannot be shown in the new one: their question is gone, went into
    or out of a repeated group, or does not offer what was chosen. All others stay where their key is."""
    found: list[Lost] = []
    places = {field.key: (field, _rows_of(group)) for field, group, _page in new.every_field()}
    for page in old.pages:
        for field, group in page.placed():
            if field.kind in NOT_TYPED:
                continue
            repeated = _rows_of(group)
            place = places.get(field.key)
            stays = place is not None and place[1] == repeated
            for answer in _answers(field, repeated, typed):
                fits = stays and place is not None and _fits(answer, place[0])
                if not fits and (text := _said(field, answer)):
                    found.append(Lost(field.key, field.label, text))
    return tuple(found)


def _rows_of(group: Group | None) -> str:
    return group.key if group is not None and group.repeat is not None else ""


def _answers(field: Field, repeated: str, typed: Mapping[str, object]) -> Iterator[object]:
    if not repeated:
        yield typed.get(field.key)
        return
    rows = typed.get(repeated)
    for row in rows if isinstance(rows, list | tuple) else ():
        if isinstance(row, Mapping):
            yield row.get(field.key)


def _fits(answer: object, field: Field) -> bool:
    """Whether the control of the field can show the answer, right or wrong."""
    several = isinstance(answer, list | tuple)
    if field.kind in {FieldKind.CHOICE, FieldKind.CHOICES}:
        known = {option.key for option in field.options}
        chosen = list(answer) if isinstance(answer, list | tuple) else [answer]
        return (field.kind is FieldKind.CHOICES or not several) and all(one in known or not one for one in chosen)
    if field.kind in {FieldKind.YES_NO, FieldKind.CONSENT}:
        return answer in ("", None, "yes", "no", "on", True, False)
    return not several


def _said(field: Field, answer: object) -> str:
    names = {option.key: option.label for option in field.options}
    chosen = answer if isinstance(answer, list | tuple) else [answer]
    return "; ".join(names.get(str(one), str(one)) for one in chosen if one not in (None, "", False))


def page_of(schema: FormSchema) -> dict[str, Page]:
    """The page that each field and each repeated group stands on."""
    found: dict[str, Page] = {}
    for field, group, page in schema.every_field():
        found.setdefault(field.key, page)
        if group is not None:
            found.setdefault(group.key, page)
    return found
