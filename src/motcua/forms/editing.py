"""Changing a form that is being written: every act of the builder as a pure function of a schema. Parts are named by
what they are and their key; a field or group by its key alone, for those are unique in the form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from motcua.core.errors import NotFound
from motcua.forms.expression import Expression, Literal, renamed
from motcua.forms.schema import APPLICANT_PAGE, Eligibility, Field, FieldKind, FormSchema, Group, Page, Repeat, Rule

Item = Field | Group
MOST_KEY = 60
_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an item stands or goes: a page, and a group of it unless empty; ``position`` counts from 0."""

    page: str
    group: str
    position: int


def missing(key: str) -> NotFound:
    return NotFound("form_part_not_found", params={"key": key[:80]})


# ---- keys


def key_for(label: str, taken: Collection[str], fallback: str) -> str:
    """A key made of a label: ``Họ và tên`` becomes ``ho_va_ten``, with a number when it is taken."""
    bare = unicodedata.normalize("NFD", label.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    base = _PLAIN.sub("_", bare).strip("_")[:MOST_KEY].strip("_")
    if not base or not base[0].isalpha():
        base = fallback
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key


def item_keys(schema: FormSchema) -> set[str]:
    """Keys of fields and groups."""
    keys = {field.key for field, _group, _page in schema.every_field()}
    return keys | {group.key for group in schema.groups()}


# ---- finding


def find_item(schema: FormSchema, key: str) -> tuple[Item, Spot]:
    """The field or group and where it stands. Raises NotFound ``form_part_not_found``."""
    for page in schema.pages:
        for position, item in enumerate(page.items):
            if item.key == key:
                return item, Spot(page.key, "", position)
            for inner, field in enumerate(item.fields if isinstance(item, Group) else ()):
                if field.key == key:
                    return field, Spot(page.key, item.key, inner)
    raise missing(key)


def find_page(schema: FormSchema, key: str) -> tuple[Page, int]:
    for position, page in enumerate(schema.pages):
        if page.key == key:
            return page, position
    raise missing(key)


# ---- items


def replace_item(schema: FormSchema, key: str, item: Item) -> FormSchema:
    """Write ``item`` where the one called ``key`` stands. With another key, everything that asked for the old one asks
    for the new one."""
    _old, spot = find_item(schema, key)
    put = insert_item(remove_item(schema, key), item, spot)
    return rename_item(put, key, item.key) if item.key != key else put


def remove_item(schema: FormSchema, key: str) -> FormSchema:
    """Take a field or group out, a group with its fields. What asked for it is told by the checks."""
    _item, spot = find_item(schema, key)
    return _with_list(schema, spot, lambda items: [one for one in items if one.key != key])


def insert_item(schema: FormSchema, item: Item, spot: Spot) -> FormSchema:
    """Put an item in; a group never stands in a group. Raises NotFound."""
    if spot.group and isinstance(item, Group):
        raise missing(spot.group)

    def put(items: list[Item]) -> list[Item]:
        at = min(max(spot.position, 0), len(items))
        return [*items[:at], item, *items[at:]]

    return _with_list(schema, spot, put)


def double_item(schema: FormSchema, key: str) -> tuple[FormSchema, str]:
    """A copy right behind, with new keys; conditions inside a copied group ask for the copies. Gives the key of the
    copy."""
    item, spot = find_item(schema, key)
    taken = item_keys(schema)
    inner = item.fields if isinstance(item, Group) else ()
    names: dict[str, str] = {}
    for one in (item, *inner):
        names[one.key] = key_for(one.key, taken | set(names.values()), "muc")
    copy: Item = (
        replace(item, key=names[key], fields=tuple(_renamed_field(one, names) for one in inner))
        if isinstance(item, Group)
        else replace(item, key=names[key])
    )
    return insert_item(schema, copy, replace(spot, position=spot.position + 1)), names[key]


def move_item(schema: FormSchema, key: str, *, down: bool) -> FormSchema:
    """One place up or down in reading order: into and out of groups, and on to the next page. At the end of the form
    nothing changes."""
    item, spot = find_item(schema, key)
    return move_to(schema, key, target) if (target := _next_spot(schema, item, spot, down=down)) else schema


def move_to(schema: FormSchema, key: str, spot: Spot) -> FormSchema:
    """Put an item elsewhere; ``spot`` counts without the item itself."""
    item, _here = find_item(schema, key)
    return insert_item(remove_item(schema, key), item, spot)


def _next_spot(schema: FormSchema, item: Item, spot: Spot, *, down: bool) -> Spot | None:
    page, number = find_page(schema, spot.page)
    step = 1 if down else -1
    if spot.group:
        place = next(at for at, one in enumerate(page.items) if one.key == spot.group)
        inside = page.items[place]
        last = len(inside.fields) - 1 if isinstance(inside, Group) else 0
        if 0 <= spot.position + step <= last:
            return replace(spot, position=spot.position + step)
        return Spot(page.key, "", place + (1 if down else 0))
    beside = spot.position + step
    if 0 <= beside < len(page.items):
        other = page.items[beside]
        if isinstance(other, Group) and isinstance(item, Field):
            return Spot(page.key, other.key, 0 if down else len(other.fields))
        return Spot(page.key, "", beside)
    if 0 <= number + step < len(schema.pages) and schema.pages[number + step].key != APPLICANT_PAGE:
        next_page = schema.pages[number + step]
        return Spot(next_page.key, "", 0 if down else len(next_page.items))
    return None


def _with_list(schema: FormSchema, spot: Spot, change: Callable[[list[Item]], list[Item]]) -> FormSchema:
    """Change the items of the page, or the fields of the group, that ``spot`` names."""
    page, _number = find_page(schema, spot.page)
    if not spot.group:
        return _with_page(schema, page.key, replace(page, items=tuple(change(list(page.items)))))
    group = next((one for one in page.items if isinstance(one, Group) and one.key == spot.group), None)
    if group is None:
        raise missing(spot.group)
    fields = tuple(one for one in change(list(group.fields)) if isinstance(one, Field))
    items = tuple(replace(group, fields=fields) if one is group else one for one in page.items)
    return _with_page(schema, page.key, replace(page, items=items))


def _with_page(schema: FormSchema, key: str, page: Page) -> FormSchema:
    return replace(schema, pages=tuple(page if one.key == key else one for one in schema.pages))


# ---- pages


def insert_page(schema: FormSchema, page: Page, position: int) -> FormSchema:
    pages = list(schema.pages)
    pages.insert(min(max(position, 0), len(pages)), page)
    return replace(schema, pages=tuple(pages))


def replace_page(schema: FormSchema, key: str, page: Page) -> FormSchema:
    """Write the head of a page (its title, hint, condition, key) anew; its items stay."""
    old, _number = find_page(schema, key)
    return _with_page(schema, key, replace(page, items=old.items))


def remove_page(schema: FormSchema, key: str) -> FormSchema:
    find_page(schema, key)
    return replace(schema, pages=tuple(page for page in schema.pages if page.key != key))


def move_page(schema: FormSchema, key: str, *, down: bool) -> FormSchema:
    page, number = find_page(schema, key)
    return insert_page(remove_page(schema, key), page, number + (1 if down else -1 if number else 0))


# ---- making


def new_field(schema: FormSchema, kind: FieldKind, label: str) -> Field:
    """A field of the kind with what it cannot do without."""
    key = key_for(label, item_keys(schema), "muc")
    if kind is FieldKind.COMPUTED:
        return Field(key, label, kind, formula=Literal(0), result=FieldKind.NUMBER)
    return Field(key, label, kind)


def new_group(schema: FormSchema, title: str, *, repeated: bool) -> Group:
    return Group(key_for(title, item_keys(schema), "nhom"), title, repeat=Repeat() if repeated else None)


def new_page(schema: FormSchema, title: str) -> Page:
    return Page(key_for(title, {page.key for page in schema.pages}, "trang"), title, ())


# ---- rules


def put_rule(schema: FormSchema, key: str, rule: Rule) -> FormSchema:
    """Write a rule anew, or at the end when there is none called ``key``."""
    there = any(one.key == key for one in schema.rules)
    kept = tuple(rule if one.key == key else one for one in schema.rules)
    return replace(schema, rules=kept if there else (*kept, rule))


def put_eligibility(schema: FormSchema, key: str, condition: Eligibility) -> FormSchema:
    """As :func:`put_rule`."""
    there = any(one.key == key for one in schema.eligibility)
    kept = tuple(condition if one.key == key else one for one in schema.eligibility)
    return replace(schema, eligibility=kept if there else (*kept, condition))


def drop_rule(schema: FormSchema, key: str) -> FormSchema:
    return replace(schema, rules=tuple(one for one in schema.rules if one.key != key))


def drop_eligibility(schema: FormSchema, key: str) -> FormSchema:
    return replace(schema, eligibility=tuple(one for one in schema.eligibility if one.key != key))


# ---- renaming


def rename_item(schema: FormSchema, old: str, new: str) -> FormSchema:
    """Everything that asks for the field or group ``old`` asks for ``new``."""
    names = {old: new}
    pages = tuple(
        replace(
            page,
            show_if=_said(page.show_if, names),
            items=tuple(
                replace(
                    item,
                    show_if=_said(item.show_if, names),
                    fields=tuple(_asking(field, names) for field in item.fields),
                )
                if isinstance(item, Group)
                else _asking(item, names)
                for item in page.items
            ),
        )
        for page in schema.pages
    )
    rules = tuple(
        replace(rule, check=renamed(rule.check, names), at=names.get(rule.at, rule.at)) for rule in schema.rules
    )
    conditions = tuple(replace(one, condition=renamed(one.condition, names)) for one in schema.eligibility)
    return replace(schema, pages=pages, rules=rules, eligibility=conditions)


def _said(expression: Expression | None, names: Mapping[str, str]) -> Expression | None:
    return None if expression is None else renamed(expression, names)


def _asking(field: Field, names: Mapping[str, str]) -> Field:
    return replace(
        field,
        show_if=_said(field.show_if, names),
        require_if=_said(field.require_if, names),
        formula=_said(field.formula, names),
        as_of=names.get(field.as_of, field.as_of),
    )


def _renamed_field(field: Field, names: Mapping[str, str]) -> Field:
    return replace(_asking(field, names), key=names.get(field.key, field.key))
