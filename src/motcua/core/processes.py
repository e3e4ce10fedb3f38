"""Long reading work shared among processes, each with a connection of its own.

They are forked: what is imported is there at once, and the program that asked is not run again (a spawned process does
that, and fails in a program that works with models as it is read).
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from django.db import connections

T = TypeVar("T")

AHEAD = 2
"""How many pieces a process has been given: it need not wait for the next one."""
GRACE = 10
"""Seconds for the piece in hand, when nobody waits for its answer any more."""


class ProcessDiedError(RuntimeError):
    """A process ended before its work did: killed, or out of memory."""


def share(function: Callable[..., T], asked: Sequence[tuple[Any, ...]], *, processes: int) -> Iterator[T]:
    """Call ``function`` with each of ``asked`` in ``processes`` new ones; the answers as they come, in no order.

    An error in one of them is raised here; one that dies raises :class:`ProcessDiedError`. They end with this process,
    however it ends. Call it from a program of one thread.
    """
    ours: dict[Connection, BaseProcess] = {}
    try:
        with _connections_left_alone():
            for _ in range(processes):
                _begin(function, ours)
        yield from _answers(ours, iter(asked))
    finally:
        for end in ours:
            end.close()
        for child in ours.values():
            child.join(GRACE)
            child.kill()


def _answers(ours: dict[Connection, BaseProcess], pieces: Iterator[tuple[Any, ...]]) -> Iterator[Any]:
    out = {end: sum(_give(end, pieces) for _ in range(AHEAD)) for end in ours}
    while busy := [end for end in ours if out[end]]:
        for end in wait(busy):
            assert isinstance(end, Connection)  # noqa: S101 - nothing else was waited for
            try:
                error, answer = end.recv()
            except (EOFError, ConnectionError):
                raise ProcessDiedError from None
            if error is not None:
                raise error
            out[end] += _give(end, pieces) - 1
            yield answer


def _give(end: Connection, pieces: Iterator[tuple[Any, ...]]) -> int:
    """How many pieces were given: one, or none when there are no more."""
    for piece in pieces:
        try:
            end.send(piece)
        except ConnectionError:
            raise ProcessDiedError from None
        return 1
    return 0


@contextmanager
def _connections_left_alone() -> Iterator[None]:
    """The children must not touch the sessions of this process, which may be in a transaction."""
    held = {alias: connections[alias].connection for alias in connections}
    for alias in held:
        connections[alias].connection = None
    try:
        yield
    finally:
        for alias, session in held.items():
            connections[alias].connection = session


def _begin(function: Callable[..., object], ours: dict[Connection, BaseProcess]) -> None:
    """One more process. Its end of the pipe is closed here, so that its death is seen; ours are closed there, so that
    it sees the death of this one."""
    fork = multiprocessing.get_context("fork")
    mine, theirs = fork.Pipe()
    child = fork.Process(target=_work, args=(function, theirs, [*ours, mine]), daemon=True)
    child.start()
    theirs.close()
    ours[mine] = child


def _work(function: Callable[..., object], end: Connection, others: Sequence[Connection]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:
        other.close()
    try:
        while True:
            piece = end.recv()
            answer: tuple[Exception | None, object]
            try:
                answer = None, function(*piece)
            except Exception as error:  # handed to whoever asked
                answer = error, None
            end.send(answer)
    except (EOFError, ConnectionError):
        connections.close_all()
