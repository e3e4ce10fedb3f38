"""The shipped tree of categories, ``data/categories.toml``, as plain rows. No database."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

_CATEGORY_KEYS = frozenset(
    {
        *("code", "parent", "name", "name_en", "kind", "urgent", "anonymous", "most_extension_days"),
        *("most_reopenings", "handle_working_days", "keywords", "script", "source", "attributes"),
    }
)
_DATATYPES = frozenset({"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"})
"""Of GeoReport v2 service definitions."""


@dataclass(frozen=True, slots=True)
class CategoriesFile:
    """Rows as they go into the tables: keyword arguments of their models."""

    valid_from: dt.date
    categories: tuple[Mapping[str, object], ...]
    limits: tuple[Mapping[str, object], ...]


def parse(text: str) -> CategoriesFile:
    """Raises ValueError for another format, an unknown key or parent, a code given twice, or an attribute of a type
    that GeoReport v2 does not know."""
    table = tomllib.loads(text)
    if table.get("format") != 1:
        raise ValueError("the file of categories is of a format this version does not know")
    rows: list[dict[str, object]] = table["category"]
    codes = [str(row["code"]) for row in rows]
    if len(set(codes)) < len(codes):
        raise ValueError("a category is given twice")
    dated = {"valid_from": table["valid_from"], "source": table["source"]}
    return CategoriesFile(
        valid_from=table["valid_from"],
        categories=tuple(_category(row, number, codes, dated) for number, row in enumerate(rows, 1)),
        limits=tuple(_limits(table["limit"], rows, dated)),
    )


def _category(
    row: Mapping[str, object], ordinal: int, codes: list[str], dated: Mapping[str, object]
) -> Mapping[str, object]:
    unknown = set(row) - _CATEGORY_KEYS
    if unknown:
        raise ValueError(f"category {row['code']}: unknown keys {', '.join(sorted(unknown))}")
    parent = str(row.get("parent", ""))
    if parent and parent not in codes[: ordinal - 1]:
        raise ValueError(f"category {row['code']}: its parent {parent} is not named before it")
    attributes = row.get("attributes", [])
    if not isinstance(attributes, list) or not {one["datatype"] for one in attributes} <= _DATATYPES:
        raise ValueError(f"category {row['code']}: an attribute of an unknown type")
    texts = {name: str(row.get(name, "")) for name in ("name", "name_en", "kind", "keywords", "script")}
    numbers = {name: row.get(name, 0) for name in ("most_extension_days", "most_reopenings")}
    return {
        "code": row["code"],
        "parent_code": parent,
        "urgent": row.get("urgent", False),
        "anonymous": row.get("anonymous", True),
        "attributes": attributes,
        "ordinal": ordinal,
        **texts,
        **numbers,
        **dated,
    }


def _limits(
    rows: list[dict[str, object]], categories: list[dict[str, object]], dated: Mapping[str, object]
) -> Iterator[Mapping[str, object]]:
    for row in rows:
        yield {"category_code": "", "valid_from": dated["valid_from"], **row}
    for row in categories:
        if "handle_working_days" in row:
            yield {
                "category_code": row["code"],
                "step": "handle",
                "amount": row["handle_working_days"],
                "unit": "working_day",
                "source": row.get("source", dated["source"]),
                "valid_from": dated["valid_from"],
            }


def shipped() -> CategoriesFile:
    """What comes with the program."""
    return parse(resources.files("motcua.petitions").joinpath("data", "categories.toml").read_text(encoding="utf-8"))
