"""Services: the leaves of the tree of categories, as GeoReport names them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.integrations.open311.fields import DATATYPES
from motcua.integrations.open311.writing import Item
from motcua.petitions.categories import tree
from motcua.petitions.models import Category

REALTIME: Final = "realtime"
UNSORTED: Final = "chua-phan-loai"
"""Service code of a request that has no category any more."""
_LONGEST_ANSWER: Final = 500


@dataclass(frozen=True, slots=True)
class Service:
    category: Category
    group: Category | None

    @property
    def code(self) -> str:
        return self.category.code

    @property
    def name(self) -> str:
        return named(self.category)


def named(category: Category) -> str:
    return category.name_en if _in_english() and category.name_en else category.name


def question(row: Mapping[str, Any]) -> str:
    """What an attribute asks: its description, else its name."""
    return str(row.get("description") or _said(row) or row["code"])


def _said(row: Mapping[str, Any]) -> str:
    return str((_in_english() and row.get("name_en")) or row.get("name", ""))


def _in_english() -> bool:
    return (get_language() or "vi").startswith("en")


def services(on: dt.date) -> list[Service]:
    """What may be asked for on that day, in the order of the tree."""
    known = tree(on)
    return [Service(row, known.by_code.get(row.parent_code)) for row in known.leaves()]


def service_item(one: Service) -> Item:
    return {
        "service_code": one.code,
        "service_name": one.name,
        "description": f"{named(one.group)}: {one.name}" if one.group else one.name,
        "metadata": bool(attributes_of(one.category)),
        "type": REALTIME,
        "keywords": one.category.keywords,
        "group": named(one.group) if one.group else "",
    }


def attributes_of(category: Category) -> list[Mapping[str, Any]]:
    """The further questions that can be asked; one with a datatype GeoReport does not know is left out."""
    rows = [row for row in category.attributes if isinstance(row, dict)]
    return [row for row in rows if row.get("code") and row.get("datatype") in DATATYPES]


def definition_item(one: Service) -> Item:
    return {
        "service_code": one.code,
        "attributes": [
            {
                "variable": row.get("variable", True) is not False,
                "code": str(row["code"]),
                "datatype": row["datatype"],
                "required": row.get("required") is True,
                "datatype_description": str(row.get("datatype_description", "")),
                "order": order,
                "description": question(row),
                "values": [{"key": str(value["key"]), "name": _said(value)} for value in row.get("values", [])],
            }
            for order, row in enumerate(attributes_of(one.category), 1)
        ],
    }


def attribute_faults(category: Category, given: Mapping[str, Sequence[str]]) -> list[tuple[str, dict[str, str]]]:
    """What is wrong with the answers to the questions of a category, as codes with their parameters."""
    known = {str(row["code"]): row for row in attributes_of(category)}
    faults = [("attribute_unknown", {"attribute": code[:64]}) for code in given if code not in known]
    for code, row in known.items():
        answers = [one for one in given.get(code, ()) if one.strip()]
        if row.get("required") is True and row.get("variable", True) is not False and not answers:
            faults.append(("attribute_missing", {"attribute": code}))
        if answers and not all(_fits(row, one) for one in answers):
            faults.append(("attribute_wrong", {"attribute": code}))
        if len(answers) > 1 and row["datatype"] != "multivaluelist":
            faults.append(("attribute_twice", {"attribute": code}))
    return faults


def _fits(row: Mapping[str, Any], answer: str) -> bool:
    kind = row["datatype"]
    if len(answer) > (4000 if kind == "text" else _LONGEST_ANSWER):
        return False
    if kind in {"singlevaluelist", "multivaluelist"}:
        return answer in {str(value["key"]) for value in row.get("values", [])}
    if kind == "number":
        try:
            return Decimal(answer).is_finite()
        except InvalidOperation:
            return False
    if kind == "datetime":
        try:
            dt.datetime.fromisoformat(answer)
        except ValueError:
            return False
    return kind != "string" or "\n" not in answer


def attribute_lines(category: Category, given: Mapping[str, Sequence[str]]) -> list[str]:
    """The answers as people read them: question, colon, answer."""
    lines = []
    for row in attributes_of(category):
        names = {str(value["key"]): _said(value) for value in row.get("values", [])}
        answers = [names.get(one, one).strip() for one in given.get(str(row["code"]), ()) if one.strip()]
        if answers:
            lines.append(f"{question(row)}: {'; '.join(answers)}")
    return lines


def unsorted_name() -> str:
    return _("Chưa phân loại")
