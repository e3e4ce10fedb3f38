"""The register of erasures after a restore: what the law had erased, and the backup still held, goes once more."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from motcua.core.errors import Conflict, Invalid
from motcua.dossiers.models import Dossier, Erasure, EventPrivate
from motcua.dossiers.services.erase import erase_one
from motcua.dossiers.services.erase_person import empty_person, subject_of
from motcua.dossiers.services.erasure_log import FORMAT, export_register, note
from motcua.people.actors import Actor

__all__ = ["Replayed", "check_register", "export_register", "replay", "replay_register"]


class Replayed(NamedTuple):
    """``entries``: erasures done again. ``open_again``: dossiers that the restored state has not closed yet; they keep
    their data until they are closed and the register is replayed once more."""

    entries: int
    open_again: tuple[str, ...]


def replay_register(path: Path, *, actor: Actor, now: dt.datetime) -> int:
    """Erase again what the database does not know as erased; how many entries that were. Safe to repeat. Raises
    Invalid("register_unreadable") with the line, before anything is erased."""
    return replay(path, actor=actor, now=now).entries


def check_register(path: Path) -> int:
    """How many entries it has; nothing is changed. Raises Invalid("register_unreadable") with the line."""
    return sum(1 for _entry in _entries(path))


def replay(path: Path, *, actor: Actor, now: dt.datetime) -> Replayed:
    """As :func:`replay_register`, telling also what could not be erased."""
    done, waiting = 0, []
    for entry in list(_entries(path)):
        changed, still_open = _again(entry, actor, now)
        done += changed
        waiting += still_open
    return Replayed(done, tuple(dict.fromkeys(waiting)))


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                data = _entry(line)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise Invalid("register_unreadable", params={"line": number}) from error
            if data is not None:
                yield data


def _entry(line: str) -> dict[str, Any] | None:
    """The entry of a line; ``None`` for an empty line and a header. Raises ValueError and its kin."""
    if not line.strip():
        return None
    data: dict[str, Any] = json.loads(line)
    if "format" in data:
        if data["format"] != FORMAT:
            raise ValueError(data["format"])
        return None
    subjects = data["subjects"]
    for uid in (
        data["uid"],
        *subjects.get("dossiers", {}),
        *subjects.get("parties", []),
        *subjects.get("accounts", []),
    ):
        UUID(uid)
    for through in subjects.get("dossiers", {}).values():
        int(through)
    str(data["kind"] + data["decision"] + data["ground"])
    return data


@transaction.atomic
def _again(entry: Mapping[str, Any], actor: Actor, now: dt.datetime) -> tuple[bool, list[str]]:
    decision, ground = str(entry["decision"]), str(entry["ground"])
    subjects = entry["subjects"]
    changed, still_open = False, []
    for uid, through in subjects.get("dossiers", {}).items():
        if not _holds_data(UUID(uid), int(through)):
            continue
        try:
            erase_one(UUID(uid), decision=decision, ground=ground, actor=actor, now=now)
            changed = True
        except Conflict:
            still_open.append(uid)
    if not still_open:
        changed |= empty_person(subject_of(subjects), now)
    if not Erasure.objects.filter(uid=entry["uid"]).exists():
        note(str(entry["kind"]), subjects, decision=decision, ground=ground, now=now, uid=UUID(entry["uid"]))
        changed = True
    return changed, still_open


def _holds_data(uid: UUID, through: int) -> bool:
    """Whether the dossier is there and something of what was erased came back."""
    dossier = Dossier.objects.filter(uid=uid).first()
    if dossier is None:
        return False
    private = EventPrivate.objects.filter(event__dossier=dossier, event__seq__lte=through)
    return private.exists() or "data_erased" not in dossier.flags
