"""What the codes of numbers, periods, definitions and index trees say, and what their words are called on screens."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_NUMBERS = {
    "number_not_understood": _("Không hiểu số “{text}”."),
    "number_is_a_rank": _("“{text}” là thứ hạng hoặc phân số, không phải một số."),
    "number_not_whole": _("“{text}” không phải số nguyên."),
    "number_percent_unexpected": _("“{text}” có dấu phần trăm, trong khi cần một số thường."),
    "number_groups_wrong": _("Dấu chấm, dấu phẩy trong “{text}” không đúng chỗ."),
    "number_remark_wide": _("đã đọc chữ số rộng như chữ số thường"),
    "number_remark_spaces": _("đã bỏ qua khoảng trắng"),
    "number_remark_percent_twice": _("dấu phần trăm ghi hai lần, đã đọc như một"),
    "number_remark_percent_assumed": _("không ghi dấu phần trăm, đã đọc là phần trăm"),
    "number_remark_percent_maybe_share": _("không ghi dấu phần trăm và không quá 1: đã đọc là phần trăm, xin xem lại"),
    "number_remark_dot_as_decimal": _("dấu chấm được đọc là dấu thập phân"),
    "number_remark_comma_as_thousand": _("dấu phẩy được đọc là dấu phân cách hàng nghìn"),
    "number_remark_ambiguous_as_thousand": _("có thể hiểu hai cách: đã đọc là hàng nghìn"),
    "number_remark_ambiguous_as_decimal": _("có thể hiểu hai cách: đã đọc là phần thập phân"),
    "reported_kind_differs": _("Chữ “{word}” trong “{text}” trái với loại số liệu đã khai."),
    "reported_unit_missing": _("Số liệu “{text}” cần có đơn vị tính."),
    "reported_over_100": _("“{text}” vượt quá 100 phần trăm của toàn bộ."),
    "reported_negative": _("“{text}” không thể âm."),
    "reported_falls_below_nothing": _("“{text}”: không thể giảm quá 100 phần trăm."),
    "reported_rate_impossible": _(
        "Không có số nguyên nào trên tổng {total} cho tỷ lệ {rate}: {below} cho {below_rate}, {above} cho {above_rate}."
    ),
    "period_unknown": _("Không hiểu kỳ “{text}”."),
    "period_reversed": _("Kỳ kết thúc ({last}) trước khi bắt đầu ({first})."),
    "period_out_of_range": _("Kỳ phải nằm giữa năm {first_year} và năm {last_year}."),
}

_DEFINITIONS = {
    "definitions_invalid": _("Định nghĩa chỉ tiêu có {count} lỗi; lỗi đầu: {first}"),
    "indicator_unknown": _("Không có chỉ tiêu {indicator}."),
    "indicator_not_in_force": _("Chỉ tiêu {indicator} không có hiệu lực vào ngày {day}."),
    "index_unknown": _("Không có bộ chỉ số {index} cho cấp này."),
    "index_not_in_force": _("Bộ chỉ số {index} không có hiệu lực vào ngày {day}."),
    "criterion_unknown": _("Không có tiêu chí {criterion} để chấm điểm."),
    "definition_amount_divided": _("một số lượng không có mẫu số"),
    "definition_cap_not_positive": _("mức trần phải lớn hơn 0"),
    "definition_dates_reversed": _("ngày hết hiệu lực trước ngày có hiệu lực"),
    "definition_file_too_large": _("tệp quá lớn"),
    "definition_format_unknown": _("không phải định dạng này"),
    "definition_formula_constant_not_whole": _("công thức chỉ dùng số nguyên; viết 4/5 thay cho 0,8"),
    "definition_formula_malformed": _("công thức viết sai"),
    "definition_formula_reaches_out": _("công thức chỉ được dùng số đo có tên và phép tính"),
    "definition_formula_too_long": _("công thức quá dài"),
    "definition_identifier_malformed": _("mã chỉ gồm chữ thường không dấu, chữ số và gạch dưới"),
    "definition_key_missing": _("thiếu mục này"),
    "definition_key_unknown": _("không có mục nào tên như vậy"),
    "definition_label_taken": _("chỉ tiêu khác đã mang tên hiển thị này"),
    "definition_max_missing": _("thiếu điểm tối đa"),
    "definition_max_negative": _("điểm tối đa không thể âm"),
    "definition_name_taken": _("tên đã được dùng"),
    "definition_name_unknown": _("không có tên này"),
    "definition_not_a_day": _("không phải một ngày"),
    "definition_not_a_flag": _("phải là true hoặc false"),
    "definition_not_a_number": _("không phải một số"),
    "definition_not_a_table": _("không phải một bảng"),
    "definition_not_a_whole_number": _("không phải số nguyên trong khoảng cho phép"),
    "definition_not_one_of": _("không thuộc các giá trị cho phép"),
    "definition_not_tables": _("không phải danh sách các bảng"),
    "definition_not_text": _("không phải chữ"),
    "definition_not_texts": _("không phải danh sách chữ"),
    "definition_not_toml": _("tệp không đúng TOML"),
    "definition_redistribution_incomplete": _("chia điểm cần quy tắc “redistribute” và các tiêu chí nhận"),
    "definition_reference_not_in_force": _("chỉ tiêu được dùng không có hiệu lực suốt thời gian này"),
    "definition_refers_in_a_circle": _("các chỉ tiêu dùng lẫn nhau thành vòng"),
    "definition_refers_to_itself": _("chỉ tiêu dùng chính nó"),
    "definition_rule_out_of_range": _("số trong quy tắc chấm điểm nằm ngoài khoảng cho phép"),
    "definition_step_over_max": _("bậc điểm vượt điểm tối đa"),
    "definition_steps_not_descending": _("các bậc phải xếp từ cao xuống thấp"),
    "definition_sum_differs": _("tổng điểm các phần khác điểm tối đa"),
    "definition_tested_date_missing": _("chưa nói ngày hạn nào được xét"),
    "definition_tested_date_unused": _("nói ngày hạn được xét nhưng không số đo nào dùng"),
    "definition_too_deep": _("tiêu chí chỉ có hai tầng"),
    "definition_two_in_force": _("hai định nghĩa cùng có hiệu lực trong một ngày"),
    "definition_unit_differs": _("đơn vị tính ra khác đơn vị đã khai"),
    "definition_unit_malformed": _("đơn vị viết sai"),
    "definition_units_differ": _("cộng hoặc so sánh những thứ khác đơn vị"),
    "definition_version_not_higher": _("số phiên bản phải tăng theo ngày hiệu lực"),
}

_REASONS = {
    "figure_why_source_missing": _("chưa có nguồn số liệu ({about})"),
    "figure_why_not_reported": _("đơn vị chưa báo cáo ({about})"),
    "figure_why_no_data": _("không có số liệu cho kỳ này ({about})"),
    "figure_why_unit_gone": _("đơn vị không tồn tại trong kỳ này"),
    "figure_why_suppressed": _("không hiển thị vì ít hơn 5 người"),
    "figure_why_date_unknown": _("hồ sơ thiếu ngày hạn được xét ({about})"),
    "figure_why_not_additive": _("không cộng được giữa các tỉnh ({about})"),
    "figure_why_over_the_whole": _("số liệu mâu thuẫn: phần lớn hơn toàn bộ ({about})"),
    "figure_why_nothing_to_divide_by": _("không phát sinh trong kỳ, mẫu số bằng 0"),
    "figure_why_zero_rule_unknown": _("mẫu số bằng 0 và chưa nguồn nào nói cách tính"),
    "figure_why_divided_by_nothing": _("công thức chia cho 0 ({about})"),
    "figure_why_rule_unknown": _("chưa nguồn nào nói cách chấm điểm"),
    "figure_why_max_unknown": _("chưa nguồn nào nói điểm tối đa"),
    "figure_why_not_given": _("chưa nhập"),
    "figure_why_kind_of_finding_differs": _("loại số liệu không hợp quy tắc chấm điểm"),
    "figure_why_rate_negative": _("tỷ lệ không thể âm"),
    "figure_why_amount_negative": _("số lượng không thể âm"),
    "figure_why_given_out_of_range": _("điểm nhập nằm ngoài thang điểm"),
    "figure_why_answers_unknown": _("có câu trả lời không thuộc phiếu khảo sát"),
    "figure_why_not_comparable": _("không xếp hạng: thiếu tiêu chí khác với các đơn vị còn lại"),
    "figure_why_no_before": _("không có kỳ trước để so sánh"),
    "figure_why_definition_changed": _("định nghĩa đã đổi, không so sánh được"),
    "figure_why_missing_differs": _("hai kỳ thiếu tiêu chí khác nhau, không so sánh được tổng điểm"),
    "figure_why_kinds_differ": _("hai số liệu khác loại, không so sánh được"),
    "figure_why_units_differ": _("hai số liệu khác đơn vị tính, không so sánh được"),
}

_SCORES = {
    "score_out_of_range": _("Điểm của tiêu chí {criterion} phải từ 0 đến {most}."),
    "score_max_unknown": _("Tiêu chí {criterion} chưa có điểm tối đa; cần nạp phụ lục chính thức trước khi chấm."),
    "score_layer_wrong": _("Tiêu chí {criterion} không nhận điểm ở bước này."),
    "score_evidence_missing": _("Tiêu chí {criterion} cần tài liệu kiểm chứng hoặc giải trình cách tính."),
    "score_reason_missing": _("Điểm của tiêu chí {criterion} khác điểm trước; cần ghi lý do."),
    "score_self_missing": _("Đơn vị chưa tự chấm tiêu chí {criterion}."),
    "score_same_person": _("Người tự chấm tiêu chí {criterion} không được thẩm định tiêu chí đó."),
    "score_not_appraised": _("Tiêu chí {criterion} chưa được thẩm định nên chưa thể sửa kết quả."),
    "score_out_of_order": _("Tiêu chí {criterion} đã có điểm ghi sau thời điểm này."),
}

TEXTS = {**_NUMBERS, **_DEFINITIONS, **_REASONS, **_SCORES}

MARKS = {
    "verified": _("đã đọc ở nguồn"),
    "secondary": _("theo nguồn thứ cấp"),
    "fitted": _("khớp với số liệu đã công bố"),
    "inferred": _("suy ra"),
    "memory": _("theo trí nhớ, cần xác nhận"),
    "own": _("do hệ thống hoặc tỉnh tự đặt"),
}
"""How a definition is known; a screen shows it beside the figure."""

TESTED_DATES = {
    "statutory": _("hạn theo quy định"),
    "committed": _("hạn cam kết"),
    "appointed": _("hạn hẹn trả"),
}

COUNTS_FOR = {
    "receiving": _("tính cho đơn vị tiếp nhận"),
    "settling": _("tính cho đơn vị giải quyết"),
    "owner": _("tính cho đơn vị chủ quản"),
}

ZERO_POLICIES = {
    "full": _("được điểm tối đa"),
    "zero": _("0 điểm"),
    "na": _("không áp dụng, trừ khỏi điểm tối đa"),
    "redistribute": _("chia điểm cho tiêu chí khác"),
    "unknown": _("chưa nguồn nào nói"),
}

LAYERS = {
    "self": _("tự đánh giá"),
    "appraised": _("thẩm định"),
    "survey": _("điều tra xã hội học"),
    "final": _("kết quả cuối cùng"),
}

VALUE_KINDS = {
    "level": _("số tuyệt đối"),
    "share": _("phần trăm của toàn bộ"),
    "of_plan": _("phần trăm kế hoạch năm"),
    "of_estimate": _("phần trăm dự toán"),
    "of_same_period": _("phần trăm so với cùng kỳ"),
    "growth": _("tăng, giảm so với cùng kỳ"),
    "multiple": _("gấp mấy lần cùng kỳ"),
}
