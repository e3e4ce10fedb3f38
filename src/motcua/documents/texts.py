"""The words for this room's codes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "file_empty": _("Tệp này trống (0 byte). Hãy chọn lại tệp."),
    "file_too_large": _("Tệp lớn hơn {limit_mb} MB. Hãy giảm dung lượng, hoặc tách thành nhiều tệp, rồi gửi lại."),
    "too_many_files": _("Mỗi hồ sơ nhận nhiều nhất {limit} tệp. Hãy gộp các trang vào một tệp PDF."),
    "dossier_files_too_large": _("Các tệp của hồ sơ cộng lại lớn hơn {limit_mb} MB. Hãy giảm dung lượng các tệp."),
    "upload_incomplete": _("Tệp chưa được gửi trọn vẹn vì đường truyền bị ngắt. Hãy gửi lại tệp."),
    "file_type_not_allowed": _("Không nhận loại tệp này ({found}). Hãy gửi một trong các loại: {allowed}."),
    "file_type_mismatch": _(
        "Tệp mang tên {said} nhưng nội dung là {found}. Hãy lưu lại tệp cho đúng loại rồi gửi lại."
    ),
    "file_protected": _("Tệp có đặt mật khẩu nên không mở được. Hãy bỏ mật khẩu rồi gửi lại."),
    "pdf_protected": _("Tệp PDF có đặt mật khẩu nên không mở được. Hãy bỏ mật khẩu rồi gửi lại."),
    "pdf_malformed": _("Tệp PDF bị hỏng hoặc chưa được lưu trọn vẹn. Hãy mở lại, lưu thành tệp PDF mới rồi gửi lại."),
    "pdf_too_complex": _("Tệp PDF quá phức tạp nên không kiểm tra được. Hãy in ra tệp PDF mới rồi gửi lại."),
    "image_broken": _("Tệp ảnh bị hỏng hoặc chưa được lưu trọn vẹn. Hãy chụp hoặc quét lại."),
    "image_too_large": _("Ảnh có quá nhiều điểm ảnh ({width} × {height}). Hãy quét với độ phân giải thấp hơn."),
    "office_broken": _("Tệp văn bản bị hỏng. Hãy mở lại, lưu thành tệp mới rồi gửi lại."),
    "office_macros": _(
        "Tệp có chứa macro nên không được nhận. Hãy lưu thành tệp không có macro (DOCX, XLSX) hoặc PDF."
    ),
    "office_unpacks_too_large": _(
        "Tệp văn bản được nén bất thường nên không được nhận. Hãy lưu thành tệp PDF rồi gửi."
    ),
    "storage_unavailable": _("Kho tệp tạm thời không ghi được. Chưa có gì được lưu; xin gửi lại sau ít phút."),
    "scanner_unavailable": _("Bộ quét vi-rút tạm thời không trả lời. Tệp sẽ được quét lại sau."),
    "file_not_scanned": _("Tệp đang chờ quét vi-rút nên chưa mở được. Xin thử lại sau ít phút."),
    "file_infected": _("Tệp bị nhiễm vi-rút và đã được cách ly, không ai mở được."),
    "file_erased": _("Tệp này đã được xóa theo quy định."),
    "file_unreadable": _("Không đọc được tệp từ kho. Người quản trị đã được báo."),
    "print_template_unknown": _("Không có mẫu in này ({template})."),
    "print_failed": _("Không tạo được bản in. Dữ liệu của hồ sơ vẫn còn nguyên; xin thử lại."),
    # letters from templates
    "letter_too_long": _("Mẫu quá dài, nhiều nhất {most} chữ hoặc dòng."),
    "letter_empty": _("Mẫu chưa có nội dung."),
    "letter_title": _("Mẫu phải có tiêu đề, nhiều nhất {most} chữ."),
    "letter_nothing_open": _("Không có phần nào đang mở để ghi “{found}”."),
    "letter_part_unknown": _(
        "Không hiểu “{found}”: viết “nếu <điều kiện>”, “mỗi <danh sách>”, “nếu không” hoặc “hết”."
    ),
    "letter_part_open": _("Phần này chưa có dòng “::: hết”."),
    "letter_too_deep": _("Các phần lồng nhau quá {most} lớp."),
    "letter_table_uneven": _("Các dòng của bảng phải có số ô bằng nhau, nhiều nhất {most} cột."),
    "letter_place_malformed": _("Trong hai ngoặc nhọn phải là tên một dữ liệu, không phải “{found}”."),
    "letter_place_unknown": _("Không có dữ liệu “{named}” để điền."),
    "letter_row_outside": _("“{named}” chỉ dùng được trong phần “mỗi …”."),
    "letter_format_unknown": _("“{named}” không viết được theo dạng “{form}”."),
    "letter_fact_unknown": _("Điều kiện hỏi @{named}, không có dữ kiện này."),
    "letter_field_unknown": _("Điều kiện hỏi {named}, tờ khai không có mục này."),
    "letter_group_unknown": _("Không có danh sách “{named}” để lặp."),
    "letter_rows_nested": _("Không lặp danh sách “{named}” bên trong một danh sách khác."),
    "letter_faulty": _("Mẫu còn lỗi ở dòng {line}."),
    "letter_too_large": _("Văn bản dài quá mức cho phép ({most})."),
}
