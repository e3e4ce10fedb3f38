"""What the codes of this room say to a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "document_unknown": _("Hồ sơ này không có tệp đó."),
    "card_unreadable": _("Không đọc được mã QR trên thẻ. Hãy quét lại hoặc điền tay."),
}
