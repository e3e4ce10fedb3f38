"""What errors of the simulator say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "simulation_unfinished": _("một lịch sử giả lập trước đó chưa xong: chạy lại với --resume"),
    "simulation_running": _("đang có một lần giả lập khác chạy"),
    "simulation_days": _("khoảng ngày {first} – {last} không dùng được: phải theo thứ tự và kết thúc trước hôm nay"),
    "simulation_disturbed": _("có quá nhiều hồ sơ đang được nộp cùng lúc, thử lại sau"),
    "nothing_is_open": _("không có thủ tục nào nộp được trong khoảng ngày này"),
    "spec_toml": _("tệp không phải TOML hợp lệ: {why}"),
    "spec_format": _("cần format = {wanted}"),
    "spec_key": _("không có mục này"),
    "spec_name": _("không có giá trị “{name}”"),
    "spec_no_group": _("cần ít nhất một [[group]]"),
    "spec_days": _("cần from và to là ngày, theo đúng thứ tự, có ngày làm việc"),
    "spec_value": _("“{value}” không phải một số đếm hay một tỷ lệ như “62,5%”"),
    "spec_groups_meet": _("nhóm này và nhóm “{other}” có thể cùng chứa một hồ sơ, hoặc trùng tên"),
    "spec_rate": _("không có số nguyên nào trên {whole} cho ra {value}"),
    "spec_sum": _("các dòng cộng lại từ {low} đến {high}, không thể bằng {whole}"),
    "spec_nothing": _("không có hồ sơ nào nộp được cho “{name}” trong khoảng ngày này"),
    "spec_beside": _("dòng này không thể đúng cùng lúc với các dòng trước nó"),
    "spec_change": _("danh mục thủ tục hoặc đơn vị thay đổi ngày {day} trong nhóm này: chia nhóm tại ngày đó"),
    "spec_not_over": _("nhóm này chưa thể kết thúc trước {day}"),
    "spec_key_missing": _("thiếu bảng {name}"),
    "spec_papers": _("không thể có {value}: theo các dòng khác, con số nằm từ {low} đến {high}"),
    "spec_registry_more": _("đang có {there}, nhiều hơn {value}; thủ tục có sẵn không bị bãi bỏ"),
    "spec_registry_later": _("các quyết định này phải có hiệu lực sau ngày đếm danh mục {day}"),
    "spec_stock": _("chỉ còn {there} thủ tục giả lập, cần {needed} để sửa đổi, bãi bỏ"),
    "spec_nobody": _("không có người giữ vai “{role}” (hoặc mã xác thực của họ đã dùng cho ngày sau)"),
}
