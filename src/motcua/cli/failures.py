"""How a command says that it failed: one line, in the caller's language, and an exit code other than 0."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from motcua.core.errors import DomainError
from motcua.core.texts import say
from motcua.launcher import LauncherError


class Failure(click.ClickException):
    """A failure with a text for a person."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(_("Lỗi: %(text)s") % {"text": self.message}, file=file or sys.stderr)


def in_the_callers_language() -> None:
    """Vietnamese, unless the terminal asks for English."""
    translation.activate(settings.CLI_LANGUAGE)


@contextmanager
def said_in_one_line() -> Iterator[None]:
    """Turn every foreseen error of the block into a :class:`Failure`. While debugging the traceback is kept."""
    try:
        yield
    except BrokenPipeError:
        raise
    except (DomainError, LauncherError, CommandError, ImproperlyConfigured, DatabaseError, OSError) as error:
        if settings.DEBUG:
            raise
        raise Failure(one_line(error)) from None


def one_line(error: Exception) -> str:
    """The text of an error on one line."""
    if isinstance(error, DomainError):
        faults = "; ".join(f"{fault.get('field', '')}: {say(str(fault.get('code')), fault)}" for fault in error.errors)
        return " ".join(part for part in (say(error.code, error.params), faults, f"[{error.code}]") if part)
    text = " ".join(str(error).split("\n")[0].split()) or type(error).__name__
    if isinstance(error, DatabaseError):
        return _("cơ sở dữ liệu không trả lời được: %(text)s") % {"text": text}
    return text
