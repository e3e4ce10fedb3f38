"""A publication as if issued, for pages that only show one."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final
from uuid import UUID

from motcua.core.canonical import encode
from motcua.figures.publications.document import FORMAT
from motcua.figures.publications.models import Publication

SHOWN: Final = UUID("0198c0de-0000-7000-8000-0000000000f1")


def shown(now: dt.datetime, unit: str) -> Publication:
    """A report without any figure in it, under a public id that is always the same."""
    empty: dict[str, object] = {"figures": {}, "counts": {}, "tables": {}}
    body = encode(
        {
            **empty,
            "format": FORMAT,
            "kind": "report",
            "title": "Báo cáo thử",
            "unit": unit,
            "period": "2026-10",
            "asked": empty,
            "about": {},
            "definitions": {"indicators": [], "measures": []},
            "rules": {"evolve": 0, "facts": 0},
        }
    )
    return Publication.objects.create(
        uid=SHOWN,
        kind="report",
        title="Báo cáo thử",
        unit_code=unit,
        period_code="2026-10",
        first_day=dt.date(2026, 10, 1),
        last_day=dt.date(2026, 10, 31),
        map_day=dt.date(2026, 10, 31),
        as_of=now,
        settled_at=now,
        epoch=1,
        xid=1,
        evolve_version=0,
        schema_version=0,
        manifest="0" * 64,
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        issued_at=now,
    )
