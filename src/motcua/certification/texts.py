"""What refusals of this room say."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "certification_kind_unknown": _("Không có loại chứng thực này."),
    "certification_terms_missing": _("Chưa có mức phí và lời chứng đang có hiệu lực cho loại chứng thực này."),
    "certification_terms_past": _("Chỉ đặt được từ hôm nay trở đi; việc đã chứng thực giữ nguyên mức phí, lời chứng."),
    "certification_terms_later_one": _("Đã có mức phí, lời chứng từ ngày {on} trở đi."),
    "certification_amount_wrong": _("Số này không hợp lệ."),
    "certification_place_unknown": _("Lời chứng có chỗ điền không biết: {place}."),
    "certification_place_missing": _("Lời chứng phải có chỗ điền số chứng thực và quyển số: {{number}}, {{book}}."),
    "certification_not_here": _("Đơn vị của bạn không chứng thực: chỉ Ủy ban nhân dân cấp xã mở sổ chứng thực."),
    "certification_nothing": _("Hãy ghi ít nhất một giấy tờ."),
    "certification_lines_too_many": _("Mỗi lần nhiều nhất {most} giấy tờ."),
    "certification_at_least_one": _("Phải từ 1 trở lên."),
    "certification_copies_too_many": _("Nhiều nhất 1.000 bản mỗi lần; nhiều hơn thì làm nhiều lần."),
    "certification_pages_too_many": _("Nhiều nhất 2.000 trang."),
    "certification_title_too_long": _("Tên giấy tờ dài quá 200 ký tự, hãy ghi gọn."),
    "certification_signer_unknown": _("Chọn người ký chứng thực."),
    "certification_name_missing": _("Ghi họ và tên người yêu cầu chứng thực."),
    "certification_number_missing": _("Loại chứng thực này phải có số định danh của người yêu cầu (12 chữ số)."),
    "certification_paid_how_unknown": _("Chọn cách thu phí."),
    "certification_book_closed": _("Sổ chứng thực này đã khóa, không ghi thêm được."),
    "certification_entry_unknown": _("Không có số chứng thực này trong sổ của đơn vị."),
    "certification_entry_struck": _("Số chứng thực này đã gạch bỏ trước đó."),
    "certification_reason_missing": _("Ghi lý do gạch bỏ, người khác sẽ đọc."),
    "certification_year_not_over": _("Sổ chỉ khóa được khi hết năm."),
    "certification_book_empty": _("Sổ này chưa có số nào."),
    "certification_not_a_pdf": _("Bản điện tử phải là tệp PDF đọc được số trang."),
}
