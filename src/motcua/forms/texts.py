"""The words for the codes of this room."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "form_malformed": _("Biểu mẫu {key} không đúng cấu trúc."),
    "form_not_found": _("Không có biểu mẫu này."),
    "answers_too_many": _("Biểu mẫu chỉ nhận nhiều nhất {most} câu trả lời."),
    "field_unknown": _("Biểu mẫu không có mục này."),
    "field_required": _("Mục này là bắt buộc, xin điền vào."),
    "answer_malformed": _("Câu trả lời không đúng dạng của mục này."),
    "text_nul": _("Nội dung có ký tự không lưu được, xin gõ lại."),
    "text_malformed": _("Nội dung có ký tự bị hỏng, xin gõ lại."),
    "text_too_long": _("Nội dung dài quá {most} ký tự."),
    "number_malformed": _("Xin ghi một số nguyên, ví dụ 1.200."),
    "number_too_small": _("Số này phải từ {least} trở lên."),
    "number_too_large": _("Số này phải từ {most} trở xuống."),
    "money_malformed": _("Xin ghi số tiền bằng đồng, ví dụ 50.000."),
    "date_malformed": _("Xin ghi ngày theo dạng ngày/tháng/năm, ví dụ 05/09/1990."),
    "date_impossible": _("Không có ngày này trên lịch, xin xem lại."),
    "date_too_late": _("Ngày này muộn hơn mức cho phép."),
    "date_too_early": _("Ngày này sớm hơn mức cho phép."),
    "choice_unknown": _("Xin chọn một trong các lựa chọn đã nêu."),
    "citizen_id_malformed": _("Số định danh cá nhân gồm đúng 12 chữ số."),
    "citizen_id_birth_year": _("Số định danh cá nhân không khớp với năm sinh {year}, xin xem lại."),
    "tax_code_malformed": _("Mã số thuế gồm 10 hoặc 12 chữ số; đơn vị phụ thuộc có thêm 3 chữ số sau dấu gạch ngang."),
    "phone_malformed": _("Số điện thoại không đúng, ví dụ đúng: 0912 345 678."),
    "email_malformed": _("Địa chỉ thư điện tử không đúng, ví dụ đúng: ten@example.vn."),
    "place_malformed": _("Mã xã, phường không đúng."),
    "consent_required": _("Cần đánh dấu đồng ý thì mới nộp được."),
}
