"""The shape of an electronic form as plain frozen values. Import them from :mod:`motcua.forms.schema`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from motcua.forms.expression import Expression

Made = TypeVar("Made")

SCHEMA_VERSION = 2
FIRST_VERSION = 1
"""Pages of fields with simple conditions. Generated forms stay on it, so that their digests stay."""
APPLICANT_PAGE = "applicant"
PAPERS_PAGE = "papers"


class FieldKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CITIZEN_ID = "citizen_id"
    TAX_CODE = "tax_code"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    PLACE = "place"
    FILE = "file"
    CONSENT = "consent"
    INFORMATION = "information"
    CHOICES = "choices"
    YES_NO = "yes_no"
    SIGNATURE = "signature"
    COMPUTED = "computed"


FIRST_KINDS = frozenset(FieldKind) - {FieldKind.CHOICES, FieldKind.YES_NO, FieldKind.SIGNATURE, FieldKind.COMPUTED}
"""The kinds of schema version 1."""

NOT_ANSWERED = frozenset({FieldKind.INFORMATION, FieldKind.FILE})
"""Information is only read; files arrive by themselves, before or after the answers, and are asked for at reception."""

NOT_TYPED = NOT_ANSWERED | {FieldKind.COMPUTED}
"""Nobody is asked for these; a computed value is worked out and kept with the answers."""

RESULTS = (FieldKind.NUMBER, FieldKind.MONEY, FieldKind.DATE, FieldKind.TEXT, FieldKind.YES_NO)
"""What a computed field may come to."""

LEVELS = ("", "province", "commune")
"""Which units a place may be: any, provinces, communes."""


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Condition:
    """The field is asked only when another one was answered with one of ``values``: the condition of schema version 1,
    which later versions write as an expression."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    ``component`` is the code of the paper a file field collects; ``prefill`` names what the state already knows and may
    fill in (``party.name``, ``card.address``; see :mod:`motcua.forms.prefill`). ``minimum`` and ``maximum`` bound
    numbers; of a date they count days from the day of answering, of several choices how many are chosen. ``decimals``
    are the places a number may have. A place is a unit of ``level`` on the map of the day in the date field ``as_of``,
    else of the day of answering. ``formula`` and ``result`` (one of RESULTS) make a computed field.
    """

    key: str
    label: str
    kind: FieldKind
    required: bool = False
    hint: str = ""
    options: tuple[Option, ...] = ()
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    component: str = ""
    prefill: str = ""
    autocomplete: str = ""
    when: Condition | None = None
    show_if: Expression | None = None
    require_if: Expression | None = None
    formula: Expression | None = None
    result: FieldKind | None = None
    decimals: int = 0
    level: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A group is answered as often as there are family members, parcels ... ``row_label`` names one ("Con", "Thửa
    đất"); the pages count them. Fewer than ``minimum`` or more than ``maximum`` rows are refused."""

    minimum: int = 0
    maximum: int = 20
    row_label: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together under one title. With ``repeat``, its answers are a list of rows under its key."""

    key: str
    title: str
    fields: tuple[Field, ...] = ()
    hint: str = ""
    show_if: Expression | None = None
    repeat: Repeat | None = None


@dataclass(frozen=True, slots=True)
class Page:
    key: str
    title: str
    items: tuple[Field | Group, ...]
    hint: str = ""
    show_if: Expression | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """The questions answered once: those of the page and of its groups, not those of repeated groups."""
        return tuple(field for field, group in self.placed() if group is None or group.repeat is None)

    @property
    def repeated(self) -> tuple[Group, ...]:
        return tuple(item for item in self.items if isinstance(item, Group) and item.repeat is not None)

    def placed(self) -> Iterator[tuple[Field, Group | None]]:
        """Every question with the group that it stands in, in the order of the page."""
        for item in self.items:
            if isinstance(item, Group):
                yield from ((field, item) for field in item.fields)
            else:
                yield item, None


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold over several answers; when it certainly does not, ``text`` is said beside the field ``at`` (the
    whole form when empty). A field of a repeated group there makes it a rule of each row."""

    key: str
    check: Expression
    text: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """A condition for having what the form asks for, and what is said when it is not met. It informs; only with
    ``blocks`` is the application refused. An answer that is still missing leaves it open."""

    key: str
    condition: Expression
    text: str
    blocks: bool = False


@dataclass(frozen=True)
class FormSchema:
    """A form. Keys of pages, of groups and fields, of rules and of conditions are each unique in the whole form.
    (Without slots: what is worked out of it once is kept with it, see :func:`kept_with`.)"""

    title: str
    pages: tuple[Page, ...]
    schema_version: int = SCHEMA_VERSION
    rules: tuple[Rule, ...] = ()
    eligibility: tuple[Eligibility, ...] = ()

    def fields(self) -> Iterator[Field]:
        """Every question answered once; those of repeated groups are in :meth:`groups`."""
        for page in self.pages:
            yield from page.fields

    def every_field(self) -> Iterator[tuple[Field, Group | None, Page]]:
        """Every question with its group and its page, those of repeated groups too."""
        for page in self.pages:
            for field, group in page.placed():
                yield field, group, page

    def groups(self) -> Iterator[Group]:
        for page in self.pages:
            yield from (item for item in page.items if isinstance(item, Group))

    def field(self, key: str) -> Field:
        """The field called ``key``, in a group or not; KeyError when there is none."""
        for field, _group, _page in self.every_field():
            if field.key == key:
                return field
        raise KeyError(key)

    def page(self, key: str) -> Page:
        for page in self.pages:
            if page.key == key:
                return page
        raise KeyError(key)


def kept_with(schema: FormSchema, make: Callable[[FormSchema], Made]) -> Made:
    """What ``make`` makes of the schema, made once and kept with it: a schema never changes, and hashing a form of
    hundreds of questions costs more than asking it."""
    kept = vars(schema)
    name = f"_{make.__module__}.{make.__qualname__}"
    if name not in kept:
        kept[name] = make(schema)
    found: Made = kept[name]
    return found
