"""Building slices in processes of their own. Spawned, not forked: the columnar library keeps threads that do not live
through a fork. Nothing here imports models: a new process reads this module before Django is ready.
"""

from __future__ import annotations

import importlib
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any

Arguments = tuple[Any, ...]


def in_processes(
    asked: Sequence[Arguments], *, processes: int, url: str, work: str = "motcua.figures.facts.build:build_slice"
) -> Iterator[Any]:
    """The answers of ``work`` (module:function) for each of ``asked``, as they come. Raises BrokenProcessPool when one
    dies."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn, initializer=_begin, initargs=(url,)) as pool:
        for done in as_completed([pool.submit(_slice, work, one) for one in asked]):
            yield done.result()


def _begin(url: str) -> None:
    import django
    from django.db import connections

    from motcua.settings.base import database

    django.setup()
    connections.settings["default"].update(database(url))


def _slice(work: str, asked: Arguments) -> Any:
    module, _, name = work.partition(":")
    return getattr(importlib.import_module(module), name)(*asked)
