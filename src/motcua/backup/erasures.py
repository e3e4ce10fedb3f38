"""The register of erasures beside the backups. What a person's file says goes for ever, also from what is restored."""

from __future__ import annotations

import datetime as dt
import importlib.util
from pathlib import Path

from django.conf import settings

from motcua.backup.store import ERASURES, Store
from motcua.people.actors import SYSTEM

_MODULE = "motcua.dossiers.services.erasure_register"


def export_register(path: Path) -> int:
    """Write the register of the present database; how many entries."""
    if importlib.util.find_spec(_MODULE) is None:
        path.write_bytes(b"")
        return 0
    return int(importlib.import_module(_MODULE).export_register(path))


def registers(store: Store, given: Path | None) -> list[Path]:
    """The registers to replay, each once: the one beside the backups, the one that the system appends to, and the one
    that was named."""
    kept = getattr(settings, "ERASURE_REGISTER", None)
    found = [store.folder / ERASURES, *([Path(kept)] if kept else []), *([given] if given else [])]
    return [path for path in dict.fromkeys(found) if path == given or (path.is_file() and path.stat().st_size)]


def replay(paths: list[Path], *, now: dt.datetime) -> int:
    """Erase again what the restored database still has; how many erasures that were."""
    if importlib.util.find_spec(_MODULE) is None:
        return 0
    module = importlib.import_module(_MODULE)
    return sum(int(module.replay_register(path, actor=SYSTEM, now=now)) for path in paths)
