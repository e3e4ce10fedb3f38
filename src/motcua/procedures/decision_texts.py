"""The words for the codes of drafting, checking and signing a decision."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "decision_edited": _(
        "Quyết định đã được người khác sửa sau khi bạn mở trang này. Những gì bạn điền vẫn còn, xin xem lại bản mới rồi"
        " gửi lại."
    ),
    "decision_kind_of_items": _("Loại quyết định này không chứa được các mục đã có."),
    "signer_is_checker": _("Người đã kiểm soát không được ký chính quyết định đó."),
    "reason_missing": _("Chưa nêu lý do."),
    "item_not_found": _("Quyết định không có mục này."),
    "item_repeated": _("Mục này trùng với mục {first}: mỗi nội dung của một thủ tục chỉ nêu một lần."),
    "later_form_exists": _("Từ ngày {on} đã có biểu mẫu khác cho trường hợp này; xin chọn ngày hiệu lực sau ngày đó."),
    "form_faulty": _("Biểu mẫu còn {count} chỗ sai, chỗ đầu tiên: {first}"),
    "form_subject_unknown": _("Bản soạn này không thuộc trường hợp nào của thủ tục."),
    "form_not_bound": _("Trường hợp này không có biểu mẫu soạn riêng để kết thúc."),
    "form_component_unknown": _("Mục “{field}” nhận tệp cho giấy tờ {component} mà trường hợp này không yêu cầu."),
    "later_letter_template": _("Từ ngày {on} đã có mẫu khác; xin chọn ngày hiệu lực sau ngày đó."),
    "letter_template_not_bound": _("Không có mẫu nào đang áp dụng để kết thúc."),
    "letter_template_faulty": _("Mẫu còn {count} chỗ sai; dòng {line}, chữ {column}: {first}"),
    "lines_too_many": _("Mỗi lần nạp nhiều nhất {most} dòng."),
}
