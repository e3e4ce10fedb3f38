"""What the codes of publishing, rolling up and open data say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "exchange_place_unknown": _("“{place}” không phải thư mục hay địa chỉ s3://thùng/tiền-tố."),
    "exchange_no_space": _("Không ghi được vào {place}: {why}."),
    "exchange_busy": _("Một tiến trình khác vừa công bố vào {place}; hãy chạy lại."),
    "exchange_nothing_there": _("{place} không có số liệu nào được công bố."),
    "exchange_manifest_damaged": _("Bản kê số liệu công bố ở {place} bị hỏng hoặc bị cắt cụt."),
    "exchange_format_unknown": _("Số liệu công bố của {cell} ({place}) theo khuôn dạng lạ: {found}."),
    "exchange_schema_newer": _(
        "Số liệu của {cell} ({place}) theo cấu trúc phiên bản {found},"
        " mới hơn phiên bản {known} mà chương trình này biết."
    ),
    "exchange_rules_newer": _(
        "Số liệu của {cell} ({place}) được dựng theo quy tắc phiên bản {found},"
        " mới hơn phiên bản {known} mà chương trình này biết."
    ),
    "exchange_file_missing": _("Số liệu của {cell} ({place}) thiếu tệp {file}."),
    "exchange_file_damaged": _("Số liệu của {cell} ({place}) có tệp hỏng hoặc bị cắt cụt: {file}."),
    "exchange_other_cell": _("{place} đã chứa số liệu của {found}, không phải của {cell}."),
    "exchange_cell_unclear": _("Số liệu có {count} đơn vị cấp tỉnh; hãy nêu mã đơn vị bằng --unit."),
    "exchange_cell_twice": _("Số liệu của {cell} được đưa vào hai lần: {places}."),
    "exchange_schemas_differ": _("Các nơi dùng cấu trúc số liệu khác nhau, không cộng được: {groups}."),
    "exchange_rules_differ": _("Các nơi dựng số liệu theo quy tắc khác nhau, không cộng được: {groups}."),
    "exchange_measures_differ": _("Các nơi hiểu số đo khác nhau, không cộng được: {groups}."),
    "exchange_definitions_differ": _(
        "Các nơi định nghĩa chỉ tiêu {indicator} khác nhau trong kỳ này, không cộng được: {groups}."
    ),
    "exchange_inexact_then": _("Số liệu của {cell} chỉ đúng từ {since}, không trả lời được cho thời điểm sớm hơn."),
    "exchange_spark_missing": _(
        "Không chạy được Spark ({why}); hãy cài: pip install 'motcua[spark]' và Java 17 hoặc 21."
    ),
    "exchange_as_of_differs": _(
        "số liệu các nơi không cùng thời điểm: cũ nhất là {oldest} ({earliest}), mới nhất là {newest} ({latest});"
        " thêm --together để tính cùng một thời điểm"
    ),
    "exchange_clock_ahead": _("đồng hồ của {cells} chạy trước giờ ở đây ({now})"),
    "exchange_period_not_over": _("số liệu của {cells} chưa đến hết kỳ ({last})"),
}
