"""Domain errors. Each has a stable ``code``; the words shown for it live in the text catalogue of its room
(:mod:`motcua.core.texts`), so rules stay free of language. The API answers ``application/problem+json`` with
``status``; pages show the same code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class DomainError(Exception):
    """Something the caller asked for cannot be. Nothing was written.

    ``code`` is stable and public. ``params`` fill the text. ``errors`` lists single faults as
    ``{"field": ..., "code": ..., **params}`` when there are several.
    """

    status = 400

    def __init__(
        self,
        code: str,
        *,
        params: Mapping[str, object] | None = None,
        errors: Sequence[Mapping[str, object]] = (),
    ) -> None:
        super().__init__(code)
        self.code = code
        self.params = dict(params or {})
        self.errors = [dict(error) for error in errors]


class Invalid(DomainError):
    """The input is malformed or incomplete."""

    status = 400


class NotSignedIn(DomainError):
    status = 401


class NotAllowed(DomainError):
    """The actor may not do this here and now."""

    status = 403


class NotFound(DomainError):
    """There is no such thing, or the actor may not know of it."""

    status = 404


class Conflict(DomainError):
    """The thing moved meanwhile, or its state forbids the act."""

    status = 409


class TooLarge(DomainError):
    status = 413


class Unprocessable(DomainError):
    status = 422


class TooMany(DomainError):
    status = 429


class Unavailable(DomainError):
    """A part that is needed is away for now; trying again later is right."""

    status = 503
