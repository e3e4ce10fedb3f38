"""The words for the codes of a process being written."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "process_name_missing": _("Quy trình chưa có tên."),
    "step_time_malformed": _("Không đọc được thời gian “{text}”: viết như 0,5 ngày, 2 ngày hoặc 3 giờ."),
    "step_unreadable": _("Dòng này không đọc được ({detail}), xin chọn lại."),
    "draft_exists": _("Nơi áp dụng này đã có một bản đang soạn."),
    "draft_edited": _("Người khác đã lưu bản này trong lúc bạn sửa; chữ của cả hai đều được giữ."),
    "draft_closed": _("Bản soạn này đã cất đi."),
    "draft_not_found": _("Không có bản soạn này."),
    "draft_without_author": _("Chỉ cán bộ mới soạn được."),
    "draft_malformed": _("Nội dung bản soạn không đúng cấu trúc."),
    "draft_too_large": _("Bản soạn lớn hơn {most} KB."),
    "draft_faulty": _("Quy trình còn {count} chỗ sai, xin sửa trước khi đưa vào quyết định."),
    "draft_faulty_file": _("Quy trình còn chỗ sai nên chưa tải ra BPMN được, xin sửa trước."),
    "decision_not_chosen": _("Chưa chọn quyết định."),
    "draft_of_no_procedure": _("Quy trình này không thuộc thủ tục nào nên không đưa vào quyết định."),
    "letter_kind_missing": _("Chưa chọn loại văn bản."),
    "condition_missing": _("Chưa ghi điều kiện nào."),
    "process_step_not_found": _("Quy trình không có bước này."),
    "nothing_to_undo": _("Không còn gì để hoàn tác."),
}
