"""The words for this room's codes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "survey_unknown": _("Không có phiếu khảo sát này."),
    "survey_not_published": _("Phiếu khảo sát này chưa được ban hành."),
    "survey_key_malformed": _(
        "Mã phiếu gồm 3 đến 40 chữ thường không dấu, chữ số và dấu gạch ngang, bắt đầu bằng chữ."
    ),
    "survey_key_taken": _("Mã {key} đã có phiếu khảo sát khác dùng."),
    "survey_malformed": _("Nội dung phiếu khảo sát không đọc được: {detail}."),
    "survey_faulty": _("Phiếu khảo sát còn lỗi nên chưa ban hành được."),
    "survey_from_past": _("Ngày áp dụng không được ở trong quá khứ."),
    "survey_later_version": _("Đã có bản áp dụng từ {on}; chọn ngày sau đó."),
    "survey_title_missing": _("Chưa ghi tên phiếu khảo sát."),
    "survey_decimals": _("Số chữ số thập phân từ 0 đến {most}."),
    "survey_fewest": _("Số phiếu ít nhất để nêu kết quả phải từ 1."),
    "survey_k": _("Nhóm nhỏ nhất trong dữ liệu mở phải có ít nhất 2 người."),
    "survey_reads_nothing": _("Chưa chọn câu hỏi nào để tính hoặc để đếm."),
    "survey_levels_count": _("Thang đo cần từ 2 đến {most} mức."),
    "survey_levels_places": _("Các mức của thang đo phải xếp liền nhau từ 1."),
    "survey_levels_twice": _("Hai mức của thang đo dùng chung một phương án trả lời."),
    "survey_factor_empty": _("Yếu tố “{name}” chưa có tiêu chí nào."),
    "survey_factor_weight": _("Trọng số của yếu tố “{name}” phải lớn hơn 0."),
    "survey_factor_twice": _("Có hai yếu tố cùng mã {name}."),
    "survey_criterion_twice": _("Câu hỏi {name} được tính hai lần."),
    "survey_no_choice": _("Phiếu không có câu hỏi chọn một phương án mang mã {name}."),
    "survey_no_question": _("Phiếu không có câu hỏi mang mã {name}."),
    "survey_choice_without_levels": _("Câu hỏi “{name}” không có phương án nào thuộc thang đo."),
    "survey_trait_steps_missing": _("Câu hỏi “{name}”: phương án {value} chưa có tên gộp."),
    "survey_trait_steps_uneven": _("Câu hỏi “{name}”: các phương án phải có số bậc gộp bằng nhau."),
    "wave_unknown": _("Không có đợt khảo sát này."),
    "wave_malformed": _("Kế hoạch đợt khảo sát còn lỗi."),
    "wave_title_missing": _("Chưa ghi tên đợt khảo sát."),
    "wave_frame_days": _("Khoảng ngày lấy mẫu phải kết thúc sau ngày bắt đầu và không ở tương lai."),
    "wave_ends_past": _("Ngày kết thúc nhận phiếu đã qua."),
    "wave_design_malformed": _("Thiết kế mẫu không hợp lệ hoặc có quá nhiều người."),
    "wave_drawn": _("Mẫu đã chọn rồi nên không sửa được kế hoạch. Muốn khác, lập đợt mới."),
    "wave_seed_malformed": _("Số gốc để chọn mẫu chỉ gồm chữ không dấu và chữ số, không quá 80 ký tự."),
    "wave_frame_empty": _("Trong khoảng ngày này không có hồ sơ nào để chọn mẫu."),
    "wave_state": _("Đợt khảo sát đang ở bước khác nên chưa làm được việc này."),
    "wave_over": _("Đợt khảo sát đã kết thúc. Cảm ơn ông/bà đã quan tâm."),
    "wave_nobody_answered": _("Chưa có ai trả lời nên chưa chốt được số liệu."),
    "wave_margins_wrong": _("Tổng thể để hiệu chỉnh không khớp với phiếu: {margin} {category}."),
    "survey_key_unknown": _("Đường dẫn khảo sát không đúng hoặc không còn dùng được."),
    "survey_answered": _("Phiếu này đã có câu trả lời."),
    "survey_fate_unknown": _("Kết quả tiếp xúc không hợp lệ."),
    "survey_not_your_case": _("Phiếu này giao cho người khác phỏng vấn."),
    "survey_sync_too_long": _("Mỗi lần đồng bộ gửi nhiều nhất {most} phiếu."),
    "survey_line_malformed": _("Phiếu gửi lên không đọc được."),
}
