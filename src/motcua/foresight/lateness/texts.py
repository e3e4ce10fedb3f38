"""What the codes of the late model say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "lateness_no_model": _("Chưa có mô hình nào tốt hơn quy tắc tuổi; đang dùng quy tắc tuổi."),
    "lateness_little_data": _(
        "Chưa đủ lịch sử để học: cần ít nhất {least} lượt hồ sơ trễ hẹn và {least} lượt đúng hẹn trong mỗi phần. "
        "Quy tắc tuổi vẫn được dùng."
    ),
    "lateness_training_runs": _("Một lần học khác đang chạy; hãy chờ nó xong."),
    "lateness_scoring_runs": _("Một lần chấm khác đang chạy; hãy chờ nó xong."),
    "lateness_model_digest": _("Mô hình lưu trong cơ sở dữ liệu không khớp mã băm đã ghi nên không được dùng."),
    "lateness_model_damaged": _("Mô hình lưu trong cơ sở dữ liệu bị hỏng hoặc bị cắt cụt nên không được dùng."),
    "lateness_model_foreign": _("Thư viện học máy giữ mô hình theo cách chương trình này chưa biết; không lưu gì."),
    "lateness_model_other_features": _(
        "Mô hình đang lưu học theo dữ liệu đầu vào của phiên bản khác nên không được dùng."
    ),
    "lateness_not_warned": _("Hôm nay không có cảnh báo nào về hồ sơ này, hoặc nó đã đổi từ lần chấm gần nhất."),
    "lateness_task_day": _("Ngày phải xong không được ở quá khứ."),
    "lateness_reading": _("Đang đọc lịch sử"),
    "lateness_features": _("Đang tính dữ liệu đầu vào"),
    "lateness_learning": _("Đang học và kiểm tra"),
}
