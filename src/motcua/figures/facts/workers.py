"""Building slices in processes of their own. Spawned, not forked: the columnar library keeps threads that do not live
through a fork. Nothing here imports models: a new process reads this module before Django is ready.
"""

from __future__ import annotations

import importlib
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any

Arguments = tuple[str, int, int, int, int]


def in_processes(asked: Sequence[Arguments], *, processes: int, url: str) -> Iterator[Any]:
    """The answers of ``build_slice`` for each of ``asked``, as they come. Raises BrokenProcessPool when one dies."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn, initializer=_begin, initargs=(url,)) as pool:
        for done in as_completed([pool.submit(_slice, one) for one in asked]):
            yield done.result()


def _begin(url: str) -> None:
    import django
    from django.db import connections

    from motcua.settings.base import database

    django.setup()
    connections.settings["default"].update(database(url))


def _slice(asked: Arguments) -> Any:
    return importlib.import_module("motcua.figures.facts.build").build_slice(*asked)
