"""What the codes of the reform report say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_PLACEHOLDERS = {
    "placeholder_open": _("Dấu ngoặc {{{{ hoặc }}}} chưa đóng, hoặc dấu {{% không dùng được: “{text}”."),
    "placeholder_malformed": _(
        "Chỗ điền số liệu viết sai: “{text}”. Viết như hinh:tên_chỉ_số trong hai dấu ngoặc nhọn."
    ),
    "placeholder_unknown": _("Không có loại chỗ điền “{text}”. Các loại: hinh, tu_so, mau_so, so_sanh, bang, phan."),
    "placeholder_option": _("Tùy chọn “{text}” không dùng được ở đây; chỉ có ky_truoc và cung_ky."),
    "placeholder_indicator": _("Không có chỉ số “{text}”."),
    "placeholder_table": _("Không có bảng “{text}”."),
    "placeholder_fragment": _("Không có đoạn “{text}”."),
    "placeholder_not_alone": _("Bảng hoặc đoạn “{text}” phải đứng một mình trên một dòng."),
    "fragment_circular": _("Đoạn gọi vòng lại chính nó: {text}."),
    "section_too_long": _("Một phần của báo cáo dài nhất {text} ký tự."),
}
_TEMPLATES = {
    "outline_missing": _("Không có đề cương báo cáo cho loại kỳ này vào ngày {day}."),
    "outline_unknown": _("Không có đề cương báo cáo “{outline}”."),
    "template_faulty": _("Mẫu có {count} chỗ sai; mẫu đang dùng vẫn giữ nguyên."),
    "template_no_docx": _("Mẫu báo cáo phải là tệp Word (DOCX)."),
    "template_empty": _("Mẫu không có phần nào. Dùng kiểu chữ Heading 1, Heading 2 cho tiêu đề các phần."),
    "template_sections": _("Mẫu có quá nhiều phần; nhiều nhất {text}."),
    "template_external": _("Mẫu có liên kết ra ngoài: {text}. Hãy bỏ liên kết rồi gửi lại."),
    "template_embedded": _("Mẫu có nhúng tệp hoặc chương trình khác: {text}. Hãy bỏ rồi gửi lại."),
    "template_tracked": _(
        "Mẫu còn theo dõi thay đổi (Track Changes) gần “{text}”. Hãy chấp nhận hoặc bỏ các thay đổi rồi gửi lại."
    ),
    "template_picture": _("Mẫu có hình hoặc khung chữ gần “{text}”. Mẫu chỉ nhận chữ và bảng."),
    "template_field": _("Mẫu có trường tự động (mục lục, ngày, tham chiếu) gần “{text}”. Hãy thay bằng chữ."),
    "template_control": _("Mẫu có ô điều khiển hoặc tài liệu lồng gần “{text}”. Hãy thay bằng chữ."),
    "template_note": _("Mẫu có chú thích hoặc bình luận gần “{text}”. Hãy đưa vào lời văn rồi gửi lại."),
    "template_nested": _("Mẫu có bảng lồng trong bảng. Hãy tách ra rồi gửi lại."),
    "template_meanwhile": _("Người khác vừa gửi một mẫu mới. Hãy xem mẫu đó rồi gửi lại nếu vẫn cần."),
    "template_bar": _("Ô của bảng không dùng dấu gạch đứng: “{text}”."),
}
_REPORTS = {
    "reform_unknown": _("Không có báo cáo này."),
    "section_unknown": _("Báo cáo không có phần này."),
    "reform_open_already": _("Kỳ này của đơn vị đã có một bản đang soạn. Hãy mở bản đó."),
    "reform_issued_already": _("Báo cáo của kỳ này đã phát hành. Muốn sửa, hãy mở báo cáo và chọn đính chính."),
    "reform_no_draft": _("Báo cáo không còn là bản nháp nên không sửa được. Chữ bạn gõ vẫn còn trên trang."),
    "section_changed_meanwhile": _(
        "Người khác vừa sửa phần này sau khi bạn mở. Chữ bạn gõ vẫn còn dưới đây; hãy so với bản mới rồi lưu lại."
    ),
    "reform_head": _("Thông tin đầu báo cáo có chỗ sai."),
    "head_too_long": _("Dài quá mức cho phép."),
    "head_day": _("Ngày không đúng. Viết như 20/3/2026."),
    "reform_not_filled": _("Báo cáo chưa có số liệu. Hãy bấm “Lấy số liệu” trước."),
    "reform_not_ready": _("Báo cáo còn {count} việc phải làm trước khi trình."),
    "reform_not_asked": _("{text}. Hãy bấm “Lấy lại số liệu”."),
    "section_unwritten": _("Chưa có nội dung: {text}. Nếu không phát sinh, hãy ghi rõ."),
    "missing_unexplained": _("Còn số liệu thiếu chưa giải trình: {text}."),
    "reform_not_submitted": _("Báo cáo chưa được trình, hoặc đã trả lại."),
    "reform_not_issued": _("Chỉ báo cáo đã phát hành mới đính chính được."),
    "reform_reason": _("Hãy ghi lý do, dài nhất {most} ký tự."),
    "reform_act_unknown": _("Không có việc này."),
    "template_missing": _("Hãy chọn tệp mẫu (DOCX)."),
    "reform_own": _("Bạn là người trình báo cáo này: người khác phải phát hành."),
}
TEXTS = {**_PLACEHOLDERS, **_TEMPLATES, **_REPORTS}
