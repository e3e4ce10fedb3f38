"""Who certifies at the counter and who reads the registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CERTIFY = "certification.record"
READ_BOOK = "certification.read"
STRIKE = "certification.strike"
CLOSE = "certification.close"
TERMS = "certification.terms"

VERBS = {
    CERTIFY: _("Ghi việc chứng thực tại quầy"),
    READ_BOOK: _("Xem sổ chứng thực"),
    STRIKE: _("Gạch bỏ số chứng thực ghi sai"),
    CLOSE: _("Khóa sổ chứng thực cuối năm"),
    TERMS: _("Sửa mức phí và lời chứng"),
}
