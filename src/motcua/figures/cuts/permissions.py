"""Who states what the three cuts are measured against."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

BASELINE: Final = "figures.baseline"
VERBS: Final = {BASELINE: _("Đặt mốc so sánh của ba cắt giảm")}
