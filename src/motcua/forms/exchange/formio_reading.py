"""A form out of Form.io's JSON. What it asks is taken over; how it looks and what it computes by scripts is not, and
every part left out is named with its place (docs/guides/form-exchange.md has the tables).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from motcua.forms.checking import MOST_FIELDS, MOST_PAGES, MOST_ROWS, MOST_TITLE
from motcua.forms.expression import Call, Expression
from motcua.forms.schema import Field, FieldKind, FormSchema, Group, Page, Repeat

from .formio_conditions import Conditions
from .formio_fields import computed, kind_of, own_expression, read_field, with_rules
from .formio_kinds import BOOKKEEPING, GROUPS, KINDS, LAYOUT, OWN, READ, READ_CHECKS, ROWS
from .keys import Keys
from .loading import load, mapping, plain_line, plain_lines, sequence, text, whole
from .notes import Imported, RefusedError, Report

MOST_COMPONENTS = 5_000
"""Layout, buttons and all."""
Component = Mapping[str, object]
Placed = tuple[Component, str]
"""A component and its place in the file."""


def read_formio(data: bytes) -> Imported:
    """The form in ``data``. Never raises for what a stranger may send."""
    try:
        return _Reader().read(load(data))
    except RefusedError as error:
        return Imported(None, faults=(error.note,))


def children(component: Component, place: str) -> Iterator[Placed]:
    """What stands inside, through columns, cells and tabs too."""
    tabs = component.get("type") == "tabs"
    for index, one in enumerate(sequence(component.get("components"))):
        if isinstance(one, dict) and tabs:
            yield from children(one, f"{place}.components[{index}]")
        elif isinstance(one, dict):
            yield one, f"{place}.components[{index}]".removeprefix(".")
    for name in ("columns", "rows"):
        for index, one in enumerate(sequence(component.get(name))):
            cells = one if isinstance(one, list) else [one]
            for cell, holder in enumerate(cells):
                if isinstance(holder, dict):
                    yield from children(holder, f"{place}.{name}[{index}][{cell}]")


class _Reader:
    def __init__(self) -> None:
        self.report = Report()
        self.keys = Keys(self.report)
        self.key_of: dict[int, str] = {}
        self.kinds: dict[str, FieldKind] = {}
        self.fields = self.components = 0

    def read(self, root: Component) -> Imported:
        if not isinstance(root.get("components"), list):
            raise RefusedError("formio_no_components")
        self.keys = Keys(self.report, ours=OWN in mapping(root.get("properties")))
        self.wizard = root.get("display") == "wizard"
        self._name(root, "")
        self.conditions = Conditions(self.keys.called, self.kinds, self.report)
        title = plain_line(root.get("title") or root.get("name"), MOST_TITLE, "title", self.report)
        if not title:
            title = "Form.io"
            self.report.assume("exchange_title_missing", "title")
        pages = self._wizard(root, title) if self.wizard else self._single(root, title)
        pages = [page for page in pages if page.items]
        if not pages:
            raise RefusedError("exchange_nothing")
        if len(pages) > MOST_PAGES:
            raise RefusedError("pages_too_many", most=MOST_PAGES)
        schema = FormSchema(title, tuple(pages))
        return self.report.imported(with_rules(schema, mapping(root.get("properties"))))

    def _name(self, component: Component, place: str) -> None:
        """Give every field and every repeated or titled group its key first: conditions name what comes later."""
        for one, where in children(component, place):
            kind = kind_of(one)
            is_page = self.wizard and not place and one.get("type") == "panel"
            if kind is not None or (text(one.get("type")) in GROUPS | ROWS and not is_page):
                name = text(one.get("key")) or text(one.get("label"))
                self.key_of[id(one)] = self.keys.field(name, where)
                if kind is not None:
                    self.kinds.setdefault(name, kind)
                    self.fields += 1
            self.components += 1
            if self.fields > MOST_FIELDS or self.components > MOST_COMPONENTS:
                raise RefusedError("fields_too_many", most=MOST_FIELDS)
            self._name(one, where)

    # -- pages

    def _single(self, root: Component, title: str) -> list[Page]:
        return [Page(self.keys.page("trang_1"), title, tuple(self._items(root, "", None)))]

    def _wizard(self, root: Component, title: str) -> list[Page]:
        pages: list[Page] = []
        for one, place in children(root, ""):
            if one.get("type") != "panel":
                pages.append(Page(self.keys.page("trang"), title, tuple(self._item(one, place, None))))
                continue
            name, hint = self._title(one, place), self._hint(one, place)
            self._left_out(one, place)
            show = self._shown(one, place)
            key = self.keys.page(text(one.get("key")))
            pages.append(Page(key, name, tuple(self._items(one, place, None)), hint, show))
        return pages

    def _title(self, one: Component, place: str) -> str:
        given = one.get("title") or one.get("legend") or one.get("label") or one.get("key")
        return plain_line(given, MOST_TITLE, f"{place}.title", self.report) or "…"

    def _hint(self, one: Component, place: str) -> str:
        given = one.get("description") or one.get("tooltip")
        return plain_lines(given, 2_000, f"{place}.description", self.report)

    def _shown(self, one: Component, place: str) -> Expression | None:
        """The condition our own export wrote beside, or the component's."""
        return own_expression(mapping(one.get("properties")), "show_if") or self.conditions.of(one, place)

    # -- what stands on a page

    def _items(self, holder: Component, place: str, show: Expression | None) -> Iterator[Field | Group]:
        for one, where in children(holder, place):
            yield from self._item(one, where, show)

    def _item(self, one: Component, place: str, show: Expression | None) -> Iterator[Field | Group]:
        """``show`` is the condition of the layout round it, which has none of its own here."""
        kind = text(one.get("type"))
        if kind in LAYOUT:
            self.report.drop("formio_layout", place, kind=kind)
            self._left_out(one, place)
            yield from self._items(one, place, _both(show, self.conditions.of(one, place)))
        elif kind in GROUPS | ROWS:
            yield from self._group(one, place, show)
        else:
            yield from self._field(one, place, show, in_rows=False)

    def _group(self, one: Component, place: str, show: Expression | None) -> Iterator[Field | Group]:
        self._left_out(one, place)
        own = _both(show, self._shown(one, place))
        rows = text(one.get("type")) in ROWS
        beside: list[Group] = []
        fields = tuple(self._inside(one, place, None, beside, in_rows=rows))
        if fields:
            repeat = self._repeat(one, place) if rows else None
            yield Group(self.key_of[id(one)], self._title(one, place), fields, self._hint(one, place), own, repeat)
        elif not beside:
            self.report.drop("exchange_empty", place)
        yield from (replace(group, show_if=_both(own, group.show_if)) for group in beside)

    def _inside(
        self, holder: Component, place: str, show: Expression | None, beside: list[Group], *, in_rows: bool
    ) -> Iterator[Field]:
        """The fields inside a group: groups in groups are opened, rows inside them stand beside."""
        for one, where in children(holder, place):
            kind = text(one.get("type"))
            if kind in ROWS and in_rows:
                self.report.drop("formio_rows_in_rows", where)
            elif kind in ROWS:
                beside += [group for group in self._group(one, where, show) if isinstance(group, Group)]
            elif kind in LAYOUT | GROUPS:
                self.report.drop("formio_layout", where, kind=kind)
                self._left_out(one, where)
                inner = _both(show, self.conditions.of(one, where))
                yield from self._inside(one, where, inner, beside, in_rows=in_rows)
            else:
                yield from self._field(one, where, show, in_rows=in_rows)

    def _repeat(self, one: Component, place: str) -> Repeat:
        checks = mapping(one.get("validate"))
        least, most = whole(checks.get("minLength")), whole(checks.get("maxLength"))
        label = plain_line(one.get("addAnother"), MOST_TITLE, f"{place}.addAnother", self.report)
        return Repeat(max(0, least or 0), min(MOST_ROWS, most) if most and most > 0 else Repeat().maximum, label)

    def _field(self, one: Component, place: str, show: Expression | None, *, in_rows: bool) -> Iterator[Field]:
        kind = kind_of(one)
        if kind is None:
            self.report.drop("formio_component", place, kind=str(one.get("type"))[:60])
            return
        if in_rows and kind in {FieldKind.FILE, FieldKind.SIGNATURE}:
            self.report.drop("formio_not_in_rows", place, kind=str(one.get("type"))[:60])
            return
        self._left_out(one, place)
        field = read_field(one, place, self.key_of[id(one)], self.report, in_rows=in_rows)
        if field is not None:
            yield self._with_conditions(field, one, place, show)

    def _with_conditions(self, field: Field, one: Component, place: str, show: Expression | None) -> Field:
        from_us = mapping(one.get("properties"))
        field = replace(
            field, show_if=_both(show, self._shown(one, place)), require_if=own_expression(from_us, "require_if")
        )
        formula = own_expression(from_us, "formula")
        given = one.get("calculateValue")
        if formula is None and isinstance(given, dict) and given:
            formula = self.conditions.logic(given, f"{place}.calculateValue")
        elif formula is None and given:
            self.report.drop("exchange_script", f"{place}.calculateValue")
        if formula is None:
            return replace(field, kind=KINDS[text(one.get("type"))]) if field.kind is FieldKind.COMPUTED else field
        return computed(field, formula, one, self.report, place)

    def _left_out(self, one: Component, place: str) -> None:
        """Name every property that says something and is not read."""
        rows = text(one.get("type")) in ROWS
        for name, value in one.items():
            if value and name not in READ and name not in BOOKKEEPING:
                self.report.drop("formio_property", f"{place}.{name[:60]}", name=name[:60])
        known = READ_CHECKS | ({"minLength", "maxLength"} if rows else frozenset())
        for name, value in mapping(one.get("validate")).items():
            if value and name not in known:
                code = "exchange_script" if name in {"custom", "customPrivate"} else "formio_check"
                self.report.drop(code, f"{place}.validate.{name[:60]}", name=name[:60])


def _both(one: Expression | None, other: Expression | None) -> Expression | None:
    if one is None or other is None:
        return other if one is None else one
    return Call("and", (one, other))
