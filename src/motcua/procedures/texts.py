"""The words for the codes of this room."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "procedure_not_found": _("Không có thủ tục mang mã {procedure}."),
    "procedure_not_in_force": _("Thủ tục {procedure} không có hiệu lực vào ngày {on}."),
    "case_not_found": _("Thủ tục {procedure} không có trường hợp này."),
    "channel_not_offered": _("Thủ tục {procedure} không nhận hồ sơ theo cách này."),
    "procedure_not_open": _("Thủ tục {procedure} chưa mở tiếp nhận: {why}."),
    "channel_unknown": _("nguồn chưa nêu cách nộp hồ sơ"),
    "limit_unknown": _("chưa rõ thời hạn giải quyết"),
    "components_unknown": _("chưa rõ thành phần hồ sơ"),
    "fee_unknown": _("chưa rõ mức phí, lệ phí"),
    "no_competence": _("chưa có quy định cơ quan nào giải quyết ở địa bàn này"),
    "no_reception": _("chưa có nơi tiếp nhận ở địa bàn này"),
    "no_process": _("chưa có quy trình nội bộ"),
    "place_unknown": _("Không có địa bàn mang mã {place}."),
    "process_not_found": _("Không có quy trình nội bộ này."),
}
