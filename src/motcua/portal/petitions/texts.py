"""What refusals of this front end say: what to do, and that nothing is lost."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "petition_begins_too_many": _(
        "Mạng bạn dùng vừa có quá nhiều phản ánh. Lời bạn viết vẫn ở đây; thử lại sau {minutes} phút, hoặc gọi 1022."
    ),
    "petition_files_too_often": _("Quá nhiều tệp trong một giờ. Thử lại sau {minutes} phút; phần đã gửi vẫn được giữ."),
    "petition_sends_too_many": _(
        "Đã có quá nhiều phản ánh từ mạng hoặc cách liên hệ này. Bản nháp vẫn được giữ; gửi lại sau {minutes} phút."
    ),
    "petition_lookups_too_many": _("Bạn thử quá nhiều lần. Hãy đợi {minutes} phút rồi thử lại, hoặc gọi 1022."),
    "petition_honeypot": _("Có một ô phải để trống. Hãy xóa chữ trong ô đó rồi gửi lại; lời bạn viết vẫn được giữ."),
    "petition_proof_stale": _("Trang này mở đã lâu. Hãy bấm gửi lần nữa; lời bạn viết vẫn được giữ."),
    "petition_proof_missing": _("Hãy trả lời câu hỏi rồi gửi."),
    "petition_question_wrong": _("Chưa đúng. Hãy trả lời câu hỏi mới rồi gửi."),
    "petition_key_invalid": _("Yêu cầu không đúng dạng. Hãy mở lại trang gửi rồi thử lại."),
    "petition_poster_unknown": _("Mã này không phải của hệ thống. Hãy mở trang gửi phản ánh."),
}
