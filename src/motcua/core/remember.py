"""Remembering an answer for a few seconds in this process: for facts that change by decision, not by the minute,
and whose late arrival is mended by events. Never for rights."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_MOST = 20_000
_forget: list[Callable[[], None]] = []


def remembered(*, seconds: float) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep each answer for ``seconds``, by its (hashable) arguments. Errors are not kept. Safe with threads: at worst
    two of them ask at once."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        answers: dict[object, tuple[float, T]] = {}
        _forget.append(answers.clear)

        @wraps(function)
        def ask(*args: P.args, **kwargs: P.kwargs) -> T:
            key = (args, tuple(sorted(kwargs.items())))
            at = time.monotonic()
            found = answers.get(key)
            if found is not None and at - found[0] < seconds:
                return found[1]
            answer = function(*args, **kwargs)
            if len(answers) >= _MOST:
                answers.clear()
            answers[key] = (at, answer)
            return answer

        return ask

    return decorate


def forget_everything() -> None:
    """For tests and after a restore."""
    for clear in _forget:
        clear()
