"""Static files straight from the package: no build and no collecting step stands between a checkout and a page.

An address carries the first digits of the file's own hash (``portal.css?v=1f3a…``), so a browser may keep it for ever
and still sees the next release at once. WhiteNoise serves the files, and the ``.br`` and ``.gz`` that the asset build
wrote beside them.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

BEAR_THEIR_VERSION = ("motcua/fonts/", "motcua/js/vendor/")
"""Files named by others (style sheets, modules) without a query; their names change with their content."""


class VersionedStaticFiles(StaticFilesStorage):
    """Adds ``?v=<hash>`` to the address of every file that a finder knows and that does not bear its version."""

    def url(self, name: str | None) -> str:
        address: str = super().url(name)
        if name is None or name.startswith(BEAR_THEIR_VERSION):
            return address
        version = _version(name, settings.DEBUG)
        return f"{address}?v={version}" if version else address


def _version(name: str, debug: bool) -> str:
    return _read_version(name) if debug else _kept_version(name)


def _read_version(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12]


_kept_version = lru_cache(maxsize=512)(_read_version)
