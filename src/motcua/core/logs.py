"""Structured logs: one JSON object a line on stderr, with event names and ids.

Two nets keep personal data out. What is written under a personal key (:mod:`motcua.core.personal_data`) is refused:
an error in tests, replaced elsewhere. In all other text whatever looks like an identity number, a telephone number or
an e-mail address is masked. Of exceptions only types and places are kept, never their messages, which quote values.
"""

from __future__ import annotations

import contextlib
import logging
import logging.config
import sys
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import TypedDict

import structlog
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

from motcua.core.masking import scrub
from motcua.core.personal_data import is_personal_key

REDACTED = "[redacted]"
_MOST_FRAMES = 30


class Settings(TypedDict):
    """What ``settings.LOGGING`` holds: the least level, ``json`` or ``plain``, and whether a personal key is an
    error."""

    level: str
    form: str
    strict: bool


class PersonalKey(AssertionError):
    """A log call names personal data."""


def configure(wanted: Settings) -> None:
    """Set up structlog and the standard library's logging alike; named by ``settings.LOGGING_CONFIG``."""
    ours: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_messages,
        Redaction(strict=wanted["strict"]),
    ]
    structlog.configure(
        processors=[*ours, renderer(wanted["form"])],
        wrapper_class=structlog.make_filtering_bound_logger(wanted["level"].lower()),
        logger_factory=_stderr_logger,
        cache_logger_on_first_use=False,
    )
    logging.config.dictConfig(_standard(wanted))


def _stderr_logger(*args: object) -> structlog.PrintLogger:
    return structlog.PrintLogger(sys.stderr)


def renderer(form: str) -> Processor:
    if form == "plain":
        return structlog.dev.ConsoleRenderer(colors=False, sort_keys=True)
    return structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True)


def _standard(wanted: Settings) -> dict[str, object]:
    """Records of other packages take the same way. Their extra fields are dropped: nobody here chose them."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "ours": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [
                    structlog.contextvars.merge_contextvars,
                    structlog.stdlib.add_log_level,
                    structlog.stdlib.add_logger_name,
                    structlog.processors.TimeStamper(fmt="iso", utc=True),
                ],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    without_messages,
                    Redaction(strict=False),
                    renderer(wanted["form"]),
                ],
            }
        },
        "handlers": {"stderr": {"()": Stderr, "formatter": "ours"}},
        "root": {"handlers": ["stderr"], "level": wanted["level"].upper()},
        "loggers": {
            "django": {"handlers": [], "level": wanted["level"].upper()},
            # Every request has its own line from motcua.core.middleware; these would repeat it with its path.
            "django.request": {"level": "CRITICAL"},
            "django.server": {"level": "CRITICAL"},
            "procrastinate": {"level": "WARNING"},
        },
    }


class Stderr(logging.Handler):
    """Writes to whatever ``sys.stderr`` is at the moment. A record it cannot write is dropped in silence: the usual
    complaint would print the record's arguments."""

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(Exception):
            print(self.format(record), file=sys.stderr, flush=True)  # noqa: T201


class Redaction:
    """The processor that keeps personal data out. ``strict`` raises :class:`PersonalKey` instead of replacing."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        return {key: self._clean(key, value) for key, value in event.items()}

    def _clean(self, key: str, value: object) -> object:
        if is_personal_key(key):
            if self.strict:
                raise PersonalKey(f"a log may not carry {key!r}")
            return REDACTED
        if isinstance(value, str):
            return scrub(value)
        if isinstance(value, Mapping):
            return {str(inner): self._clean(str(inner), item) for inner, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean("", item) for item in value]
        if value is None or isinstance(value, bool | int | float):
            return value
        return scrub(str(value))


def without_messages(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replace ``exc_info`` by the types of the exception and its causes, and the places it passed."""
    info = event.pop("exc_info", None)
    error = _error_of(info)
    if error is not None:
        event["error"] = " < ".join(type(one).__name__ for one in _causes(error))
        event["trace"] = _places(error.__traceback__)
    return event


def _error_of(info: bool | BaseException | ExcInfo | None) -> BaseException | None:
    if isinstance(info, BaseException):
        return info
    if isinstance(info, tuple):
        return info[1]
    return sys.exc_info()[1] if info else None


def _causes(error: BaseException) -> list[BaseException]:
    found = [error]
    while (cause := found[-1].__cause__ or found[-1].__context__) is not None and cause not in found:
        found.append(cause)
    return found


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_MOST_FRAMES:]
    return [f"{frame.filename.rpartition('/src/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
