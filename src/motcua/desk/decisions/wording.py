"""What the codes of decisions are called on the desk, in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from motcua.desk.wording import words
from motcua.procedures.lifecycle import DecisionAct, DecisionKind, DecisionNoteKind, DecisionState, ItemKind
from motcua.procedures.models import Decision
from motcua.web.life_events import LIFE_EVENTS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Words = Mapping[str, str | StrPromise]

KINDS: Words = {
    DecisionKind.NEW: _("Ban hành mới"),
    DecisionKind.AMENDED: _("Sửa đổi, bổ sung"),
    DecisionKind.REPLACED: _("Thay thế"),
    DecisionKind.ABOLISHED: _("Bãi bỏ"),
    DecisionKind.STANDARDISED: _("Chuẩn hóa"),
    DecisionKind.INTERNAL_PROCESS: _("Quy trình nội bộ"),
    DecisionKind.DECENTRALISATION: _("Phân cấp thẩm quyền"),
    DecisionKind.AUTHORISATION: _("Ủy quyền có thời hạn"),
    DecisionKind.BASELINE: _("Danh mục gốc"),
}
DRAFTED_KINDS = tuple(kind for kind in DecisionKind if kind is not DecisionKind.BASELINE)

STATES: Words = {
    DecisionState.DRAFT: pgettext_lazy("decision", "Đang soạn"),
    DecisionState.SUBMITTED: pgettext_lazy("decision", "Chờ kiểm soát"),
    DecisionState.CHECKED: pgettext_lazy("decision", "Chờ ký"),
    DecisionState.SIGNED: pgettext_lazy("decision", "Đã ký, chưa vào danh mục"),
    DecisionState.IN_FORCE: pgettext_lazy("decision", "Có hiệu lực"),
    DecisionState.WITHDRAWN: pgettext_lazy("decision", "Đã bỏ"),
}
LOOKS = {
    DecisionState.DRAFT: "neutral",
    DecisionState.SUBMITTED: "soon",
    DecisionState.CHECKED: "soon",
    DecisionState.SIGNED: "late",
    DecisionState.IN_FORCE: "ontime",
    DecisionState.WITHDRAWN: "paused",
}

ITEMS: Words = {
    ItemKind.PROCEDURE: _("Nội dung thủ tục"),
    ItemKind.ABOLITION: _("Bãi bỏ thủ tục"),
    ItemKind.LOCAL_TERMS: _("Thời hạn cam kết, lệ phí của tỉnh"),
    ItemKind.SERVICE_LEVEL: _("Mức độ dịch vụ công trực tuyến"),
    ItemKind.TAG: _("Danh sách được nêu tên"),
    ItemKind.COMPETENCE: _("Thẩm quyền giải quyết"),
    ItemKind.PROCESS: _("Quy trình nội bộ"),
    ItemKind.FORM: _("Biểu mẫu điện tử"),
    ItemKind.TEMPLATE: _("Mẫu văn bản"),
}

NOTES: Words = {
    DecisionNoteKind.DRAFTED: _("Bắt đầu soạn"),
    DecisionNoteKind.EDITED: _("Sửa phần chung"),
    DecisionNoteKind.ITEM_ADDED: _("Thêm mục"),
    DecisionNoteKind.ITEM_EDITED: _("Sửa mục"),
    DecisionNoteKind.ITEM_REMOVED: _("Bỏ mục"),
    DecisionNoteKind.SUBMIT: _("Trình kiểm soát"),
    DecisionNoteKind.RECALL: _("Rút về để sửa"),
    DecisionNoteKind.CHECK: _("Kiểm soát xong"),
    DecisionNoteKind.REOPEN: _("Trả lại người soạn"),
    DecisionNoteKind.SIGN: _("Đã ký"),
    DecisionNoteKind.PUT_IN_FORCE: _("Đưa vào danh mục"),
    DecisionNoteKind.WITHDRAW: _("Bỏ quyết định"),
}

ACTS: Words = {
    DecisionAct.SUBMIT: _("Trình kiểm soát"),
    DecisionAct.RECALL: _("Rút về để sửa"),
    DecisionAct.CHECK: _("Xác nhận kiểm soát"),
    DecisionAct.REOPEN: _("Trả lại người soạn"),
    DecisionAct.SIGN: _("Ký quyết định"),
    DecisionAct.PUT_IN_FORCE: _("Đưa vào danh mục"),
    DecisionAct.WITHDRAW: _("Bỏ quyết định này"),
}
DONE: Words = {
    DecisionAct.SUBMIT: _("Đã trình kiểm soát."),
    DecisionAct.RECALL: _("Đã rút về, sửa tiếp được."),
    DecisionAct.CHECK: _("Đã xác nhận kiểm soát. Quyết định chờ ký."),
    DecisionAct.REOPEN: _("Đã trả lại người soạn."),
    DecisionAct.SIGN: _("Đã ký."),
    DecisionAct.PUT_IN_FORCE: _("Đã đưa vào danh mục thủ tục."),
    DecisionAct.WITHDRAW: _("Đã bỏ quyết định. Nội dung vẫn được lưu."),
}

LEVELS: Words = {
    "ministry": _("Bộ, ngành"),
    "province": _("Cấp tỉnh"),
    "district": _("Huyện (đến 30/6/2025)"),
    "commune": _("Cấp xã"),
    "other": _("Cơ quan khác"),
}
LIFE_EVENT_NAMES: Words = {event.key: event.name for event in LIFE_EVENTS}
CHANNELS: Words = {"online": _("Trực tuyến"), "counter": _("Trực tiếp"), "post": _("Bưu chính công ích")}
ONLINE: Words = {
    "full": _("Toàn trình"),
    "partial": _("Một phần"),
    "none": _("Chưa cung cấp trực tuyến"),
}
ONLINE_REASONS: Words = {
    "presence": _("phải có mặt"),
    "verification": _("phải kiểm tra tại chỗ"),
    "fault": _("lỗi kỹ thuật chưa khắc phục"),
    "technical": _("vướng mắc kỹ thuật khác"),
}
CLOCKS: Words = {
    "reset": _("tính lại từ đầu khi nhận đủ bổ sung"),
    "pause": _("tạm dừng trong lúc chờ bổ sung"),
}
WAITS: Words = {
    "supplement": _("Chờ người nộp bổ sung"),
    "payment": _("Chờ thực hiện nghĩa vụ tài chính"),
    "consultation": _("Chờ cơ quan khác cho ý kiến"),
    "stop_review": _("Xem lại hồ sơ đang dừng"),
}
"""How long the office waits before it looks again."""
SETTLING: Words = {
    "named": _("Một cơ quan nêu đích danh"),
    "place": _("Ủy ban nhân dân cấp xã nơi nộp"),
    "place_division": _("Phòng, ban của cấp xã nơi nộp"),
    "service_area": _("Chi nhánh phục vụ địa bàn"),
}
RECEPTION: Words = {
    "place_centre": _("Trung tâm một cửa cấp xã"),
    "province_centre": _("Trung tâm một cửa cấp tỉnh"),
    "named": _("Một nơi nêu đích danh"),
}
SIGNING: Words = {
    "authorised": _("Thừa ủy quyền (TUQ.)"),
    "ordered": _("Thừa lệnh (TL.)"),
    "deputy": _("Ký thay (KT.)"),
}
STEP_KINDS: Words = {
    "reception": _("tiếp nhận"),
    "transfer": _("chuyển"),
    "assign": _("phân công"),
    "work": _("xử lý"),
    "verification": _("xác minh"),
    "consultation": _("lấy ý kiến"),
    "approval": _("duyệt"),
    "sign": _("ký"),
    "elsewhere": _("ở hệ thống khác"),
    "result": _("trả về một cửa"),
    "hand_over": _("trả kết quả"),
}
UNIT_RULES: Words = {
    "reception": _("nơi tiếp nhận"),
    "settling": _("nơi giải quyết"),
    "one_stop": _("một cửa nơi nộp"),
    "named": _("cơ quan nêu đích danh"),
    "parent": _("cấp trên của nơi giải quyết"),
}
UNKNOWN: Words = {"limit": _("thời hạn"), "fee": _("phí, lệ phí"), "components": _("thành phần hồ sơ")}


def state_badge(decision: Decision, today: dt.date) -> tuple[str, str]:
    """The words and the look of a decision's state. One that is in the registry says whether its day has come."""
    state = DecisionState(decision.state)
    if state is DecisionState.IN_FORCE and decision.effective_on > today:
        return str(_("Đã công bố, chờ hiệu lực")), "soon"
    return words(STATES, state), LOOKS[state]
