"""What the codes of boards say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "board_province_missing": _("Chưa có đơn vị cấp tỉnh vào ngày {day}."),
    "board_unit_unknown": _("Không có đơn vị {unit} để chấm điểm vào ngày {day}."),
    "board_period_kind": _("Chỉ số 766 chấm theo tháng, quý hoặc năm."),
    "figure_period_future": _("Kỳ này chưa bắt đầu."),
    "board_not_worked_out": _("Bảng điểm kỳ này chưa được tính."),
    "board_not_a_rate": _("Tiêu chí {criterion} không có tỷ lệ để đặt mục tiêu."),
    "board_share_out_of_range": _("Tỷ lệ của tiêu chí {criterion} phải từ 0 đến 100 phần trăm."),
    "board_target_out_of_range": _("Mục tiêu phải là một số điểm từ 0 đến {most}."),
    "board_published_already": _("Bảng điểm này đã được công bố."),
    "board_reason_missing": _("Cần ghi lý do."),
    "board_list_unknown": _(
        "Tiêu chí này dùng số nhập hoặc báo cáo từ nơi khác nên không liệt kê được từng mục còn thiếu."
    ),
    "national_broke_off": _("Lần nạp trước bị lỗi, chưa giữ lại gì. Xem lại các cột rồi nạp lại."),
    "national_file_unreadable": _("Không đọc được tệp: cần XLSX hoặc CSV."),
    "national_file_empty": _("Tệp không có dòng nào."),
    "national_file_too_long": _("Tệp có hơn {most} dòng."),
    "national_column_missing": _("Chưa chỉ ra cột “{column}”."),
    "national_taken_already": _("Tệp này đã được nạp."),
    "national_unknown": _("Không có tệp này."),
    "national_source_missing": _("Cần chọn loại tệp và ghi nguồn."),
    "national_line_code_missing": _("không có mã hồ sơ"),
    "national_line_code_twice": _("mã hồ sơ đã có ở dòng trước"),
    "national_line_date": _("ngày không đọc được"),
    "national_line_too_long": _("mã dài quá mức"),
    "national_line_unit_unknown": _("không có đơn vị này"),
    "national_line_unit_twice": _("đơn vị đã có ở dòng trước"),
    "national_line_number": _("điểm không đọc được hoặc ngoài thang điểm"),
    "national_line_sum": _("tổng điểm khác tổng các nhóm"),
}
