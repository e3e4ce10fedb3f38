"""What an import gives and an export leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from motcua.forms.schema import FormSchema

MAX_NOTES = 300
"""More of one kind are counted and not listed."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about a file or a form: ``code`` has its words in the catalogue of texts, ``place`` is where,
    as a path of the file (``components[2].validate.custom``) or the key of a field."""

    code: str
    place: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imported:
    """``schema`` is None exactly when there are ``faults``. ``kept`` counts what was taken over; ``assumed`` is what
    the file did not say, for the author to look at; ``dropped`` is everything that was left out, each with its place
    and the reason. A form that was read may still have faults of :func:`motcua.forms.checking.faults` to mend."""

    schema: FormSchema | None
    kept: tuple[Note, ...] = ()
    assumed: tuple[Note, ...] = ()
    dropped: tuple[Note, ...] = ()
    faults: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """``data`` is JSON in UTF-8; ``left_out`` is what the other format has no word for."""

    data: bytes
    left_out: tuple[Note, ...] = ()


class RefusedError(ValueError):
    """The file is not read at all."""

    def __init__(self, code: str, place: str = "", **params: object) -> None:
        super().__init__(code)
        self.note = Note(code, place, params)


class Report:
    """What is noted on the way."""

    def __init__(self) -> None:
        self.assumed: list[Note] = []
        self.dropped: list[Note] = []

    def assume(self, code: str, place: str, **params: object) -> None:
        self.assumed.append(Note(code, place, params))

    def drop(self, code: str, place: str, **params: object) -> None:
        self.dropped.append(Note(code, place, params))

    def imported(self, schema: FormSchema) -> Imported:
        groups = list(schema.groups())
        counts = {
            "pages": len(schema.pages),
            "groups": len(groups),
            "fields": sum(1 for _ in schema.every_field()),
        }
        return Imported(schema, (Note("exchange_kept", "", counts),), listed(self.assumed), listed(self.dropped))


def listed(notes: list[Note]) -> tuple[Note, ...]:
    if len(notes) <= MAX_NOTES:
        return tuple(notes)
    return (*notes[:MAX_NOTES], Note("exchange_more_notes", "", {"more": len(notes) - MAX_NOTES}))
