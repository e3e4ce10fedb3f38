"""Electronic forms as plain values with a JSON of their own. A published schema never changes; a reader meets old
``schema_version`` numbers for ever and must refuse newer ones.
"""

from __future__ import annotations

from motcua.forms.schema_json import UnreadableError, field_to_json, from_json, group_to_json, item_from_json, to_json
from motcua.forms.shape import (
    APPLICANT_PAGE,
    FIRST_VERSION,
    LEVELS,
    NOT_ANSWERED,
    NOT_TYPED,
    PAPERS_PAGE,
    RESULTS,
    SCHEMA_VERSION,
    Condition,
    Eligibility,
    Field,
    FieldKind,
    FormSchema,
    Group,
    Option,
    Page,
    Repeat,
    Rule,
)
from motcua.forms.upgrading import upgraded

__all__ = [
    "APPLICANT_PAGE",
    "FIRST_VERSION",
    "LEVELS",
    "NOT_ANSWERED",
    "NOT_TYPED",
    "PAPERS_PAGE",
    "RESULTS",
    "SCHEMA_VERSION",
    "Condition",
    "Eligibility",
    "Field",
    "FieldKind",
    "FormSchema",
    "Group",
    "Option",
    "Page",
    "Repeat",
    "Rule",
    "UnreadableError",
    "field_to_json",
    "from_json",
    "group_to_json",
    "item_from_json",
    "to_json",
    "upgraded",
]
