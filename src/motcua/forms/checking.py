"""What is wrong with a form, for its author: every fault with a stable code and its place. A form without faults can be
published; the words of the codes are in the room's catalogue.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from motcua.forms import checking_conditions, checking_fields
from motcua.forms.dependencies import circles
from motcua.forms.expression import ExpressionError
from motcua.forms.shape import APPLICANT_PAGE, PAPERS_PAGE, FieldKind, FormSchema, Group, Page

MOST_PAGES = 50
MOST_FIELDS = 500
MOST_RULES = 200
MOST_ROWS = 200
"""Rows that one repeated group may ever have."""
MOST_TITLE = 500
MOST_HINT = 2_000

APPLICANT_KEYS = frozenset({"name", "id_number", "birth_date", "phone", "email", "address"})
RESERVED_KEYS = APPLICANT_KEYS | {"kind", "remember", "declaration", "idempotency_key", "expected_seq", "next"}
"""Keys that no field of a form's own pages may have: the applicant's questions and what the pages post besides."""
RESERVED_PAGES = frozenset({"place", "review"})
"""The other steps of applying."""
FACTS = frozenset({"case", "channel", "fee", "applicant", "place"})
"""What conditions may ask for beside answers: the case's key, the channel, the fees in đồng, ``person`` or
``organisation``, the code of the unit that the application is for."""

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
_OLD_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,119}")


@dataclass(frozen=True, slots=True)
class Fault:
    """``part`` is ``form``, ``page``, ``group``, ``field``, ``rule`` or ``eligibility``, ``key`` its key and
    ``attribute`` which property of it (empty: the part as a whole)."""

    code: str
    part: str
    key: str = ""
    attribute: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """``field:age.show_if``, ``page:info``, ``form``."""
        own = f"{self.part}:{self.key}" if self.key else self.part
        return f"{own}.{self.attribute}" if self.attribute else own


def faults(schema: FormSchema) -> tuple[Fault, ...]:
    """Every fault of the form, in its order; empty when it can be published. Never raises."""
    found = [*_whole(schema), *_keys(schema)]
    for page in schema.pages:
        found += _page(page)
    found += _rules(schema)
    found += [Fault(*one) for one in checking_conditions.faults(schema, APPLICANT_KEYS | {"kind"}, FACTS)]
    asked = {field.key for field, _group, _page in schema.every_field()}
    for circle in circles(schema):
        place = next((part for part in circle if part in asked), circle[0])
        code = "condition_on_itself" if len(circle) == 1 else "condition_circle"
        found.append(Fault(code, "field", place, "", {"keys": ", ".join(circle)}))
    return tuple(found)


def _whole(schema: FormSchema) -> Iterator[Fault]:
    counts = (
        ("pages_too_many", len(schema.pages), MOST_PAGES),
        ("fields_too_many", sum(1 for _ in schema.every_field()), MOST_FIELDS),
        ("rules_too_many", len(schema.rules) + len(schema.eligibility), MOST_RULES),
    )
    yield from (Fault(code, "form", params={"most": most}) for code, count, most in counts if count > most)
    if not schema.pages:
        yield Fault("form_empty", "form")
    yield from _text("form", "", "title", schema.title, MOST_TITLE)


def _keys(schema: FormSchema) -> Iterator[Fault]:
    pages = [page.key for page in schema.pages]
    asked = [(field.key, page.key) for field, _group, page in schema.every_field()]
    parts = [*(("field", key) for key, _page in asked), *(("group", group.key) for group in schema.groups())]
    used = Counter(key for _part, key in parts)
    for key, times in Counter(pages).items():
        if times > 1:
            yield Fault("key_repeated", "page", key, "key")
        if not _KEY.fullmatch(key):
            yield Fault("key_wrong", "page", key, "key", {"given": key[:60]})
        if key in RESERVED_PAGES:
            yield Fault("key_reserved", "page", key, "key", {"given": key})
    for part, key in dict.fromkeys(parts):
        if used[key] > 1:
            yield Fault("key_repeated", part, key, "key", {"given": key[:60]})
        if not (_OLD_KEY if key.startswith("paper_") else _KEY).fullmatch(key):
            yield Fault("key_wrong", part, key, "key", {"given": key[:60]})
    for key, page_key in asked:
        if key in RESERVED_KEYS and (page_key != APPLICANT_PAGE or key not in APPLICANT_KEYS):
            yield Fault("key_reserved", "field", key, "key", {"given": key})


def _page(page: Page) -> Iterator[Fault]:
    yield from _text("page", page.key, "title", page.title, MOST_TITLE)
    yield from _text("page", page.key, "hint", page.hint, MOST_HINT, needed=False)
    if not page.items:
        yield Fault("page_empty", "page", page.key)
    for item in page.items:
        if isinstance(item, Group):
            yield from _group(item)
    for asked, group in page.placed():
        repeated = group is not None and group.repeat is not None
        yield from (Fault(*one) for one in checking_fields.faults(asked, in_rows=repeated))
        if page.key == PAPERS_PAGE and asked.kind not in {FieldKind.FILE, FieldKind.INFORMATION}:
            yield Fault("papers_only_files", "field", asked.key, "kind")


def _group(group: Group) -> Iterator[Fault]:
    yield from _text("group", group.key, "title", group.title, MOST_TITLE)
    yield from _text("group", group.key, "hint", group.hint, MOST_HINT, needed=False)
    if not group.fields:
        yield Fault("group_empty", "group", group.key)
    if repeat := group.repeat:
        if not 0 <= repeat.minimum <= repeat.maximum or not 1 <= repeat.maximum <= MOST_ROWS:
            yield Fault("rows_wrong", "group", group.key, "repeat", {"most": MOST_ROWS})
        yield from _text("group", group.key, "row_label", repeat.row_label, MOST_TITLE, needed=False)


def _rules(schema: FormSchema) -> Iterator[Fault]:
    known = {field.key for field, _group, _page in schema.every_field()}
    for part, rows in (("rule", schema.rules), ("eligibility", schema.eligibility)):
        for key, times in Counter(row.key for row in rows).items():
            if times > 1:
                yield Fault("key_repeated", part, key, "key", {"given": key[:60]})
            if not _KEY.fullmatch(key):
                yield Fault("key_wrong", part, key, "key", {"given": key[:60]})
        for row in rows:
            yield from _text(part, row.key, "text", row.text, MOST_HINT)
    for rule in schema.rules:
        if rule.at and rule.at not in known:
            yield Fault("named_field_unknown", "rule", rule.key, "at", {"name": rule.at[:60]})


def _text(part: str, key: str, attribute: str, text: str, most: int, *, needed: bool = True) -> Iterator[Fault]:
    yield from (Fault(*one) for one in checking_fields.text_faults(part, key, attribute, text, most, needed=needed))


def expression_fault(part: str, key: str, attribute: str, error: ExpressionError) -> Fault:
    """The fault of a formula that could not be read, at its place in the form."""
    return Fault(error.code, part, key, attribute, error.params)
