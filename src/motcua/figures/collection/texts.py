"""What the codes of reported and imported figures say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_FORMS = {
    "form_unknown": _("Không có biểu báo cáo này."),
    "form_terms_invalid": _("Biểu báo cáo cần có tên, căn cứ, loại kỳ và hạn gửi từ 1 đến 120 ngày làm việc."),
    "form_set_later": _("Biểu {code} đã có nội dung áp dụng từ ngày này hoặc muộn hơn."),
    "form_appraiser_unknown": _("Không có đơn vị thẩm định {unit}."),
    "form_units_invalid": _("Danh sách đơn vị báo cáo viết sai."),
    "form_units_missing": _("Biểu cần ít nhất một đơn vị báo cáo."),
    "form_lines_missing": _("Biểu cần từ 1 đến {most} dòng."),
    "form_lines_invalid": _("Biểu có {count} dòng sai."),
    "form_line_malformed": _("dòng viết sai"),
    "form_line_unnamed": _("dòng chưa có tên"),
    "form_line_twice": _("dòng ghi hai lần"),
    "form_total_unknown": _("dòng tổng không có trong biểu"),
    "form_measure_unknown": _("không có số đo này"),
    "form_measure_counted": _("hệ thống tự đếm số này, không yêu cầu đơn vị báo cáo"),
}
_SHEETS = {
    "campaign_unknown": _("Không có kỳ báo cáo này."),
    "period_locked": _(
        "Kỳ báo cáo đã khóa. Những gì bạn gõ vẫn còn trên trang; muốn sửa, đề nghị mở khóa và nêu lý do."
    ),
    "period_not_locked": _("Kỳ báo cáo này không bị khóa."),
    "sheet_unknown": _("Không có phiếu báo cáo này."),
    "sheet_not_open": _("Phiếu đã gửi hoặc đã được chấp nhận, không sửa trực tiếp được."),
    "sheet_changed_meanwhile": _(
        "Người khác vừa lưu phiếu này. Những gì bạn gõ vẫn còn trên trang; xem lại rồi lưu lần nữa."
    ),
    "sheet_faulty": _("Chưa gửi được: còn {count} dòng cần sửa. Những gì bạn gõ đã được giữ lại."),
    "sheet_not_submitted": _("Phiếu không ở trạng thái chờ thẩm định."),
    "sheet_not_accepted": _("Phiếu chưa được chấp nhận."),
    "sheet_own": _("Người gửi phiếu không được tự chấp nhận phiếu đó."),
    "value_missing": _("Chưa điền."),
    "value_unknown": _("Không có số liệu này."),
    "rate_unexplained": _("Tỷ lệ này không khớp với tổng đã ghi: hãy sửa, hoặc giải thích ở ô ghi chú."),
    "evidence_missing": _("Dòng này cần tệp kiểm chứng."),
    "evidence_unknown": _("Không có tệp kiểm chứng này."),
    "evidence_too_many": _("Mỗi phiếu nhiều nhất {most} tệp."),
    "reported_unit_wrong": _("“{text}” ghi đơn vị “{unit}”, dòng này tính bằng {wanted}."),
    "reported_too_large": _("Số “{text}” quá lớn."),
    "reported_over_whole": _("“{text}” lớn hơn toàn bộ: {whole} là {most}."),
}
_IMPORTS = {
    "import_file_unreadable": _("Không đọc được tệp: cần tệp CSV (UTF-8) hoặc XLSX có dòng tiêu đề."),
    "import_file_empty": _("Tệp không có dòng số liệu nào."),
    "import_too_long": _("Tệp có hơn {most} dòng."),
    "import_columns_missing": _("Tệp thiếu cột: {columns}."),
    "import_source_missing": _("Hãy ghi nguồn của số liệu."),
    "import_unknown": _("Không có lần nhập này."),
    "import_done": _("Lần nhập này đã xong hoặc đã bỏ."),
    "import_measure_unknown": _("không có số đo “{text}”"),
    "import_measure_counted": _("“{text}” do hệ thống tự đếm, không nhập được"),
    "import_unit_unknown": _("không có đơn vị “{text}”"),
    "import_unit_ended": _("đơn vị “{text}” không còn trong kỳ này; số của nó nay thuộc {heir}"),
    "import_twice": _("trùng đơn vị, kỳ và số đo với dòng {other}"),
    "import_value_missing": _("chưa có số"),
}
_ASKING = {
    "target_without_document": _("Chỉ tiêu cần ghi người giao và văn bản giao."),
    "target_without_direction": _("Chỉ tiêu {indicator} không nói nhiều hay ít là tốt, không giao mức được."),
    "rule_unknown": _("Chưa có quy tắc tính cho ngày này."),
    "request_unknown": _("Không có yêu cầu số liệu này."),
    "request_incomplete": _("Yêu cầu phải nêu cần số gì, để làm gì, của đơn vị nào và căn cứ pháp lý."),
    "request_due_passed": _("Hạn trả lời đã qua."),
    "request_answered": _("Yêu cầu này đã được trả lời hoặc đang lấy từ đơn vị."),
    "request_duplicate": _("Đã có yêu cầu tương tự. Hãy xem trả lời cũ; nếu vẫn cần, nêu lý do."),
    "request_nothing_to_collect": _("Không có gì để đơn vị điền: số còn thiếu do hệ thống tự đếm."),
}
TEXTS = {**_FORMS, **_SHEETS, **_IMPORTS, **_ASKING}
