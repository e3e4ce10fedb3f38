"""Threads with a connection each, started at one instant."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def at_once(work: Sequence[Callable[[], T]], *, seconds: float = 30) -> list[T | BaseException]:
    """Run every function in a thread of its own behind one barrier; their results or exceptions, in order. The clock
    in force here is theirs, too."""
    barrier = threading.Barrier(len(work))
    results: list[T | BaseException] = [RuntimeError("the thread did not end")] * len(work)

    def run(index: int) -> None:
        try:
            barrier.wait(seconds)
            results[index] = work[index]()
        except BaseException as error:
            results[index] = error
        finally:
            connections.close_all()

    contexts = [contextvars.copy_context() for _ in work]
    threads = [
        threading.Thread(target=context.run, args=(run, index), daemon=True) for index, context in enumerate(contexts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
    return results
