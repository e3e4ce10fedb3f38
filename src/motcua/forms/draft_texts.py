"""The words for the codes of writing a form."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "form_part_not_found": _("Biểu mẫu không còn phần {key}; có thể người khác đã bỏ."),
    "condition_value_missing": _("Chưa điền giá trị để so sánh."),
    "condition_truth_wrong": _("Xin ghi có hoặc không."),
    "form_too_large": _("Biểu mẫu lớn quá: nhiều nhất {most} mục."),
}
