"""What the Open311 server's refusals say."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "open311_key_missing": _("Thiếu api_key."),
    "open311_key_wrong": _("api_key không đúng, đã hết hạn hoặc không được gửi phản ánh."),
    "open311_form_wrong": _("Gửi nội dung theo kiểu application/x-www-form-urlencoded."),
    "open311_jurisdiction_unknown": _("Máy chủ này không phục vụ jurisdiction_id đã nêu."),
    "open311_service_missing": _("Thiếu service_code."),
    "open311_service_unknown": _("Không có service_code này."),
    "open311_location_missing": _("Thiếu nơi xảy ra: cần lat và long, hoặc address_string, hoặc address_id."),
    "open311_point_wrong": _("lat và long phải là hai số, lat từ -90 đến 90, long từ -180 đến 180."),
    "open311_argument_too_long": _("Có nội dung dài quá mức; description nhiều nhất 4.000 ký tự."),
    "attribute_unknown": _("Loại phản ánh này không có thuộc tính {attribute}."),
    "attribute_missing": _("Thiếu thuộc tính bắt buộc {attribute}."),
    "attribute_wrong": _("Giá trị của thuộc tính {attribute} không đúng kiểu."),
    "attribute_twice": _("Thuộc tính {attribute} chỉ nhận một giá trị."),
    "open311_date_wrong": _("Ngày giờ viết theo ISO 8601 và có múi giờ, ví dụ 2026-01-01T00:00:00Z."),
    "open311_dates_reversed": _("start_date phải trước end_date."),
    "open311_range_too_long": _("Mỗi lần hỏi nhiều nhất 90 ngày."),
    "open311_status_wrong": _("status chỉ nhận open hoặc closed."),
    "open311_page_wrong": _("page từ 1, page_size từ 1 đến 1000, và không quá 10.000 phản ánh đầu."),
    "open311_too_many_ids": _("Mỗi lần hỏi nhiều nhất 100 mã."),
    "open311_request_unknown": _("Không có phản ánh này, hoặc phản ánh chưa công khai."),
    "open311_token_unknown": _("Không có token này."),
}
