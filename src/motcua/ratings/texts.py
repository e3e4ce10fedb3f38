"""What refusals of this room and reasons of its integrity report say."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from .integrity import Reason

TEXTS = {
    "rating_token_malformed": _("Đường dẫn đánh giá này không đúng. Hãy quét lại mã QR hoặc mở lại từ thư."),
    "rating_token_forged": _("Mã đánh giá này không phải do hệ thống cấp, hoặc đã bị thu hồi."),
    "rating_token_expired": _("Mã đánh giá này đã hết hạn."),
    "rating_token_revoked": _("Mã đánh giá này đã bị thu hồi."),
    "rating_token_used": _("Hồ sơ này đã được đánh giá. Mỗi hồ sơ đánh giá một lần; xin cảm ơn."),
    "rating_too_early": _("Hồ sơ chưa có kết quả. Hãy đánh giá sau khi nhận kết quả; mã này vẫn dùng được."),
    "rating_too_late": _("Đã quá thời gian đánh giá hồ sơ này ({days} ngày sau khi trả kết quả)."),
    "rating_answer_missing": _("Hãy chọn mức hài lòng của bạn."),
    "rating_answer_unknown": _("Câu trả lời không có trong phiếu. Hãy chọn lại."),
    "rating_words_long": _("Ý kiến dài quá {most} ký tự. Hãy rút ngắn."),
    "rating_contact_long": _("Thông tin liên hệ dài quá {most} ký tự."),
    "rating_too_many": _("Có quá nhiều lần thử từ nơi này. Hãy thử lại sau ít phút."),
    "rating_box_locked": _("Máy này không giữ khóa mở hòm phiếu."),
    "rating_tablet_unknown": _("Máy này chưa được đăng ký để đánh giá tại quầy."),
    "rating_tablet_paired": _("Mã ghép máy đã dùng. Hãy đăng ký lại máy tính bảng."),
    "rating_poster_unknown": _("Không có mã QR này trong phạm vi của bạn."),
    "rating_place_unknown": _("Không có nơi tiếp nhận này trong phạm vi của bạn."),
    "rating_name_missing": _("Hãy đặt tên cho máy, ví dụ “Máy quầy số 2”."),
    "rating_follow_up_unknown": _("Không có việc xử lý đánh giá này trong phạm vi của bạn."),
    "rating_follow_up_own": _("Người bị đánh giá không được tự xử lý đánh giá của mình."),
    "rating_callback_unknown": _("Không có cuộc gọi này trong danh sách của bạn."),
    "rating_callback_own_unit": _("Người của chính nơi được đánh giá không được gọi hỏi ý kiến."),
    "rating_callback_closed": _("Cuộc gọi này đã xong."),
}

REASONS: Final = {
    Reason.STAFF_DEVICE: _("máy mà cán bộ dùng để làm việc"),
    Reason.STAFF_DEVICE_TOP: _("mọi đánh giá từ máy đó đều ở mức cao nhất"),
    Reason.DESK_NETWORK: _("mạng của bộ phận một cửa, trong giờ (có thể là mạng cho khách)"),
    Reason.DESK_NETWORK_CLOSED: _("mạng của bộ phận một cửa, ngoài giờ làm việc"),
    Reason.DEVICE_SOME: _("một máy đánh giá thay vài người"),
    Reason.DEVICE_MANY: _("một máy đánh giá thay nhiều người"),
    Reason.DEVICE_TOP: _("các đánh giá từ máy đó giống nhau, đều ở mức cao nhất"),
    Reason.BURST: _("dồn dập từ một máy trong vài phút"),
    Reason.FAST: _("trả lời nhanh hơn thời gian đọc câu hỏi"),
    Reason.TABLET_RUN: _("máy tính bảng bấm liên tiếp, cách nhau vài giây"),
    Reason.TABLET_TOP: _("chuỗi bấm đó đều ở mức cao nhất"),
    Reason.TABLET_CLOSED: _("máy tính bảng bấm khi quầy đóng cửa"),
    Reason.MORE_THAN_SERVED: _("số đánh giá nhiều hơn hẳn số người được phục vụ trong ngày"),
    Reason.SAME_TEXT: _("lời viết trùng nhau"),
    Reason.SAME_PLACE: _("cùng máy quét lại cùng một mã trong ngày"),
    Reason.SAME_PLACE_HERE: _("cùng loại máy quét lại cùng mã trong ngày, trên mạng của nơi tiếp nhận"),
    Reason.SAME_ANSWERS: _("các câu trả lời trùng khớp, cách nhau vài phút"),
    Reason.OWN_WORDS: _("có lời viết riêng (bớt nghi)"),
    Reason.MIXED: _("các đánh giá từ máy đó khác nhau (bớt nghi)"),
}
