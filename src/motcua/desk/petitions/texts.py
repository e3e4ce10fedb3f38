"""What faults of the desk's pages about petitions say."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "place_unclear": _("Tên này có ở nhiều xã, phường: hãy chọn một."),
    "place_not_found": _("Không có xã, phường nào tên như vậy."),
    "wrap_up_missing": _("Hãy chọn cuộc gọi kết thúc thế nào."),
    "nothing_chosen": _("Hãy chọn một gợi ý hoặc một mục trong danh sách."),
    "answer_has_gaps": _("Còn chỗ của câu mẫu chưa điền: {gaps}."),
}
