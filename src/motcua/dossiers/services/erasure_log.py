"""The register of erasures: ids and decisions only, kept in the database, in a file that is written at once
(``MOTCUA_ERASURE_REGISTER``) and in every export, so that a restore can erase again what its backup still holds."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from motcua.core.canonical import Json, plain
from motcua.core.ids import new_id
from motcua.dossiers.models import Erasure

FORMAT = "motcua-erasures-1"


def note(
    kind: str, subjects: Mapping[str, Json], *, decision: str, ground: str, now: dt.datetime, uid: UUID | None = None
) -> Erasure:
    """Write an erasure into the register, and on commit into the register's file."""
    row = Erasure.objects.create(
        uid=uid or new_id(),
        kind=kind,
        decision=decision.strip()[:100],
        ground=ground.strip()[:200],
        subjects=dict(subjects),
        erased_at=now,
    )
    if settings.ERASURE_REGISTER:
        transaction.on_commit(lambda: _append(Path(settings.ERASURE_REGISTER), row))
    return row


def _append(path: Path, row: Erasure) -> None:
    """At the end of the file, on the disk before this returns. Raises OSError: then the register of the database is
    ahead of the file, and ``motcua erase export`` makes the file anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as out:
        out.write(_line(row))
        out.flush()
        os.fsync(out.fileno())


def _line(row: Erasure) -> str:
    entry = {
        "uid": row.uid,
        "kind": row.kind,
        "decision": row.decision,
        "ground": row.ground,
        "erased_at": row.erased_at,
        "subjects": row.subjects,
    }
    return json.dumps(plain(entry), ensure_ascii=False) + "\n"


def export_register(path: Path) -> int:
    """Write the whole register as JSON Lines after a header; how many entries. The file is complete or not there."""
    partial = path.with_name(path.name + ".part")
    count = 0
    with partial.open("w", encoding="utf-8") as out:
        out.write(json.dumps({"format": FORMAT}) + "\n")
        for row in Erasure.objects.order_by("id").iterator():
            out.write(_line(row))
            count += 1
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)
    return count
