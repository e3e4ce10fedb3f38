"""Registers on paper: a table with a head, on A4, by one template for all (form 06 of Circular 01/2018/TT-VPCP and the
registers of certification of Decree 23/2015/ND-CP)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from motcua.core.canonical import Json
from motcua.documents.paper_parts import Office, law_date


@dataclass(frozen=True, slots=True)
class Column:
    """``width`` in millimetres; 0 shares what is left."""

    head: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class BookRow:
    cells: Sequence[str]
    struck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSheet:
    """``lines`` stand under the title; ``foot`` sums up under the table; ``signs`` are the roles that sign it."""

    template: ClassVar[str] = "book"

    office: Office
    title: str
    number: str = ""
    issued_at: dt.datetime
    lines: Sequence[str] = ()
    columns: Sequence[Column]
    rows: Sequence[BookRow]
    foot: Sequence[str] = field(default=())
    signs: Sequence[str] = ()
    url: str

    def to_json(self) -> dict[str, Json]:
        return {
            "title": self.title,
            "office": self.office.to_json(),
            "number": self.number,
            "date": law_date(self.issued_at),
            "qr": self.url,
            "lines": list(self.lines),
            "columns": [{"head": one.head, "width": one.width, "right": one.right} for one in self.columns],
            "rows": [{"cells": list(row.cells), "struck": row.struck} for row in self.rows],
            "foot": list(self.foot),
            "signs": list(self.signs),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """The words for one entry of a register, and who signs under them."""

    title: str
    words: str
    copies: str
    signer_title: str
    signer: str
    struck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsSheet:
    """The words of certification, to be printed on the last page of a copy or cut out and put to it."""

    template: ClassVar[str] = "certification_words"
    title: ClassVar[str] = "Lời chứng"

    office: Office
    issued_at: dt.datetime
    entries: Sequence[Certified]
    url: str

    def to_json(self) -> dict[str, Json]:
        return {
            "title": self.title,
            "office": self.office.to_json(),
            "date": law_date(self.issued_at),
            "qr": self.url,
            "entries": [
                {
                    "title": one.title,
                    "words": one.words,
                    "copies": one.copies,
                    "signer_title": one.signer_title,
                    "signer": one.signer,
                }
                for one in self.entries
                if not one.struck
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeSlip:
    """What was paid and for what. It does not take the place of the electronic receipt of the tax rules."""

    template: ClassVar[str] = "fee_slip"
    title: ClassVar[str] = "Phiếu thu phí chứng thực"

    office: Office
    number: str
    issued_at: dt.datetime
    dossier_code: str
    payer: str
    rows: Sequence[tuple[str, str, str]]
    total: str
    how: str
    url: str

    def to_json(self) -> dict[str, Json]:
        return {
            "title": self.title,
            "office": self.office.to_json(),
            "number": self.number,
            "date": law_date(self.issued_at),
            "dossier_code": self.dossier_code,
            "payer": self.payer,
            "rows": [{"what": what, "many": many, "amount": amount} for what, many, amount in self.rows],
            "total": self.total,
            "how": self.how,
            "qr": self.url,
        }
