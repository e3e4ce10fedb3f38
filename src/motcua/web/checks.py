"""Access is denied by default: a view without a declaration does not start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.urls import get_resolver

from motcua.web.access import access_of, walk


@register("motcua")
def every_view_declares_its_access(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """``web.E001`` for each address whose view has none of the decorators of :mod:`motcua.web.access`."""
    return [
        Error(
            f"the view of /{route} ({name or 'unnamed'}) does not declare who may open it",
            hint="use public, citizen, official, secret_link or program of motcua.web.access",
            obj=view,
            id="web.E001",
        )
        for route, name, view in walk(get_resolver().url_patterns)
        if access_of(view) is None
    ]
