"""What the form of the quick counter holds: as it was typed, and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from motcua.certification.kinds import kinds
from motcua.certification.rules import MOST_LINES, Line, read_line
from motcua.core.texts import say
from motcua.desk.identity_card import IdentityCard

ROWS, MORE = 3, 5
PERSON = ("name", "id_number", "birth_date", "address")
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the form, with the fault of each of its boxes in words."""

    number: int
    title: str = ""
    pages: str = ""
    copies: str = ""
    kind: str = ""
    """Empty: the kind of the visit."""
    faults: Mapping[str, str] | None = None

    @property
    def fault(self) -> str:
        return " ".join(dict.fromkeys((self.faults or {}).values()))


@dataclass(frozen=True, slots=True)
class Form:
    kind: str
    person: Mapping[str, str]
    rows: Sequence[Row]
    lines: Sequence[tuple[str, Line]]
    """Each with its kind."""
    signer: str
    paid: str

    @property
    def by_kind(self) -> Mapping[str, Sequence[Line]]:
        """The lines of each kind, in the order of the registers."""
        found = {key: [line for kind, line in self.lines if kind == key] for key in kinds()}
        return {key: lines for key, lines in found.items() if lines} or {self.kind: []}

    @property
    def errors(self) -> list[dict[str, str]]:
        return [
            {"text": f"{row.title or row.number}: {text}", "href": f"#{name}-{row.number}"}
            for row in self.rows
            for name, text in (row.faults or {}).items()
        ]


def form_of(request: HttpRequest, *, more: bool = False) -> Form:
    """Nothing typed is lost: what cannot be read stands there as it was."""
    posted = request.POST
    wanted = str(posted.get("kind") or request.GET.get("kind", ""))
    count = sum(1 for name in posted if name.startswith("title-")) or ROWS
    count = min(MOST_LINES, count + (MORE if more else 0))
    wanted = wanted if wanted in kinds() else next(iter(kinds()))
    rows: list[Row] = []
    lines: list[tuple[str, Line]] = []
    for number in range(1, count + 1):
        title, pages, copies = (_text(request, f"{name}-{number}") for name in ("title", "pages", "copies"))
        read = read_line(title, pages, copies)
        faults = {name: say(code) for name, code in read.faults.items()} if read is not None else None
        own = _text(request, f"kind-{number}")
        own = own if own in kinds() and own != wanted else ""
        rows.append(Row(number, title, pages, copies, own, faults))
        if read is not None and read.line is not None:
            lines.append((own or wanted, read.line))
    return Form(
        kind=wanted,
        person={name: _text(request, name) for name in PERSON},
        rows=rows,
        lines=lines,
        signer=_text(request, "signer"),
        paid=_text(request, "paid") or "cash",
    )


def with_card(form: Form, card: IdentityCard) -> Form:
    """The card in the official's hand wins over what was typed."""
    return Form(form.kind, {**form.person, **card.answers()}, form.rows, form.lines, form.signer, form.paid)


def _text(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, ""))[:LONGEST].replace("\x00", "")
