"""What the words of the lifecycle are called on the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from motcua.petitions.hotline.rules import Outcome, Why, WrapUp
from motcua.petitions.lifecycle import Action, Channel, Flag, Kind, State

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Words = Mapping[str, StrPromise]

STATES: Final[Words] = {
    State.NEW: _("Mới nhận"),
    State.VERIFIED: _("Chờ giao việc"),
    State.ASSIGNED: _("Đã giao đơn vị"),
    State.IN_PROGRESS: _("Đang xử lý"),
    State.ANSWERED: _("Chờ duyệt trả lời"),
    State.APPROVED: _("Đã duyệt, chờ công khai"),
    State.PUBLISHED: _("Đã công khai"),
    State.CLOSED: _("Đã đóng"),
    State.REJECTED: _("Không tiếp nhận"),
    State.MERGED: _("Đã gộp"),
    State.FORWARDED: _("Đã chuyển nơi khác"),
    State.LED_AWAY: _("Chuyển giải quyết khiếu nại, tố cáo"),
}

STATE_LOOK: Final[Mapping[str, str]] = {
    State.NEW: "son",
    State.VERIFIED: "soon",
    State.ASSIGNED: "neutral",
    State.IN_PROGRESS: "neutral",
    State.ANSWERED: "soon",
    State.APPROVED: "soon",
    State.PUBLISHED: "ontime",
    State.CLOSED: "ontime",
}

FLAGS: Final[Words] = {
    Flag.URGENT: _("Khẩn"),
    Flag.ANONYMOUS: _("Ẩn danh"),
    Flag.ASKED: _("Đang hỏi người gửi"),
    Flag.EXTENDED: _("Đã gia hạn"),
    Flag.RETURNED_TO_UNIT: _("Trả lại đơn vị"),
    Flag.RETURNED_TO_DESK: _("Đơn vị trả lại"),
    Flag.REOPENED: _("Mở lại"),
    Flag.WITHHELD: _("Không công khai"),
    Flag.RATED: _("Đã đánh giá"),
}

FLAG_LOOK: Final[Mapping[str, str]] = {
    Flag.URGENT: "late",
    Flag.REOPENED: "late",
    Flag.ANONYMOUS: "neutral",
    Flag.WITHHELD: "neutral",
    Flag.RATED: "ontime",
}

KINDS: Final[Words] = {
    Kind.STREET: _("Sự việc ngoài hiện trường"),
    Kind.CONDUCT: _("Thái độ, hành vi của cán bộ"),
    Kind.RULE_CONTENT: _("Nội dung quy định"),
    Kind.INITIATIVE: _("Sáng kiến, đề xuất"),
}

CHANNELS: Final[Words] = {
    Channel.WEB: _("Trang web"),
    Channel.PHONE_PAGE: _("Trang trên điện thoại"),
    Channel.HOTLINE: _("Tổng đài 1022"),
    Channel.EMAIL: _("Thư điện tử"),
    Channel.ZALO: _("Zalo"),
    Channel.SMS: _("Tin nhắn SMS"),
    Channel.SUGGESTION_BOX: _("Hòm thư góp ý"),
    Channel.QR: _("Mã QR"),
    Channel.PAPER: _("Đơn giấy"),
    Channel.OPEN311: _("Ứng dụng khác (Open311)"),
    Channel.NATIONAL: _("Hệ thống quốc gia"),
}

ACTIONS: Final[Words] = {
    Action.VERIFY: _("Phân loại xong"),
    Action.REJECT: _("Không tiếp nhận"),
    Action.MERGE: _("Gộp vào phản ánh khác"),
    Action.UNMERGE: _("Tách ra lại"),
    Action.LEAD_AWAY: _("Chuyển giải quyết khiếu nại, tố cáo"),
    Action.FORWARD: _("Chuyển cơ quan khác"),
    Action.ASK_SENDER: _("Hỏi thêm người gửi"),
    Action.SENDER_ANSWERS: _("Ghi lời người gửi trả lời"),
    Action.GO_ON: _("Làm tiếp, không chờ người gửi"),
    Action.ASSIGN: _("Giao đơn vị"),
    Action.TAKE: _("Nhận việc"),
    Action.RETURN_TO_OPERATOR: _("Trả lại tổng đài"),
    Action.EXTEND: _("Gia hạn"),
    Action.ANSWER: _("Trả lời"),
    Action.RETURN_TO_UNIT: _("Trả lại đơn vị"),
    Action.APPROVE: _("Duyệt trả lời"),
    Action.PUBLISH: _("Công khai"),
    Action.WITHHOLD: _("Không công khai"),
    Action.RATE: _("Ghi đánh giá của người gửi"),
    Action.REOPEN: _("Mở lại"),
    Action.CLOSE: _("Đóng"),
    Action.MARK_URGENT: _("Đánh dấu khẩn"),
    Action.CROSS_NOTICE: _("Báo ngay đơn vị khác"),
    Action.CORRECT: _("Sửa phân loại, địa điểm"),
    Action.RECORD_APOLOGY: _("Ghi việc xin lỗi"),
}

REASONS: Final[Words] = {
    "not_clear": _("Nội dung không rõ"),
    "not_ours": _("Không thuộc phạm vi tiếp nhận"),
    "spam": _("Tin rác, quảng cáo"),
    "no_ground": _("Không có căn cứ"),
    "anonymous_not_allowed": _("Loại việc này phải có tên và cách liên hệ"),
    "out_of_province": _("Nơi xảy ra ngoài tỉnh"),
    "other": _("Lý do khác"),
}

WAYS: Final[Words] = {"letter": _("Thư xin lỗi"), "meeting": _("Gặp trực tiếp"), "call": _("Gọi điện")}

TRACKS: Final[Words] = {"complaint": _("Khiếu nại"), "denunciation": _("Tố cáo")}

WRAP_UPS: Final[Words] = {
    WrapUp.PETITION: _("Đã ghi phản ánh"),
    WrapUp.FOLLOWS: _("Theo dõi phản ánh đã có"),
    WrapUp.ASKED_AFTER: _("Hỏi kết quả"),
    WrapUp.TOLD: _("Đã giải đáp"),
    WrapUp.CALL_BACK: _("Hẹn gọi lại"),
    WrapUp.COMPLAINT: _("Khiếu nại, tố cáo: đã hướng dẫn"),
    WrapUp.EMERGENCY: _("Cấp cứu: chuyển 113, 114, 115"),
    WrapUp.CUT_OFF: _("Đứt giữa chừng"),
    WrapUp.SILENT: _("Không ai nói"),
    WrapUp.ABUSE: _("Quấy rối"),
    WrapUp.WRONG_NUMBER: _("Nhầm số"),
}

WHYS: Final[Words] = {
    Why.MISSED: _("Cuộc gọi nhỡ"),
    Why.TELL: _("Báo kết quả"),
    Why.ASK: _("Hỏi thêm"),
    Why.RATE: _("Hỏi mức hài lòng"),
    Why.APOLOGISE: _("Xin lỗi vì trễ"),
}

OUTCOMES: Final[Words] = {
    Outcome.REACHED: _("Đã nói chuyện"),
    Outcome.NO_ANSWER: _("Không nghe máy"),
    Outcome.WRONG_NUMBER: _("Nhầm số"),
    Outcome.REFUSED: _("Không muốn nghe"),
}

CRITERION_VERDICTS: Final[Words] = {"above": _("tốt hơn mặt bằng"), "below": _("kém hơn mặt bằng")}

PILES: Final[Words] = {
    "new": _("Chờ phân loại"),
    "to_assign": _("Chờ giao việc"),
    "returned": _("Trả lại, phải xem tiếp"),
    "to_handle": _("Đơn vị tôi phải làm"),
    "to_approve": _("Chờ duyệt trả lời"),
    "to_publish": _("Chờ công khai"),
    "waiting": _("Chờ người gửi"),
    "urgent": _("Khẩn"),
    "late": _("Quá hạn"),
    "at_risk": _("Sắp quá hạn"),
    "apology": _("Phải xin lỗi"),
    "led_away": _("Khiếu nại, tố cáo đã tách"),
    "all_open": _("Tất cả đang mở"),
    "done": _("Đã xong"),
}

EVENTS: Final[Words] = {
    "submitted": _("Người dân gửi"),
    "verified": _("Phân loại xong"),
    "rejected": _("Không tiếp nhận"),
    "merged": _("Gộp vào phản ánh khác"),
    "unmerged": _("Tách ra lại"),
    "led_away": _("Chuyển giải quyết khiếu nại, tố cáo"),
    "forwarded": _("Chuyển cơ quan khác"),
    "sender_asked": _("Hỏi thêm người gửi"),
    "sender_answered": _("Người gửi trả lời"),
    "went_on": _("Làm tiếp, không chờ người gửi"),
    "assigned": _("Giao đơn vị"),
    "taken": _("Đơn vị nhận việc"),
    "returned_to_desk": _("Đơn vị trả lại"),
    "extended": _("Gia hạn"),
    "answered": _("Đơn vị trả lời"),
    "returned_to_unit": _("Trả lại đơn vị"),
    "approved": _("Duyệt trả lời"),
    "published": _("Công khai"),
    "withheld": _("Không công khai"),
    "rated": _("Người gửi đánh giá"),
    "reopened": _("Mở lại"),
    "closed": _("Đóng"),
    "urgent": _("Đánh dấu khẩn"),
    "cross_noticed": _("Báo ngay đơn vị khác"),
    "corrected": _("Sửa phân loại, địa điểm"),
    "warned": _("Nhắc sắp đến hạn"),
    "apology_due": _("Trễ hạn, phải xin lỗi"),
    "apologised": _("Đã xin lỗi"),
    "moved": _("Đơn vị kế thừa nhận"),
    "withdrawn": _("Người gửi rút lại"),
    "data_erased": _("Xóa dữ liệu theo luật"),
}

STEPS: Final[Words] = {
    "reject": _("Từ chối tiếp nhận"),
    "ask": _("Hỏi thêm người gửi"),
    "forward": _("Giao hoặc chuyển đi"),
    "handle": _("Xử lý, trả lời"),
    "urgent": _("Việc khẩn có người nhận"),
    "approve": _("Duyệt trả lời"),
    "publish": _("Công khai"),
    "sender": _("Chờ người gửi"),
    "settle": _("Người gửi mở lại"),
    "apology": _("Xin lỗi vì trễ"),
}
