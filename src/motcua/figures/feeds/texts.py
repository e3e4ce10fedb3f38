"""What the codes of feeds say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "series_none": _("Chưa có danh mục chỉ tiêu vào ngày này."),
    "feed_unknown": _("Không có nguồn số liệu này."),
    "feed_ended": _("Nguồn số liệu này đã kết thúc."),
    "feed_broker_missing": _("Chưa cài thư viện MQTT (paho-mqtt)."),
    "feed_topics_refused": _("Máy chủ MQTT không cho tài khoản này nghe các chủ đề {topics}."),
    "feed_broker_refused": _("Máy chủ MQTT từ chối kết nối: {why}."),
    "feed_code_taken": _("Đã có nguồn số liệu mang mã này."),
    "feed_code_wrong": _("Mã gồm chữ thường không dấu, chữ số và dấu gạch nối."),
    "feed_cadence_wrong": _("Nhịp gửi phải từ 1 phút đến 7 ngày."),
    "feed_stale_wrong": _("Giới hạn im lặng phải bằng hoặc dài hơn nhịp gửi, nhiều nhất 30 ngày."),
    "feed_kept_wrong": _("Thời gian giữ các lần đo từ 60 đến 3650 ngày."),
    "feed_kept_same": _("Thời gian giữ các lần đo đang như vậy."),
    "feed_limits_wrong": _("Giá trị nhỏ nhất phải bằng hoặc thấp hơn giá trị lớn nhất."),
    "feed_body_unreadable": _("Không đọc được nội dung: cần JSON, mỗi số đo một đối tượng."),
    "feed_body_empty": _("Không có số đo nào."),
    "feed_too_many": _("Mỗi lần gửi nhiều nhất {most} số đo."),
    "feed_schema_version": _("Phiên bản lược đồ này không được hỗ trợ."),
    "reading_not_object": _("số đo phải là một đối tượng JSON"),
    "reading_field_unknown": _("có trường lạ: {field}"),
    "reading_id_missing": _("thiếu mã số đo"),
    "reading_id_long": _("mã số đo dài quá mức"),
    "reading_twice": _("mã số đo đã có ở dòng trước của lần gửi này"),
    "reading_changed": _("mã số đo đã nhận trước đây với nội dung khác"),
    "reading_unit_unknown": _("không có địa bàn này vào ngày đo"),
    "reading_unit_outside": _("địa bàn nằm ngoài phạm vi của nguồn"),
    "reading_at_unreadable": _("thời điểm không đọc được; cần ISO 8601 kèm múi giờ"),
    "reading_at_future": _("thời điểm ở tương lai; đồng hồ của nguồn chạy nhanh"),
    "reading_at_old": _("thời điểm quá {days} ngày trước"),
    "reading_value_unreadable": _("giá trị không phải là số"),
    "reading_value_not_whole": _("giá trị phải là số nguyên"),
    "reading_value_low": _("giá trị thấp hơn mức nhỏ nhất đã đăng ký"),
    "reading_value_high": _("giá trị cao hơn mức lớn nhất đã đăng ký"),
    "reading_measured_wrong": _("đơn vị đo là {given}, đã đăng ký là {wanted}"),
}
