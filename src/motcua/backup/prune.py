"""Letting old backups go, and the blobs that no remaining one needs."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import groupby

import structlog

from motcua.backup import blobs
from motcua.backup.reading import Backup, open_backup
from motcua.backup.store import Store, told_plainly

log = structlog.get_logger()


def prune(store: Store, *, keep: int) -> tuple[list[str], int]:
    """Keep the newest ``keep`` backups; returns the names of those that went, and how many blobs went with them.

    A remaining backup that cannot be opened stops this before anything is deleted: nobody would know what it needs.
    Raises Invalid ``backup_damaged`` and the like, Conflict ``backup_running``.
    """
    if keep < 1:
        raise ValueError("at least one backup is kept")
    with store.locked(), told_plainly(store.folder):
        going = store.names()[:-keep]
        staying = [open_backup(store, name) for name in store.names()[-keep:]]
        for backup in staying:
            for _blob in backup.files():
                pass  # the whole list is read, and so checked, before the first deletion
        for name in going:
            store.remove(name)
            log.info("backup.removed", backup=name)
        wanted = heapq.merge(*(_names(backup) for backup in staying))
        return going, _sweep(store, (name for name, _same in groupby(wanted)))


def _names(backup: Backup) -> Iterator[str]:
    return (blob.name for blob in backup.files())


def _sweep(store: Store, wanted: Iterator[str]) -> int:
    """Delete the stored blobs that are not wanted; both are sorted."""
    gone = 0
    needed = next(wanted, None)
    for name in blobs.stored(store):
        while needed is not None and needed < name:
            needed = next(wanted, None)
        if name != needed:
            store.blob(name).unlink()
            gone += 1
    return gone
