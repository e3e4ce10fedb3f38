"""What people may do with feeds."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

READ: Final = "figures.read"
MANAGE: Final = "figures.feeds"

VERBS: Final = {MANAGE: _("Đăng ký, kết thúc nguồn số liệu tự động")}
