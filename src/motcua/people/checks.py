"""System checks of the room."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning, register

from motcua.people import grants_file, verbs


@register("motcua")
def shipped_grants_name_known_verbs(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """A right for a verb that no room registered does nothing: a misspelling, or a room that forgot to register."""
    known = verbs.registered().keys()
    named = {verb for role in grants_file.shipped().roles for verb, _ in role.grants}
    return [
        Warning(f"grants.toml gives {verb!r}, which no room registered", id="motcua.people.W001")
        for verb in sorted(named - known)
    ]
