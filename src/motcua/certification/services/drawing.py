"""Numbers drawn for one kind of a visit, and what follows: the answer, the event, the rows of the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from motcua.certification.rules import Line, book_name, number_text, scope
from motcua.certification.services.orders import Checked, Order
from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.core.counters import next_numbers
from motcua.core.ids import id_at
from motcua.core.search_text import fold
from motcua.dossiers.lifecycle.at_once import Settled
from motcua.dossiers.log.riders import Rider, insert
from motcua.dossiers.models import Dossier
from motcua.dossiers.services.at_once import Outcome, Paid
from motcua.people.actors import Actor


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its number and what was paid for it."""

    number: int
    line: Line
    fee: int
    uid: UUID


@dataclass(frozen=True, slots=True)
class Drawn:
    """One kind of a visit with its numbers. ``visit`` ties the kinds of one visit together; None for one kind."""

    order: Order
    checked: Checked
    rows: tuple[Row, ...]
    visit: UUID | None
    now: dt.datetime

    @property
    def year(self) -> int:
        return legal_date(self.now).year

    def told(self) -> dict[str, Json]:
        """Book, entries and fee, without personal data."""
        return {
            "kind": self.checked.kind.key,
            "book": book_name(self.checked.kind.symbol, self.year),
            "fee": sum(row.fee for row in self.rows),
            "entries": [{"uid": str(row.uid), "number": row.number, "copies": row.line.copies} for row in self.rows],
        }

    def outcome(self, actor: Actor) -> Outcome:
        """What the dossier is closed with."""
        data: dict[str, Json] = {
            "register": self.checked.kind.key,
            "register_unit": self.checked.desk.authority_uid,
            "year": self.year,
            "signer": self.checked.signer.uid,
            "entered": [
                {"number": row.number, "pages": row.line.pages, "copies": row.line.copies, "fee": row.fee}
                for row in self.rows
            ],
        }
        titles: list[Json] = [row.line.title for row in self.rows]
        private: dict[str, Json] = {"titles": titles, "number": f"{number_text(self.rows[0].number)}/{self.year}"}
        due = sum(self.checked.fees)
        fees = [Paid("certification", self.checked.kind.name, due, self.order.paid_how)] if due else []
        return Outcome(Settled(data, private), fees, lambda dossier: self.entries(dossier, actor))

    def entries(self, dossier: Dossier, actor: Actor) -> Iterable[Rider]:
        """The rows of the register."""
        checked = self.checked
        for row in self.rows:
            yield insert(
                "certification_entry",
                uid=row.uid,
                dossier_id=dossier.pk,
                unit_id=checked.desk.authority,
                desk_id=dossier.reception_unit_id,
                kind=checked.kind.key,
                year=self.year,
                number=row.number,
                at=self.now,
                requester=checked.name,
                paper_name=row.line.title,
                search_text=fold(f"{checked.name} {row.line.title}")[:520],
                pages=row.line.pages,
                copies=row.line.copies,
                fee=row.fee,
                paid_how=self.order.paid_how,
                signer_id=checked.signer.post,
                signer_name=checked.signer.name[:200],
                signer_title=checked.signer.title[:200],
                terms_id=checked.terms.pk,
                made_by_id=actor.user_id,
                replaces_id=None,
                struck_reason="",
                visit=self.visit,
            )


def drawn(order: Order, checked: Checked, visit: UUID | None, now: dt.datetime) -> Drawn:
    """Draw the numbers: one for each original, without gaps."""
    counter = scope(checked.desk.authority_uid, checked.kind.key)
    numbers = next_numbers(counter, dt.date(legal_date(now).year, 1, 1), len(order.lines))
    paid = [0 if order.paid_how == "exempt" else amount for amount in checked.fees]
    rows = zip(numbers, order.lines, paid, strict=True)
    return Drawn(order, checked, tuple(Row(n, line, fee, id_at(now)) for n, line, fee in rows), visit, now)
