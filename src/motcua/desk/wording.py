"""What codes of a dossier are called on the desk, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from motcua.dossiers.lifecycle import Action, EventKind, Flag, HolderKind, State
from motcua.dossiers.selectors.family import Grain
from motcua.dossiers.selectors.lists import Status, View
from motcua.procedures.bundle import Outcome

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Words = Mapping[str, str | StrPromise]

VIEWS: Words = {
    View.MINE: _("Việc của tôi"),
    View.LATE: _("Quá hạn"),
    View.SOON: _("Sắp đến hạn"),
    View.SIGN: _("Chờ tôi ký"),
    View.WAITING: _("Chờ người nộp"),
    View.ASKED: _("Tôi được hỏi ý kiến"),
    View.FORWARDED: _("Đã chuyển nơi khác"),
    View.UNIT: _("Cả phòng"),
    View.DONE: _("Đã xong trong tuần"),
    View.ALERTS: _("Cần báo lãnh đạo một cửa"),
}

STATUSES: Words = {
    Status.LATE: _("quá hạn"),
    Status.SOON: _("sắp đến hạn"),
    Status.ONTIME: _("trong hạn"),
    Status.PAUSED: _("tạm dừng"),
}

STATES: Words = {
    State.SUBMITTED: _("Chờ tiếp nhận"),
    State.SUPPLEMENT_AT_RECEPTION: _("Chờ bổ sung để tiếp nhận"),
    State.REFUSED: _("Từ chối tiếp nhận"),
    State.FORWARDED: _("Đang chuyển nơi có thẩm quyền"),
    State.ACCEPTED: _("Đã tiếp nhận"),
    State.PROCESSING: _("Đang giải quyết"),
    State.VERIFYING: _("Đang xác minh"),
    State.CONSULTING: _("Đang lấy ý kiến"),
    State.ELSEWHERE: _("Giải quyết ở hệ thống khác"),
    State.SUPPLEMENT_AT_SETTLEMENT: _("Chờ bổ sung"),
    State.PAYMENT_PENDING: _("Chờ thực hiện nghĩa vụ tài chính"),
    State.STOPPED: _("Tạm dừng xử lý"),
    State.RESULT_READY: _("Có kết quả, chờ trả"),
    State.RETURNED: _("Đã trả kết quả"),
    State.WITHDRAWN: _("Người nộp đã rút"),
    State.CLOSED: _("Đã dừng hẳn"),
}

WAITS: Words = {
    State.SUPPLEMENT_AT_RECEPTION: _("chờ bổ sung"),
    State.SUPPLEMENT_AT_SETTLEMENT: _("chờ bổ sung"),
    State.PAYMENT_PENDING: _("chờ nộp tiền"),
    State.STOPPED: _("dừng xử lý"),
}
"""Why time stands still, after "tạm dừng:"."""

FLAGS: Words = {
    Flag.ASSISTED: _("Nộp hộ"),
    Flag.BOUNDARY_FREE: _("Nhận ngoài địa bàn"),
    Flag.INSTANT: _("Trả ngay"),
    Flag.LATE_WARNED: _("Đã xin lỗi"),
    Flag.REAPPOINTED: _("Đã hẹn lại"),
    Flag.REFUSAL_RESULT: _("Kết quả là từ chối"),
    Flag.CORRECTED: _("Đã đính chính"),
    Flag.PROVISIONAL: _("Hạn tạm tính"),
    Flag.DATA_ERASED: _("Đã xóa dữ liệu cá nhân"),
    Flag.INTERLINKED: _("Liên thông"),
}

OUTCOMES: Words = {
    Outcome.GRANTED: _("đã có kết quả"),
    Outcome.REFUSAL: _("không giải quyết"),
    Outcome.REFUSED: _("không giải quyết"),
    Outcome.WITHDRAWN: _("đã rút"),
    Outcome.CLOSED: _("đã dừng"),
    Outcome.WAITING: _("chờ người nộp"),
}

GRAINS: Words = {
    Grain.APPLICATION: _("Hồ sơ người dân nộp"),
    Grain.WORK: _("Việc của từng cơ quan"),
}

CHANNELS: Words = {
    "online": _("nộp trực tuyến"),
    "counter": _("nộp tại quầy"),
    "post": _("nộp qua bưu chính"),
}

EVENTS: Words = {
    EventKind.SUBMITTED: pgettext_lazy("event", "Nộp hồ sơ"),
    EventKind.DOCUMENT_ADDED: pgettext_lazy("event", "Thêm giấy tờ"),
    EventKind.SUPPLEMENT_REQUESTED: pgettext_lazy("event", "Yêu cầu bổ sung"),
    EventKind.SUPPLEMENT_ANSWERED: _("Đã bổ sung"),
    EventKind.REFUSED: _("Từ chối tiếp nhận"),
    EventKind.FORWARDED: pgettext_lazy("event", "Chuyển nơi có thẩm quyền"),
    EventKind.ACCEPTED: pgettext_lazy("event", "Tiếp nhận"),
    EventKind.TRANSFERRED: pgettext_lazy("event", "Chuyển đơn vị giải quyết"),
    EventKind.ASSIGNED: pgettext_lazy("event", "Phân công"),
    EventKind.STEP_COMPLETED: _("Xong bước"),
    EventKind.STEP_PASSED: _("Qua bước tự động"),
    EventKind.VERIFICATION_RECORDED: _("Xác minh"),
    EventKind.CONSULTATION_ASKED: pgettext_lazy("event", "Hỏi ý kiến"),
    EventKind.CONSULTATION_ANSWERED: _("Có ý kiến trả lời"),
    EventKind.ELSEWHERE_FOLLOWED: _("Theo dõi ở hệ thống khác"),
    EventKind.PAYMENT_REQUESTED: _("Tạm dừng: chờ thực hiện nghĩa vụ tài chính"),
    EventKind.PAYMENT_CONFIRMED: _("Đã thực hiện nghĩa vụ tài chính"),
    EventKind.STOPPED: pgettext_lazy("event", "Dừng xử lý"),
    EventKind.RESUMED: pgettext_lazy("event", "Tiếp tục xử lý"),
    EventKind.APOLOGISED: _("Xin lỗi vì chậm"),
    EventKind.RESULT_ISSUED: _("Có kết quả"),
    EventKind.HANDED_OVER: pgettext_lazy("event", "Trả kết quả"),
    EventKind.WITHDRAWN: _("Người nộp rút hồ sơ"),
    EventKind.RESULT_CORRECTED: pgettext_lazy("event", "Đính chính kết quả"),
    EventKind.REPLANNED: _("Tính lại hạn theo lịch mới"),
    EventKind.REROUTED: _("Chuyển đến nơi có thẩm quyền mới"),
    EventKind.DATA_ERASED: _("Xóa dữ liệu cá nhân theo luật"),
    EventKind.REASSIGNED: _("Giao lại cho người khác"),
    EventKind.FEE_RECORDED: _("Thu phí, lệ phí"),
    EventKind.INCIDENT_RECORDED: _("Ghi nhận sự cố"),
    EventKind.INCIDENT_CLOSED: _("Khắc phục xong sự cố"),
    EventKind.TIME_EXCLUDED: _("Không tính thời gian hệ thống ngừng hoạt động"),
    EventKind.RESPONSIBILITY_DECIDED: _("Kết luận trách nhiệm chậm"),
    EventKind.CHILD_OPENED: _("Giao phần liên thông"),
    EventKind.CHILD_WAITS: _("Một phần chờ người nộp"),
    EventKind.CHILD_RESUMED: _("Phần liên thông tiếp tục"),
    EventKind.CHILD_ENDED: _("Xong phần liên thông"),
    EventKind.CHILD_OVERDUE: _("Cơ quan phối hợp quá hạn, đã báo lãnh đạo một cửa"),
    EventKind.CHILD_BLOCKED: _("Một phần chưa giao được, đã báo lãnh đạo một cửa"),
    EventKind.PARENT_LEFT: _("Hồ sơ chung kết thúc, phần này trả riêng"),
    EventKind.CONSULTATION_SILENT: _("Quá hạn chưa có ý kiến, đã báo lãnh đạo một cửa"),
    EventKind.REGISTER_CORRECTED: _("Sửa sổ chứng thực"),
    EventKind.PAPERS_CARRIED: _("Bàn giao giấy tờ"),
}

ACTIONS: Words = {
    Action.ACCEPT: pgettext_lazy("action", "Tiếp nhận"),
    Action.REQUEST_SUPPLEMENT: _("Yêu cầu bổ sung"),
    Action.ANSWER_SUPPLEMENT: _("Nhận giấy tờ bổ sung"),
    Action.REFUSE: _("Từ chối"),
    Action.TRANSFER: _("Chuyển hồ sơ"),
    Action.ASSIGN: _("Phân công"),
    Action.COMPLETE_STEP: _("Xong bước này"),
    Action.RECORD_VERIFICATION: _("Ghi xác minh"),
    Action.CONSULT: _("Xin ý kiến"),
    Action.ANSWER_CONSULTATION: _("Trả lời ý kiến"),
    Action.FOLLOW_ELSEWHERE: _("Ghi số ở hệ thống khác"),
    Action.PAUSE_FOR_PAYMENT: pgettext_lazy("action", "Chờ thực hiện nghĩa vụ tài chính"),
    Action.CONFIRM_PAYMENT: _("Xác nhận đã nộp tiền"),
    Action.STOP: _("Dừng xử lý"),
    Action.RESUME: _("Tiếp tục xử lý"),
    Action.APOLOGISE: _("Xin lỗi, hẹn lại"),
    Action.ISSUE_RESULT: _("Ký, ban hành kết quả"),
    Action.HAND_OVER: _("Trả kết quả"),
    Action.WITHDRAW: _("Ghi nhận rút hồ sơ"),
    Action.CORRECT_RESULT: _("Đính chính kết quả"),
    Action.REASSIGN: _("Giao lại"),
}
"""What the buttons say."""

HOLDERS: Words = {
    HolderKind.APPLICANT: _("Người nộp"),
    HolderKind.AGENCY: _("Hệ thống khác"),
}

ROLES: Words = {
    "reception_officer": _("Tiếp nhận"),
    "reception_head": _("Lãnh đạo một cửa"),
    "settling_officer": _("Thụ lý"),
    "division_head": _("Trưởng phòng"),
    "unit_head": _("Lãnh đạo cơ quan"),
    "clerk": _("Văn thư"),
    "province_leader": _("Lãnh đạo tỉnh"),
    "control_officer": _("Kiểm soát thủ tục"),
    "control_head": _("Lãnh đạo kiểm soát thủ tục"),
    "auditor": _("Thanh tra"),
    "administrator": _("Quản trị"),
    "operator": _("Vận hành"),
}

SLIPS: Words = {
    "01": _("Giấy tiếp nhận và hẹn trả kết quả"),
    "02": _("Phiếu yêu cầu bổ sung"),
    "03": _("Phiếu từ chối"),
    "04": _("Phiếu xin lỗi và hẹn lại"),
    "05": _("Phiếu kiểm soát quá trình giải quyết"),
}

PAID_HOW: Words = {
    "cash": _("tiền mặt"),
    "transfer": _("chuyển khoản"),
    "online": _("trực tuyến"),
    "exempt": _("được miễn"),
    "obligation": _("theo thông báo"),
}

REGIMES: Words = {"granted": _("Đồng ý, cấp kết quả"), "refusal": _("Từ chối giải quyết")}

CLOCKS: Words = {
    "response": _("trả lời người nộp"),
    "transfer": _("chuyển hồ sơ"),
    "settlement": _("giải quyết"),
    "step": _("bước"),
    "consultation": _("ý kiến"),
    "supplement": _("chờ bổ sung"),
    "payment": _("chờ nộp tiền"),
}


def words(table: Words, code: str) -> str:
    """The words of a code; the code itself when nobody named it."""
    return str(table.get(code, code))
