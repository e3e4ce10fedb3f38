"""The parts of a form as the builder lists them, and how an address names one: ``form``, ``page:KEY``, ``group:KEY``,
``field:KEY``, ``rule:KEY``, ``eligibility:KEY``, as the faults of :mod:`motcua.forms.checking` do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from motcua.forms.checking import Fault
from motcua.forms.schema import APPLICANT_PAGE, Field, FieldKind, FormSchema, Group
from motcua.studio.forms.words import KINDS, words

FORM = "form"


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of the form a page is about."""

    kind: str
    key: str = ""

    @property
    def address(self) -> str:
        return f"{self.kind}:{self.key}" if self.key else self.kind


@dataclass(frozen=True, slots=True)
class Node:
    """A row of the tree. ``depth`` 0 page, 1 item, 2 field of a group; ``spot`` where it stands, for dragging."""

    part: str
    text: str
    note: str
    depth: int
    faults: int
    is_current: bool
    is_page: bool = False
    page: str = ""
    group: str = ""
    position: int = 0
    marks: str = ""


def part_of(text: str) -> Part:
    """The part that an address names; the form itself for anything else."""
    kind, _colon, key = text.partition(":")
    known = kind in {"page", "group", "field", "rule", "eligibility"}
    return Part(kind, key[:120]) if known and key else Part(FORM)


def first_part(schema: FormSchema) -> Part:
    """What a builder opens with: the first page that is the author's own."""
    own = [page for page in schema.pages if page.key != APPLICANT_PAGE]
    return Part("page", own[0].key) if own else Part(FORM)


def nodes(schema: FormSchema, faults: Iterable[Fault], current: Part) -> list[Node]:
    """Every page, group and field in order."""
    wrong = Counter(f"{fault.part}:{fault.key}" for fault in faults)
    found: list[Node] = []
    for number, page in enumerate(schema.pages):
        own = f"page:{page.key}"
        note = _("chung cho mọi biểu mẫu") if page.key == APPLICANT_PAGE else ""
        found.append(Node(own, page.title, note, 0, wrong[own], own == current.address, is_page=True, position=number))
        if page.key == APPLICANT_PAGE:
            continue
        for position, item in enumerate(page.items):
            found.append(_node(item, 1, wrong, current, page.key, "", position))
            for inner, field in enumerate(item.fields if isinstance(item, Group) else ()):
                assert isinstance(item, Group)  # noqa: S101
                found.append(_node(field, 2, wrong, current, page.key, item.key, inner))
    return found


def _node(
    item: Field | Group, depth: int, wrong: Counter[str], current: Part, page: str, group: str, position: int
) -> Node:
    is_group = isinstance(item, Group)
    own = f"{'group' if is_group else 'field'}:{item.key}"
    text = item.title if isinstance(item, Group) else item.label
    return Node(
        own,
        text,
        _note(item),
        depth,
        wrong[own],
        own == current.address,
        page=page,
        group=group,
        position=position,
        marks="*" if isinstance(item, Field) and item.required else "",
    )


def _note(item: Field | Group) -> str:
    group = _("nhóm lặp lại") if isinstance(item, Group) and item.repeat else _("nhóm")
    said = [group if isinstance(item, Group) else words(KINDS, item.kind)]
    if item.show_if is not None or (isinstance(item, Field) and item.when is not None):
        said.append(_("có điều kiện"))
    return ", ".join(said)


def answerable(schema: FormSchema) -> list[Field]:
    """The fields that conditions may ask for."""
    silent = {FieldKind.INFORMATION, FieldKind.FILE}
    return [field for field, _group, _page in schema.every_field() if field.kind not in silent]
