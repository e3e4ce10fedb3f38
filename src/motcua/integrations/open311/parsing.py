"""Reading what a GeoReport server answers, XML or JSON, into plain items: strings under the names of the table.

Servers differ: bare numbers, lists of one without their container, empty elements, nulls. Names the table does not know
are left out. Pure; the answer of a stranger is hostile: no entities, no external parts, bounded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from motcua.core.errors import Invalid

from .fields import ERROR, Field, Kind, Resource

Item = dict[str, "str | list[Item] | list[str]"]
MOST_BYTES = 8 * 1024 * 1024


def read(resource: Resource, body: bytes, *, media_type: str) -> list[Item]:
    """The items of an answer; one for a resource that is no list. Raises Invalid (``open311_answer_unreadable``)."""
    if len(body) > MOST_BYTES:
        raise Invalid("open311_answer_unreadable")
    try:
        return _from_json(resource, body) if "json" in media_type else _from_xml(resource, body)
    except (ParseError, DefusedXmlException, ValueError, RecursionError, LookupError, TypeError) as error:
        raise Invalid("open311_answer_unreadable") from error


def errors_in(body: bytes, *, media_type: str) -> list[str]:
    """What a refusal says, or nothing where it cannot be read."""
    try:
        return [str(one["description"]) for one in read(ERROR, body, media_type=media_type) if "description" in one]
    except Invalid:
        return []


def _from_json(resource: Resource, body: bytes) -> list[Item]:
    told = json.loads(body.decode("utf-8-sig"))
    if isinstance(told, Mapping) and resource.item and isinstance(told.get(resource.root), list):
        told = told[resource.root]  # some servers keep the container
    rows = told if isinstance(told, list) else [told]
    return [_json_item(resource, row) for row in rows]


def _json_item(resource: Resource, row: object) -> Item:
    if not isinstance(row, Mapping):
        raise TypeError("an object was expected")
    return {field.name: _json_value(field, row[field.name]) for field in resource.fields if field.name in row}


def _json_value(field: Field, value: object) -> str | list[Item] | list[str]:
    if field.kind is Kind.LIST:
        rows = value if isinstance(value, list) else []
        if field.item is None:
            return [str(row) for row in rows]
        return [_json_item(field.item, row) for row in rows]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        raise TypeError("a single value was expected")
    return str(value)


def _from_xml(resource: Resource, body: bytes) -> list[Item]:
    root = fromstring(body, forbid_dtd=True)
    if _name(root) != resource.root:
        raise ValueError("another root")
    if not resource.item:
        return [_xml_item(resource, root)]
    return [_xml_item(resource, one) for one in root if _name(one) == resource.item]


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _xml_item(resource: Resource, element: Element) -> Item:
    known = {field.name: field for field in resource.fields}
    return {_name(one): _xml_value(known[_name(one)], one) for one in element if _name(one) in known}


def _xml_value(field: Field, element: Element) -> str | list[Item] | list[str]:
    if field.kind is not Kind.LIST:
        return (element.text or "").strip()
    if field.item is None:
        return [(one.text or "").strip() for one in element]
    return [_xml_item(field.item, one) for one in element if _name(one) == field.item.item]
