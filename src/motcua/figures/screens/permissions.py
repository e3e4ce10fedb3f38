"""Who sees command screens: those who lead, and those who watch over procedures for them; each the own area."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

COMMAND: Final = "figures.command"

VERBS = {COMMAND: _("Xem màn hình điều hành")}
