"""The registers of erasures beside the backups: what the law had erased goes again, also from what is restored."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings

from motcua.backup.store import ERASURES, Store
from motcua.dossiers.services.erasure_register import Replayed, replay
from motcua.people.actors import SYSTEM


def registers(store: Store, given: Path | None) -> list[Path]:
    """The registers to replay, each once: the one beside the backups, the one the system appends to, the one named."""
    kept = settings.ERASURE_REGISTER
    found = [store.folder / ERASURES, *([Path(kept)] if kept else []), *([given] if given else [])]
    return [path for path in dict.fromkeys(found) if path == given or (path.is_file() and path.stat().st_size)]


def replay_all(paths: list[Path], *, now: dt.datetime) -> Replayed:
    """Erase again what the restored database still has. Raises Invalid ``register_unreadable``."""
    done = [replay(path, actor=SYSTEM, now=now) for path in paths]
    waiting = tuple(dict.fromkeys(code for one in done for code in one.open_again))
    return Replayed(sum(one.entries for one in done), waiting)
