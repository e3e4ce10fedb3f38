"""Two texts of one form beside each other, part by part, and taking parts of one over into the other. Pure.

A part is the form's head, a page's or group's head, a field, a rule, a condition, or the order of all of them. A
``Place`` names it: ``form``, ``page:KEY``, ``item:KEY``, ``rule:KEY``, ``eligibility:KEY``, ``order``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from motcua.core.canonical import Json
from motcua.core.errors import NotFound
from motcua.forms import editing
from motcua.forms.editing import Item, Spot
from motcua.forms.schema import Field, FormSchema, Group, Page, to_json

Place = str
Keyed = TypeVar("Keyed", Page, Field, Field | Group)
FORM: Place = "form"
ORDER: Place = "order"
_MEMBERS = {"rule": "rules", "eligibility": "eligibility"}


@dataclass(frozen=True, slots=True)
class Differing:
    """One place where two texts say different things. ``mine`` and ``theirs`` are JSON, None where it is absent;
    ``is_mine``: the author of ``mine`` is who changed it since both had the same."""

    place: Place
    mine: Json
    theirs: Json
    is_mine: bool


def differing(base: FormSchema, mine: FormSchema, theirs: FormSchema) -> list[Differing]:
    """Every place where ``mine`` and ``theirs`` differ, in the order of ``mine``."""
    before, own, other = _parts(base), _parts(mine), _parts(theirs)
    if _common_order(own, other) == _common_order(other, own):
        own[ORDER] = other[ORDER] = before[ORDER] = []
    places = [*own, *(place for place in other if place not in own)]
    return [
        Differing(place, own.get(place), other.get(place), own.get(place) != before.get(place))
        for place in places
        if own.get(place) != other.get(place)
    ]


def _common_order(one: dict[Place, Json], other: dict[Place, Json]) -> list[Json]:
    """The order of the parts that both have: one that only comes or goes rearranges nothing."""
    row = one[ORDER]
    return (
        [place for place in row if isinstance(place, str) and place.partition("<")[0] in other]
        if isinstance(row, list)
        else []
    )


def _parts(schema: FormSchema) -> dict[Place, Json]:
    """Each part by its place, without what is a part of its own."""
    body = to_json(schema)
    parts: dict[Place, Json] = {FORM: {"title": schema.title}}
    order: list[Json] = []
    for page in body["pages"] if isinstance(body["pages"], list) else []:
        if not isinstance(page, dict):
            continue
        items = page.get("items") or page.get("fields") or []
        parts[f"page:{page['key']}"] = {name: value for name, value in page.items() if name not in {"items", "fields"}}
        order.append(f"page:{page['key']}")
        for item in items if isinstance(items, list) else []:
            for one in _flat(item):
                parts[f"item:{one['key']}"] = {name: value for name, value in one.items() if name != "fields"}
                inside = item["key"] if one is not item and isinstance(item, dict) else page["key"]
                order.append(f"item:{one['key']}<{inside}")
    for kind, member in _MEMBERS.items():
        rows = body.get(member) or []
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict):
                parts[f"{kind}:{row['key']}"] = row
    parts[ORDER] = order
    return parts


def _flat(item: Json) -> Iterator[dict[str, Json]]:
    if isinstance(item, dict):
        yield item
        fields = item.get("fields")
        for field in fields if isinstance(fields, list) else []:
            if isinstance(field, dict):
                yield field


def merged(there: FormSchema, mine: FormSchema, places: Collection[Place]) -> FormSchema:
    """``there`` with the parts that ``places`` name as ``mine`` has them; a part that ``mine`` lacks goes. Places that
    neither has change nothing."""
    wanted = set(places)
    if FORM in wanted:
        there = replace(there, title=mine.title)
    for kind, change in (("page", _page), ("item", _item), ("rule", _rule), ("eligibility", _eligibility)):
        for key in _keys(kind, mine, there):
            if f"{kind}:{key}" in wanted:
                there = change(there, mine, key)
    return ordered(there, mine) if ORDER in wanted else there


def _keys(kind: str, mine: FormSchema, there: FormSchema) -> list[str]:
    found = [place.partition(":")[2] for one in (mine, there) for place in _parts(one) if place.startswith(f"{kind}:")]
    return list(dict.fromkeys(found))


def _page(there: FormSchema, mine: FormSchema, key: str) -> FormSchema:
    own = next((page for page in mine.pages if page.key == key), None)
    stands = any(page.key == key for page in there.pages)
    if own is None:
        empty = next((page for page in there.pages if page.key == key and not page.items), None)
        return editing.remove_page(there, key) if empty else there
    if stands:
        return editing.replace_page(there, key, own)
    position = [page.key for page in mine.pages].index(key)
    return editing.insert_page(there, replace(own, items=()), position)


def _item(there: FormSchema, mine: FormSchema, key: str) -> FormSchema:
    own, here = _found(mine, key), _found(there, key)
    if own is None:
        return _without(there, here[0], here[1]) if here else there
    item, spot = own
    if here is not None:
        stands = here[0]
        kept = stands.fields if isinstance(stands, Group) else ()
        return editing.replace_item(there, key, replace(item, fields=kept) if isinstance(item, Group) else item)
    bare = replace(item, fields=()) if isinstance(item, Group) else item
    return editing.insert_item(there, bare, _fitting(there, mine, spot))


def _without(there: FormSchema, item: Item, spot: Spot) -> FormSchema:
    """The text without an item. A group leaves its fields where it stood: each of them is a place of its own."""
    bare = editing.remove_item(there, item.key)
    for field in reversed(item.fields if isinstance(item, Group) else ()):
        bare = editing.insert_item(bare, field, spot)
    return bare


def _found(schema: FormSchema, key: str) -> tuple[Item, Spot] | None:
    try:
        return editing.find_item(schema, key)
    except NotFound:
        return None


def _fitting(there: FormSchema, mine: FormSchema, spot: Spot) -> Spot:
    """The same place in another text: behind the nearest item before it that is there too, else at the end."""
    around = _found(there, spot.group) if spot.group else None
    if around is not None and isinstance(around[0], Group):
        page, group = around[1].page, spot.group  # wherever the group is now
    elif any(one.key == spot.page for one in there.pages):
        page, group = spot.page, ""
    else:
        last = there.pages[-1] if there.pages else None
        return Spot(last.key if last else "", "", len(last.items) if last else 0)
    own, _number = editing.find_page(mine, spot.page)
    inside = next((one for one in own.items if one.key == spot.group), None)
    row: tuple[Item, ...] = inside.fields if isinstance(inside, Group) else own.items
    for before in reversed(row[: spot.position]):
        stands = _found(there, before.key)
        if stands and (stands[1].page, stands[1].group) == (page, group):
            return Spot(page, group, stands[1].position + 1)
    return Spot(page, group, 0)


def _rule(there: FormSchema, mine: FormSchema, key: str) -> FormSchema:
    own = next((one for one in mine.rules if one.key == key), None)
    return editing.drop_rule(there, key) if own is None else editing.put_rule(there, key, own)


def _eligibility(there: FormSchema, mine: FormSchema, key: str) -> FormSchema:
    own = next((one for one in mine.eligibility if one.key == key), None)
    return editing.drop_eligibility(there, key) if own is None else editing.put_eligibility(there, key, own)


def ordered(there: FormSchema, mine: FormSchema) -> FormSchema:
    """The parts of ``there`` where ``mine`` has them; what only ``there`` has stays behind what it stood behind."""
    page_rank = {page.key: rank for rank, page in enumerate(mine.pages)}
    there = replace(there, pages=tuple(_ranked(there.pages, page_rank)))
    for page in mine.pages:
        for item in page.items:
            there = _moved(there, item, Spot(page.key, "", 0))
            for field in item.fields if isinstance(item, Group) else ():
                there = _moved(there, field, Spot(page.key, item.key, 0))
    rank = {key: number for number, key in enumerate(_reading_order(mine))}
    return replace(there, pages=tuple(_page_ranked(page, rank) for page in there.pages))


def _moved(there: FormSchema, item: Item, spot: Spot) -> FormSchema:
    """The item in the page and group that it has in the other text, when they are there too."""
    found = _found(there, item.key)
    if found is None or (found[1].page, found[1].group) == (spot.page, spot.group):
        return there
    if isinstance(found[0], Group) and spot.group:
        return there
    try:
        return editing.move_to(there, item.key, replace(spot, position=10**6))
    except NotFound:
        return there


def _reading_order(schema: FormSchema) -> Iterator[str]:
    for page in schema.pages:
        for item in page.items:
            yield item.key
            yield from (field.key for field in (item.fields if isinstance(item, Group) else ()))


def _page_ranked(page: Page, rank: dict[str, int]) -> Page:
    items = (
        replace(item, fields=tuple(_ranked(item.fields, rank))) if isinstance(item, Group) else item
        for item in page.items
    )
    return replace(page, items=tuple(_ranked(tuple(items), rank)))


def _ranked(row: Sequence[Keyed], rank: Mapping[str, int]) -> list[Keyed]:
    """Those with a rank in its order; the others behind whom they stood behind."""
    first: list[Keyed] = []
    behind: dict[str, list[Keyed]] = {}
    led = first
    for one in row:
        if one.key in rank:
            led = behind[one.key] = [one]
        else:
            led.append(one)
    for key in sorted(behind, key=lambda key: rank[key]):
        first.extend(behind[key])
    return first
