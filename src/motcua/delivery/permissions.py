"""Who gives and receives papers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CARRY = "delivery.carry"

VERBS = {CARRY: _("Giao và nhận giấy tờ theo biên bản")}
