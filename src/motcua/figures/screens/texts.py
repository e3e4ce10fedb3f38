"""What the codes of this room say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "figures_screen_gone": _("Lượt tính này không còn được giữ; hãy mở lại màn hình điều hành."),
}
