"""Mistakes of the settings are told when the program starts, not when the first file arrives."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from motcua.documents.clamd import parse_address
from motcua.documents.keys import key_ring


@register("files")
def check_file_settings(app_configs: object, **_: object) -> list[CheckMessage]:
    """The wrapping keys can be read, and so can the scanner's address if there is one."""
    found: list[CheckMessage] = []
    try:
        key_ring()
    except ImproperlyConfigured as error:
        hint = "make one: python -c 'import base64, os; print(\"k1:\" + base64.b64encode(os.urandom(32)).decode())'"
        found.append(Error(str(error), hint=hint, id="documents.E001"))
    if settings.CLAMD:
        try:
            parse_address(settings.CLAMD)
        except ValueError as error:
            found.append(Error(str(error), id="documents.E002"))
    return found


@register("files", deploy=True)
def check_scanner(app_configs: object, **_: object) -> list[CheckMessage]:
    """In production people's files should be scanned."""
    if settings.CLAMD:
        return []
    return [Warning("MOTCUA_CLAMD is empty: files are given out unscanned", id="documents.W001")]
