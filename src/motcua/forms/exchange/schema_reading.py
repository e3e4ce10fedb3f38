"""A form out of JSON Schema 2020-12: the keywords of the table in docs/guides/form-exchange.md, every other one named
with its place. References stay inside the file; what refers to itself, or to elsewhere, is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from motcua.forms.checking import MOST_FIELDS, MOST_ROWS, MOST_TITLE
from motcua.forms.expression import Call, Expression
from motcua.forms.schema import (
    Field,
    FieldKind,
    FormSchema,
    Group,
    Page,
    Repeat,
    UnreadableError,
    from_json,
    upgraded,
)

from .keys import Keys
from .loading import load, mapping, plain_line, plain_lines, text, whole
from .notes import Imported, RefusedError, Report
from .schema_conditions import Needs, needs_of
from .schema_fields import ANNOTATIONS, OWN, read_field, type_of
from .schema_references import References
from .schema_writing import DIALECT, standard

Row = Mapping[str, object]
_OBJECT = frozenset(
    {"type", "properties", "required", "title", "description", "if", "then", "else", "allOf", "dependentRequired"}
)
_ROOT = _OBJECT | {"$schema", "$id", "$defs", "definitions"}
_ARRAY = frozenset({"type", "items", "minItems", "maxItems", "title", "description"})


def read_json_schema(data: bytes) -> Imported:
    """The form in ``data``. Never raises for what a stranger may send."""
    try:
        root = load(data)
        own = _own(root)
        return Report().imported(own) if own is not None else _Reader().read(root)
    except RefusedError as error:
        return Imported(None, faults=(error.note,))


def _own(root: Row) -> FormSchema | None:
    """The form that our own export put beside, as long as nobody changed the schema since."""
    try:
        schema = upgraded(from_json(mapping(root.get(OWN)).get("form")))
    except UnreadableError:
        return None
    unchanged = {name: value for name, value in root.items() if name != OWN} == standard(schema)[0]
    return schema if unchanged else None


class _Reader:
    def __init__(self) -> None:
        self.report = Report()
        self.keys = Keys(self.report)
        self.count = 0

    def read(self, root: Row) -> Imported:
        self.references = References(root)
        if text(root.get("$schema")) not in {"", DIALECT, f"{DIALECT}#"}:
            self.report.assume("schema_dialect", "#/$schema", dialect=text(root.get("$schema"))[:100])
        root = self.references.resolved(root, "#")
        if not isinstance(root.get("properties"), dict) or not root["properties"]:
            raise RefusedError("schema_no_properties")
        if OWN in root:
            self.report.assume("schema_own_changed", f"#/{OWN}")
        self._report_rest(root, "#", _ROOT)
        title = plain_line(root.get("title"), MOST_TITLE, "#/title", self.report)
        if not title:
            title = "JSON Schema"
            self.report.assume("exchange_title_missing", "#/title")
        items = tuple(self._items(root, "#", None, grouped=False))
        if not items:
            raise RefusedError("exchange_nothing")
        hint = plain_lines(root.get("description"), 2_000, "#/description", self.report)
        schema = FormSchema(title, (Page(self.keys.page("trang_1"), title, items, hint),))
        return self.report.imported(schema)

    def _report_rest(self, row: Row, place: str, known: frozenset[str]) -> None:
        for name in row:
            if name not in known and name not in ANNOTATIONS:
                self.report.drop("schema_keyword", f"{place}/{name[:60]}", keyword=name[:60])

    def _properties(self, row: Row, place: str) -> Iterator[tuple[str, Row, str]]:
        """Every property with its place, references followed."""
        for name, given in mapping(row.get("properties")).items():
            where = f"{place}/properties/{name[:60]}"
            if given is False:
                continue
            if not isinstance(given, dict) and given is not True:
                self.report.drop("schema_not_object", where)
                continue
            yield name, self.references.resolved(mapping(given), where), where

    def _items(self, row: Row, place: str, show: Expression | None, *, grouped: bool) -> Iterator[Field | Group]:
        """What an object asks. Keys are given first, for conditions name what comes later."""
        given = list(self._properties(row, place))
        called = {name: self.keys.field(name, where) for name, one, where in given}
        kinds = {name: type_of(one) for name, one, _where in given}
        needs = needs_of(row, place, called, kinds, self.report)
        for name, one, where in given:
            self.count += 1
            if self.count > MOST_FIELDS:
                raise RefusedError("fields_too_many", most=MOST_FIELDS)
            yield from self._item(called[name], one, where, needs.of(name, show), grouped=grouped)
        for name, extra, where, condition in needs.added:
            resolved = self.references.resolved(extra, where)
            key = self.keys.field(name, where)
            more = Needs(show={name: condition}, required=needs.late)
            yield from self._item(key, resolved, where, more.of(name, show), grouped=grouped)

    def _item(
        self, key: str, one: Row, place: str, need: tuple[bool, Expression | None, Expression | None], *, grouped: bool
    ) -> Iterator[Field | Group]:
        required, require_if, show = need
        kind = type_of(one)
        if kind == "object":
            yield from self._object(key, one, place, show, grouped=grouped)
        elif kind == "rows":
            group = self._rows(key, one, place, show, grouped=grouped)
            if group is not None:
                yield group
        else:
            field = read_field(key, one, place, self.report)
            if field is not None:
                asked = field.kind not in {FieldKind.INFORMATION, FieldKind.COMPUTED}
                yield replace(
                    field,
                    required=asked and (required or field.required),
                    require_if=require_if if asked else None,
                    show_if=_both(show, field.show_if),
                )

    def _object(
        self, key: str, one: Row, place: str, show: Expression | None, *, grouped: bool
    ) -> Iterator[Field | Group]:
        self._report_rest(one, place, _OBJECT)
        self.report.assume("schema_flattened", place, key=key)
        inner = list(self._items(one, place, None, grouped=True))
        fields = [item for item in inner if isinstance(item, Field)]
        if grouped:
            yield from (replace(item, show_if=_both(show, item.show_if)) for item in inner)
            return
        if fields:
            hint = plain_lines(one.get("description"), 2_000, f"{place}/description", self.report)
            yield Group(key, self._title(one, key, place), tuple(fields), hint, show)
        yield from (replace(item, show_if=_both(show, item.show_if)) for item in inner if isinstance(item, Group))

    def _rows(self, key: str, one: Row, place: str, show: Expression | None, *, grouped: bool) -> Group | None:
        self._report_rest(one, place, _ARRAY)
        items = self.references.resolved(mapping(one.get("items")), f"{place}/items")
        self._report_rest(items, f"{place}/items", _OBJECT)
        fields = []
        for item in self._items(items, f"{place}/items", None, grouped=True):
            if isinstance(item, Field) and item.kind is not FieldKind.FILE:
                fields.append(replace(item, kind=FieldKind.YES_NO) if item.kind is FieldKind.CONSENT else item)
            else:
                self.report.drop("schema_rows_in_rows", f"{place}/items", key=item.key)
        if not fields:
            self.report.drop("exchange_empty", place)
            return None
        least, most = whole(one.get("minItems")), whole(one.get("maxItems"))
        label = plain_line(items.get("title"), MOST_TITLE, place, self.report)
        repeat = Repeat(max(0, least or 0), min(most, MOST_ROWS) if most and most > 0 else Repeat().maximum, label)
        hint = plain_lines(one.get("description"), 2_000, f"{place}/description", self.report)
        return Group(key, self._title(one, key, place), tuple(fields), hint, show, repeat)

    def _title(self, one: Row, key: str, place: str) -> str:
        return plain_line(one.get("title"), MOST_TITLE, f"{place}/title", self.report) or key


def _both(one: Expression | None, other: Expression | None) -> Expression | None:
    if one is None or other is None:
        return other if one is None else one
    return Call("and", (one, other))
