"""Who may see the score of a single dossier: inspectors, one at a time, on record."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

READ: Final = "figures.read"
EXPLAIN: Final = "figures.genuine"

VERBS = {EXPLAIN: _("Xem dấu hiệu nộp trực tuyến của từng hồ sơ")}
