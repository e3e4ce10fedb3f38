"""Who keeps the archive and who decides what is destroyed: never the same person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

READ = "archive.read"
TRANSFER = "archive.transfer"
PROPOSE = "archive.propose"
DECIDE = "archive.decide"
RULES = "archive.rules"

VERBS = {
    READ: _("Xem danh sách lưu trữ"),
    TRANSFER: _("Nộp hồ sơ vào lưu trữ cơ quan"),
    PROPOSE: _("Đề nghị hủy hồ sơ hết thời hạn lưu trữ"),
    DECIDE: _("Quyết định hủy hồ sơ hết thời hạn lưu trữ"),
    RULES: _("Sửa quy định thời hạn lưu trữ"),
}
