"""The words for the codes of these pages."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "case_in_use": _("Trường hợp muốn bỏ còn được nêu ở phần Cách nộp, thời hạn, phí. Sửa phần đó trước."),
    "upload_missing": _("Chưa chọn tệp."),
    "upload_too_large": _("Tệp lớn quá {most} MB."),
    "procedure_key_taken": _("Mã {procedure} đã có trong danh mục. Tìm thủ tục đó để sửa."),
    "posting_sheet_changed": _(
        "Nội dung niêm yết đã đổi từ khi bạn mở trang này. Hãy in lại tờ mới, treo lên rồi ghi nhận."
    ),
    "stage_unknown": _("Không có chặng này trên bảng độ phủ."),
}
