"""What the codes of reported and imported figures say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "form_unknown": _("Không có biểu báo cáo này."),
}
