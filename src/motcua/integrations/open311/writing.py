"""Items of a resource as XML and as JSON (the Spark convention), in the order of the table. Pure.

A value under a name the table does not know, or a missing one that must be there, is a fault of the program and raises
ValueError: nothing leaves that the standard does not name.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from xml.etree import ElementTree as ET

from .fields import Field, Kind, Presence, Resource

Item = Mapping[str, object]
XML_TYPE, JSON_TYPE = "text/xml; charset=utf-8", "application/json; charset=utf-8"

_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def to_json(resource: Resource, items: Sequence[Item]) -> bytes:
    """A list of items, or the one item of a resource that is no list."""
    found = [_plain(resource, item) for item in items]
    return json.dumps(found if resource.item else _only(found), ensure_ascii=False).encode()


def to_xml(resource: Resource, items: Sequence[Item]) -> bytes:
    """As :func:`to_json`; characters that XML cannot hold are left out."""
    if resource.item:
        root = ET.Element(resource.root)
        for item in items:
            _fill(ET.SubElement(root, resource.item), resource, item)
    else:
        root = ET.Element(resource.root)
        _fill(root, resource, _only(list(items)))
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode()


def instant(at: dt.datetime) -> str:
    """``2010-01-01T00:00:00+07:00``; whole seconds, always with its offset."""
    return at.replace(microsecond=0).isoformat()


def _only(items: list[Item] | list[dict[str, object]]) -> Item:
    (one,) = items
    return one


def _present(resource: Resource, item: Item) -> list[tuple[Field, object]]:
    unknown = item.keys() - {field.name for field in resource.fields}
    if unknown:
        raise ValueError(f"{resource.name} has no {', '.join(sorted(unknown))}")
    found: list[tuple[Field, object]] = []
    for field in resource.fields:
        value = item.get(field.name)
        empty = value is None or value == ""
        if empty and field.presence is Presence.ALWAYS:
            raise ValueError(f"{resource.name} needs {field.name}")
        if not (empty and field.presence is Presence.OMITTED):
            found.append((field, None if empty else value))
    return found


def _plain(resource: Resource, item: Item) -> dict[str, object]:
    return {field.name: _json_value(field, value) for field, value in _present(resource, item)}


def _json_value(field: Field, value: object) -> object:
    if field.kind is Kind.LIST:
        items = _items(value)
        return [_plain(field.item, one) if field.item else str(one) for one in items]
    if value is None:
        return None
    if field.kind is Kind.NUMBER:
        return float(Decimal(str(value)))
    if field.kind in {Kind.BOOLEAN, Kind.INTEGER}:
        return value
    return _text(field, value)


def _fill(element: ET.Element, resource: Resource, item: Item) -> None:
    for field, value in _present(resource, item):
        child = ET.SubElement(element, field.name)
        if field.kind is Kind.LIST:
            for one in _items(value):
                inner = ET.SubElement(child, field.item.item if field.item else field.item_name)
                if field.item:
                    _fill(inner, field.item, one)
                else:
                    inner.text = str(one)
        elif value is not None:
            child.text = _NOT_IN_XML.sub("", _text(field, value))


def _items(value: object) -> Sequence[Item]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise TypeError("a list was expected")
    return value


def _text(field: Field, value: object) -> str:
    if field.kind is Kind.BOOLEAN:
        return "true" if value else "false"
    if field.kind is Kind.INSTANT:
        if not isinstance(value, dt.datetime) or value.tzinfo is None:
            raise ValueError(f"{field.name} needs an instant with its zone")
        return instant(value)
    if field.kind is Kind.NUMBER:
        return format(Decimal(str(value)), "f")
    return str(value)
