"""The posting sheet: what a centre hangs on its wall (and shows on its screen) about the procedures of one field.
Decree 63/2010/NĐ-CP, articles 15 to 17: published procedures are posted where dossiers are received."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from motcua.core.canonical import Json
from motcua.documents.paper_parts import Office, law_date


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedProcedure:
    """One row. Limits and fees are lines in words, one a case and channel; ``papers`` are names with their counts."""

    code: str
    name: str
    limits: tuple[str, ...]
    fees: tuple[str, ...]
    papers: tuple[str, ...]
    online_level: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingSheetData:
    """``version`` and ``valid_from`` tell which sheet this is; ``url`` is where the same list is always current."""

    template: ClassVar[str] = "posting_sheet"
    title: ClassVar[str] = "Niêm yết công khai thủ tục hành chính"

    office: Office
    field_name: str
    field_code: str
    version: str
    valid_from: dt.date
    issued_at: dt.datetime
    procedures: tuple[PostedProcedure, ...]
    url: str
    signatory_role: str = ""
    signatory_name: str = ""

    def to_json(self) -> dict[str, Json]:
        return {
            "title": self.title,
            "office": self.office.to_json(),
            "number": "",
            "date": law_date(self.issued_at),
            "field": {"name": self.field_name, "code": self.field_code},
            "version": self.version,
            "valid_from": f"{self.valid_from:%d/%m/%Y}",
            "url": self.url,
            "qr": self.url,
            "signatory": {"role": self.signatory_role, "name": self.signatory_name, "on_behalf_of": ""},
            "procedures": [
                {
                    "code": row.code,
                    "name": row.name,
                    "limits": list(row.limits),
                    "fees": list(row.fees),
                    "papers": list(row.papers),
                    "online_level": row.online_level,
                    "decision": row.decision,
                }
                for row in self.procedures
            ],
        }
