"""The words for error codes and other codes that rules return. Each room registers one catalogue in its
``texts.py``: code -> Vietnamese sentence with ``{param}`` places, wrapped in ``gettext_lazy``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Text = str | StrPromise

_catalogue: dict[str, Text] = {}

_FALLBACK = _("Không thực hiện được yêu cầu này ({code}).")


def register(texts: Mapping[str, Text]) -> None:
    """Add a room's texts. A code already taken by another text is a programming error."""
    for code, text in texts.items():
        if code in _catalogue and _catalogue[code] is not text:
            raise ValueError(f"the code {code!r} has a text already")
        _catalogue[code] = text


def known_codes() -> frozenset[str]:
    return frozenset(_catalogue)


def say(code: str, params: Mapping[str, object] | None = None) -> str:
    """The sentence for ``code`` in the language in force; a plain fallback when nobody wrote one."""
    text = str(_catalogue.get(code, _FALLBACK))
    values = {"code": code, **(params or {})}
    try:
        return text.format_map(values)
    except (KeyError, IndexError, ValueError):
        return text
