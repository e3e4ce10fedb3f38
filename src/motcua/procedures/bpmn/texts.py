"""The words for what is told about a BPMN file."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    # refused
    "bpmn_too_long": _("Tệp BPMN quá lớn, nhiều nhất {most} byte."),
    "bpmn_too_big": _(
        "Tệp BPMN có quá nhiều phần tử (nhiều nhất {most}) hoặc lồng nhau quá sâu (nhiều nhất {depth} tầng)."
    ),
    "bpmn_doctype": _("Tệp có khai báo DOCTYPE hoặc thực thể XML nên không được đọc."),
    "bpmn_not_xml": _("Tệp không phải XML đúng (dòng {line}, cột {column})."),
    "bpmn_no_definitions": _("Tệp không phải BPMN 2.0: phần tử gốc phải là definitions của BPMN."),
    "bpmn_one_process": _(
        "Tệp phải có đúng một quy trình trong một pool; tệp này có {processes} quy trình, {pools} pool."
    ),
    "bpmn_id_repeated": _("Mã “{element}” xuất hiện {times} lần trong tệp."),
    "bpmn_id_missing": _("Có phần tử {element} không mang mã."),
    "bpmn_element_unknown": _(
        "Phần tử {element} không nằm trong phần BPMN mà hệ thống đọc được; bỏ nó thì thành quy trình khác."
    ),
    "bpmn_attribute_unknown": _("Giá trị “{value}” của {attribute} không có trong danh mục."),
    "bpmn_flow_loose": _("Mũi tên dẫn đến phần tử không có: “{target}”."),
    "bpmn_flow_into_event": _("Mũi tên dẫn vào sự kiện bắt đầu hoặc hẹn giờ."),
    "bpmn_one_start": _("Quy trình phải có đúng một điểm bắt đầu; tệp này có {starts}."),
    "bpmn_start_branches": _("Điểm bắt đầu phải dẫn đến đúng một bước."),
    "bpmn_no_end": _("Quy trình không có điểm kết thúc."),
    "bpmn_end_missing": _("Sau “{name}” không có mũi tên nào: thiếu điểm kết thúc."),
    "bpmn_fork": _("“{name}” chia thành nhiều nhánh chạy song song; hệ thống chỉ nhận rẽ nhánh qua cổng chọn một."),
    "bpmn_gateway_loop": _("Các cổng nối nhau thành vòng không có bước nào."),
    "bpmn_too_many_ways": _("Một bước có nhiều hơn {most} hướng xử lý."),
    # kept, assumed, left out
    "bpmn_kept": _("Đã nhận {steps} bước, {outcomes} hướng xử lý, {lanes} làn."),
    "bpmn_machine_by_hand": _("“{name}” là {element}, tạm nhận là bước do người làm."),
    "bpmn_name_assumed": _("Bước không có tên, tạm lấy mã làm tên."),
    "bpmn_key_changed": _("Mã bước bị trùng, đã đổi thành {key}."),
    "bpmn_role_assumed": _("“{name}” ở làn “{lane}” không rõ vai trò, tạm giao {role}."),
    "bpmn_limit_assumed": _("“{name}” chưa có thời hạn, tạm lấy 1 ngày làm việc."),
    "bpmn_timer_reminds": _("Hẹn giờ “{name}” được nhận là lời nhắc; ai được quyết định thay thì phải ghi căn cứ."),
    "bpmn_left_out": _("Không nhận phần tử {element}."),
    "bpmn_foreign_left_out": _("Không nhận phần mở rộng {element} của chương trình khác."),
    "bpmn_trigger_left_out": _("Không nhận {element}: hồ sơ vào và ra quy trình theo quy định của thủ tục."),
    "bpmn_condition_taken": _("Điều kiện “{condition}” của hướng {outcome} được nhận; xin đối chiếu tên với biểu mẫu."),
    "bpmn_condition_left_out": _("Không nhận điều kiện “{condition}” của hướng {outcome}: người làm bước này tự chọn."),
    "bpmn_timer_left_out": _("Không nhận hẹn giờ “{name}”: thời gian “{time}” không phải khoảng giờ hoặc ngày."),
    "bpmn_more_notes": _("và {more} điều nữa"),
}
