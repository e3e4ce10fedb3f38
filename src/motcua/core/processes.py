"""Long reading work shared among processes, each with Django and a connection of its own.

This module imports nothing of Django's models: a new process imports it before Django is ready.
"""

from __future__ import annotations

import importlib
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any


def share(function: str, asked: Sequence[tuple[Any, ...]], *, processes: int, url: str) -> Iterator[Any]:
    """Call ``module:function`` with each of ``asked`` in new processes that use the database at ``url``; the answers in
    order. Arguments and answers are pickled. A process that dies raises BrokenProcessPool."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn, initializer=_begin, initargs=(url,)) as pool:
        yield from pool.map(_call, [(function, arguments) for arguments in asked], chunksize=4)


def _begin(url: str) -> None:
    import django
    from django.db import connections

    from motcua.settings.base import database

    django.setup()
    if url:
        connections.settings["default"].update(database(url))


def _call(asked: tuple[str, tuple[Any, ...]]) -> Any:
    path, arguments = asked
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)(*arguments)
