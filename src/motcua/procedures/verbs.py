"""What may be done with the registry."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "procedure.draft": _("Soạn quyết định công bố"),
    "procedure.check": _("Kiểm soát quyết định công bố"),
    "procedure.sign": _("Ký quyết định công bố"),
    "procedure.import": _("Nạp danh mục thủ tục"),
    "procedure.post": _("Ghi nhận niêm yết thủ tục"),
    "procedure.read_drafts": _("Xem quyết định chưa có hiệu lực"),
}
