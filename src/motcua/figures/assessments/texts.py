"""What the codes of assessment rounds say to a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "assessment_unknown": _("Không có đợt đánh giá này, hoặc bạn không có phần trong đó."),
    "assessment_sheet_unknown": _("Không có bảng điểm này, hoặc bạn không được xem."),
    "assessment_changed": _("Đợt đánh giá vừa được người khác thay đổi. Hãy xem lại rồi làm tiếp."),
    "assessment_entry_changed": _(
        "{who} vừa ghi điểm khác cho tiêu chí {criterion} trong lúc bạn đang điền. Những gì bạn gõ vẫn còn ở dưới:"
        " xem điểm mới rồi lưu lại nếu vẫn muốn."
    ),
    "assessment_tree_changed": _(
        "Bộ tiêu chí {tree} phiên bản {version} của đợt này không còn như khi lập đợt, nên chưa thể chấm tiếp."
    ),
    "assessment_tree_unfit": _("Bộ tiêu chí “{tree}” không dùng được cho đợt này: chưa đủ điểm tối đa hoặc sai cấp."),
    "assessment_title_missing": _("Ghi tên đợt đánh giá, không quá {most} ký tự."),
    "assessment_deadlines_order": _("Các hạn phải theo thứ tự: tự đánh giá, thẩm định, kiến nghị, công bố."),
    "assessment_post_unknown": _("Không có vị trí công tác này."),
    "assessment_group_unknown": _("Bộ tiêu chí không có nhóm này."),
    "assessment_judge_unknown": _("Vị trí này không còn trong đợt đánh giá."),
    "assessment_nobody": _("Không có đơn vị nào thuộc loại này vào ngày cuối của kỳ."),
    "assessment_unit_there": _("{unit} đã có trong đợt đánh giá."),
    "assessment_sheet_left": _("Bảng điểm này đã được đưa ra khỏi đợt: {reason}"),
    "assessment_no_judges": _("Chưa phân công đủ: cần người thẩm định và hội đồng trả lời kiến nghị."),
    "assessment_open_criteria": _("Còn {sheets} bảng điểm có tiêu chí chưa thẩm định."),
    "assessment_open_appeals": _("Còn {appeals} kiến nghị chưa trả lời."),
    "assessment_not_advancing": _("Đợt này không còn bước nào để chuyển; bước sau là ký công bố."),
    "assessment_not_reopening": _("Đợt này không mở lại được."),
    "assessment_layer_closed": _("Đợt đánh giá đang ở bước “{stage}”, không nhận việc này. Chưa ghi gì."),
    "assessment_deadline_passed": _("Đã hết hạn ngày {until}. Chưa ghi gì; đề nghị người điều hành gia hạn nếu cần."),
    "assessment_submitted": _("Bảng tự đánh giá đã nộp. Muốn sửa, đề nghị người điều hành trả lại."),
    "assessment_not_submitted": _("Bảng này chưa nộp nên không trả lại được."),
    "assessment_self_incomplete": _("Chưa nộp được: còn chưa tự chấm tiêu chí {criteria}."),
    "assessment_computed": _("Tiêu chí {criterion} do hệ thống tính từ hồ sơ, đơn vị không tự chấm."),
    "assessment_not_judge": _("Bạn không được phân công việc này trong đợt đánh giá."),
    "assessment_own_unit": _("Không ai được thẩm định chính mình hoặc đơn vị mình."),
    "assessment_not_signer": _("Chỉ vị trí được nêu khi lập đợt mới ký công bố được."),
    "assessment_own_round": _("Người lập đợt đánh giá không ký công bố kết quả của đợt đó."),
    "assessment_reason_missing": _("Cần ghi lý do."),
    "assessment_text_too_long": _("Viết không quá {most} ký tự."),
    "assessment_value_missing": _("Tiêu chí {criterion} chưa có số liệu."),
    "assessment_answers_missing": _("Tiêu chí {criterion} chưa có câu trả lời nào."),
    "assessment_count_too_large": _("Số “{text}” quá lớn."),
    "assessment_not_scored": _("Số liệu của tiêu chí {criterion} không hợp quy tắc chấm điểm."),
    "assessment_file_unknown": _("Không có tệp này trong tiêu chí."),
    "assessment_appealed": _("Tiêu chí {criterion} đã có kiến nghị."),
    "assessment_answered": _("Kiến nghị này đã được trả lời."),
    "assessment_appeal_unknown": _("Không có kiến nghị này."),
    "assessment_decision_missing": _("Ghi số quyết định công bố."),
    "assessment_signed_later": _("Ngày ký không thể sau hôm nay."),
    "assessment_not_published": _("Kết quả của đợt này chưa công bố."),
    "assessment_survey_unknown": _("Không có bảng điều tra này."),
    "assessment_survey_taken": _("Bảng này đã được ghi vào đợt đánh giá."),
    "assessment_table_too_large": _("Tệp quá lớn: không quá {most} MB và 20.000 dòng."),
    "assessment_table_unreadable": _("Không đọc được bảng “{name}”. Hãy gửi tệp XLSX, hoặc CSV mã UTF-8."),
    "assessment_table_empty": _("Bảng không có dòng nào."),
    "assessment_table_heading": _("Dòng đầu phải có cột “Mã đơn vị” và “Tiêu chí”."),
    "assessment_table_unit": _("“{text}” không có trong đợt đánh giá."),
    "assessment_table_not_survey": _("Tiêu chí {criterion} không nhận điểm từ điều tra hoặc từ nơi khác."),
    "assessment_table_twice": _("trùng đơn vị và tiêu chí với dòng {line}"),
}
