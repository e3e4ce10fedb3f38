"""What is said of a file that cannot be kept, and what to do then."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "petition_draft_unknown": _("Bản nháp này không còn: đã gửi, đã xóa, hoặc để quá 30 ngày. Hãy bắt đầu lại."),
    "petition_file_unknown": _("Không nhận loại tệp này. Hãy gửi ảnh JPG hoặc PNG, tệp PDF, video hoặc ghi âm."),
    "petition_file_too_large": _("Tệp lớn hơn {limit_mb} MB nên không nhận được. Hãy quay ngắn lại hoặc gửi ảnh."),
    "petition_files_too_large": _("Các tệp cộng lại lớn hơn {limit_mb} MB. Hãy bỏ bớt tệp lớn nhất."),
    "petition_too_many_files": _("Đã đủ {limit} tệp loại này. Hãy bỏ bớt một tệp rồi thêm tệp khác."),
    "photo_heic": _("Ảnh ở dạng HEIC. Hãy chụp bằng nút ở trang này, hoặc lưu ảnh thành JPG rồi gửi."),
    "media_broken": _("Tệp bị hỏng hoặc chưa được lưu trọn vẹn. Hãy quay, ghi hoặc chụp lại."),
    "video_too_long": _("Video dài hơn {seconds} giây. Hãy cắt lấy đoạn chính rồi gửi."),
    "voice_too_long": _("Ghi âm dài hơn {seconds} giây. Hãy nói ngắn lại, hoặc viết thành chữ."),
    "video_codec_unknown": _("Video nén theo cách hệ thống chưa đọc được. Hãy gửi ảnh, hoặc quay lại bằng điện thoại."),
    "voice_codec_unknown": _("Ghi âm ở dạng hệ thống chưa đọc được. Lời bạn viết vẫn còn; hãy ghi lại hoặc viết thêm."),
}
