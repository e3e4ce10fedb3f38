"""The one error of the launcher."""

from __future__ import annotations


class LauncherError(Exception):
    """The private PostgreSQL cannot be used. The message is one line that tells a person what to do."""
