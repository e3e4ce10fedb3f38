"""What the codes of this room say to a person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

STEP_VERB = _("Hoàn thành bước của vai trò")

TEXTS = {
    "action_unknown": _("Không có thao tác “{action}”."),
    "not_in_this_state": _("Không làm được việc này khi hồ sơ đang ở trạng thái hiện tại."),
    "stale": _("Hồ sơ đã thay đổi sau khi bạn mở. Chưa có gì bị mất: hãy xem lại hồ sơ rồi làm tiếp."),
    "dossier_unknown": _("Không tìm thấy hồ sơ này."),
    "components_missing": _("Chưa đủ giấy tờ bắt buộc, nên chưa tiếp nhận được."),
    "component_unknown": _("Hồ sơ này không có loại giấy tờ “{component}”."),
    "data_invalid": _("Thông tin chưa đúng. Hãy sửa các mục được đánh dấu."),
    "required": _("Phải điền mục này."),
    "unknown_field": _("Không có mục này."),
    "not_a_code": _("Mã không đúng dạng."),
    "not_an_instant": _("Thời điểm không đúng dạng ISO 8601."),
    "no_time_zone": _("Thời điểm phải có múi giờ."),
    "not_a_number": _("Phải là số nguyên không âm."),
    "not_true_or_false": _("Phải là đúng hoặc sai."),
    "not_a_list": _("Phải là một danh sách không rỗng."),
    "not_an_item": _("Một dòng trong danh sách không đúng dạng."),
    "supplement_only_once": _(
        "Đã hướng dẫn bổ sung một lần. Chỉ được yêu cầu lại khi giấy tờ nộp bổ sung chưa đúng với lần hướng dẫn đó."
    ),
    "supplement_new_items": _("Lần yêu cầu trước không có các giấy tờ này, nên không được đòi thêm."),
    "forward_needs_unit": _("Hãy chọn bộ phận một cửa có thẩm quyền để chuyển hồ sơ đến."),
    "already_transferred": _("Hồ sơ đã được chuyển cho đơn vị giải quyết."),
    "not_transferred": _("Hồ sơ chưa được chuyển cho đơn vị giải quyết."),
    "transfer_not_competent": _("Đơn vị này không có thẩm quyền giải quyết hồ sơ."),
    "no_step_left": _("Không còn bước nào phải hoàn thành."),
    "nothing_to_assign": _("Không có bước nào để phân công lúc này."),
    "outcome_unknown": _("Bước này không có kết quả “{outcome}”."),
    "process_loop": _("Hồ sơ đã đi qua quá {limit} bước. Hãy kiểm tra lại quy trình nội bộ."),
    "steps_remaining": _("Còn bước phải hoàn thành trước khi ban hành kết quả."),
    "consultations_open": _("Còn {count} ý kiến chưa được trả lời và chưa hết hạn."),
    "consultation_unknown": _("Không tìm thấy yêu cầu lấy ý kiến này."),
    "already_consulted": _("Đơn vị này đang được hỏi ý kiến."),
    "verification_needs_content": _("Hãy ghi nội dung kiểm tra, xác minh."),
    "date_in_the_past": _("Thời điểm phải ở sau bây giờ."),
    "date_in_the_future": _("Thời điểm không được ở sau bây giờ."),
    "no_due_date": _("Hồ sơ đang không có ngày hẹn trả."),
    "reappointed_already": _("Hồ sơ đã được hẹn lại một lần; mỗi hồ sơ chỉ được hẹn lại một lần."),
    "new_due_not_later": _("Ngày hẹn mới phải sau ngày hẹn cũ và sau bây giờ."),
    "already_stopped": _("Hồ sơ đang tạm dừng."),
    "result_kind_unknown": _("Loại kết quả không đúng."),
    "way_unknown": _("Cách trả kết quả không đúng."),
    "papers_closed": _("Đã có kết quả hoặc hồ sơ đã kết thúc, nên không nhận thêm giấy tờ."),
    "documents_too_many": _("Hồ sơ đã có quá {most} tệp."),
    "post_unknown": _("Không tìm thấy vị trí công tác này."),
    "not_the_applicant": _("Chỉ người nộp hồ sơ mới làm được việc này."),
    "held_by_another_post": _("Bước này đã được phân công cho người khác."),
    "lookups_too_many": _("Bạn tra cứu quá nhanh. Hãy đợi một phút rồi thử lại."),
    "slip_not_there": _("Hồ sơ chưa có phiếu này."),
    "anchor_unreadable": _("Không đọc được tệp gốc ở dòng {line}."),
    "not_canonical": _("Nội dung có số lẻ hoặc giá trị không biểu diễn chính xác được."),
    "draft_unknown": _("Không tìm thấy bản nháp này."),
    "draft_moved": _("Bản nháp đã được sửa ở nơi khác. Hãy xem lại trước khi lưu."),
    "erasure_needs_decision": _("Xóa dữ liệu cần số quyết định và căn cứ pháp lý."),
    "erasure_open_dossier": _("Chỉ xóa dữ liệu của hồ sơ đã kết thúc."),
}
