"""The questions of each act, and how an answered form becomes the data of the act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.core.clock import LEGAL_ZONE
from motcua.dossiers.lifecycle import Action
from motcua.forms.schema import Field, FieldKind, Option
from motcua.forms.validation import FieldError

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

OFFICE_CLOSES = dt.time(17)
OTHER = "other"

NOT_SENT = frozenset({"visited_time"})


@dataclass(frozen=True, slots=True)
class Given:
    """What the form of one dossier offers to choose from."""

    units: Sequence[tuple[str, str]] = ()
    posts: Sequence[tuple[str, str]] = ()
    outcomes: Sequence[tuple[str, str]] = ()
    closed: Sequence[tuple[str, str]] = ()
    """Outcomes of the step that this dossier cannot take, each with the reason."""
    consultations: Sequence[tuple[str, str]] = ()
    needs_unit: bool = False


def _text(key: str, label: object, *, required: bool = False, long: bool = False, hint: object = "") -> Field:
    kind = FieldKind.LONG_TEXT if long else FieldKind.TEXT
    return Field(key, str(label), kind, required=required, hint=str(hint))


def _date(key: str, label: object, *, required: bool = False, hint: object = "") -> Field:
    return Field(key, str(label), FieldKind.DATE, required=required, hint=str(hint))


def _yes(key: str, label: object) -> Field:
    return Field(key, str(label), FieldKind.CONSENT)


def _choice(
    key: str, label: object, pairs: Sequence[tuple[str, object]], *, required: bool = False, hint: object = ""
) -> Field:
    options = tuple(Option(code, str(text)) for code, text in pairs)
    return Field(key, str(label), FieldKind.CHOICE, required=required, options=options, hint=str(hint))


def _note() -> Field:
    return _text("note", _("Ghi chú"), long=True)


def _accept(_given: Given) -> list[Field]:
    waited = Field("waited_minutes", str(_("Người dân đã chờ bao nhiêu phút")), FieldKind.NUMBER, maximum=1000)
    return [_note(), waited]


def _supplement(_given: Given) -> list[Field]:
    again = _yes("again", _("Giấy tờ nộp bổ sung chưa đúng với hướng dẫn lần trước"))
    return [
        _text("reason", _("Lý do"), long=True, hint=_("Người nộp đọc được. Hướng dẫn đầy đủ trong một lần.")),
        _date("deadline", _("Nộp bổ sung trước ngày"), hint=_("Để trống: 30 ngày.")),
        again,
    ]


def _refuse(_given: Given) -> list[Field]:
    return [
        _text("reason", _("Lý do từ chối"), required=True, long=True, hint=_("Người nộp đọc được trên phiếu 03.")),
        _text("legal_ground", _("Căn cứ pháp lý"), hint=_("Ví dụ: khoản 2 Điều 46 Luật Xây dựng")),
    ]


def _transfer(given: Given) -> list[Field]:
    to = [_choice("to_unit", _("Chuyển đến"), given.units, required=True)] if given.needs_unit else []
    return [*to, _note()]


def _assign(given: Given) -> list[Field]:
    return [_choice("post", _("Giao cho"), given.posts, required=True), _note()]


def _complete(given: Given) -> list[Field]:
    found = []
    if len(given.outcomes) > 1 or given.closed:
        why = " ".join(
            _("Không chọn được “{way}”: {reason}.").format(way=name, reason=reason) for name, reason in given.closed
        )
        found.append(_choice("outcome", _("Kết quả của bước"), given.outcomes, required=True, hint=why))
    if given.posts:
        found.append(_choice("assignee", _("Giao bước sau cho"), given.posts))
    return [*found, _note()]


def _verification(_given: Given) -> list[Field]:
    return [
        _date("visited_at", _("Ngày xác minh")),
        _text("visited_time", _("Giờ"), hint=_("Ví dụ 09:30")),
        _text("place", _("Nơi xác minh")),
        _text("people", _("Những người tham gia")),
        _text("content", _("Nội dung, kết quả xác minh"), long=True),
        _yes("planned", _("Mới lên kế hoạch, chưa làm")),
    ]


def _consult(given: Given) -> list[Field]:
    return [
        _choice("unit", _("Hỏi đơn vị"), given.units, required=True),
        _text("question", _("Nội dung cần ý kiến"), required=True, long=True),
        _date("deadline", _("Trả lời trước ngày"), hint=_("Để trống: 3 ngày làm việc.")),
    ]


def _opinion(given: Given) -> list[Field]:
    which = [_choice("consultation", _("Trả lời câu hỏi"), given.consultations, required=True)]
    return [
        *(which if len(given.consultations) > 1 else []),
        _choice("agrees", _("Ý kiến"), [("yes", _("Đồng ý")), ("no", _("Không đồng ý"))], required=True),
        _text("answer", _("Nội dung trả lời"), required=True, long=True),
    ]


def _elsewhere(_given: Given) -> list[Field]:
    return [
        _text("system", _("Mã hệ thống"), required=True, hint=_("Chữ không dấu, ví dụ: ho-tich")),
        _text("foreign_number", _("Số hồ sơ ở hệ thống đó"), required=True),
        _text("status", _("Mã tình trạng ở hệ thống đó")),
        _yes("typed_twice", _("Phải nhập lại dữ liệu")),
        _yes("finished", _("Hệ thống đó đã giải quyết xong")),
    ]


def _payment(_given: Given) -> list[Field]:
    return [
        Field("amount", str(_("Số tiền phải nộp")), FieldKind.MONEY, minimum=0),
        _text("notice_number", _("Số thông báo")),
        _date("deadline", _("Nộp trước ngày"), hint=_("Để trống: 30 ngày.")),
    ]


def _paid(_given: Given) -> list[Field]:
    return [
        _text("proof", _("Số chứng từ")),
        _date("paid_at", _("Ngày nộp tiền")),
        _yes("exempt", _("Được miễn, giảm toàn bộ")),
    ]


def _stop(_given: Given) -> list[Field]:
    return [
        _text("reason", _("Lý do"), required=True, long=True),
        _date("review_at", _("Xem lại vào ngày"), hint=_("Để trống: sau 10 ngày làm việc.")),
        _yes("final", _("Dừng hẳn, kết thúc hồ sơ")),
    ]


def _apology(_given: Given) -> list[Field]:
    return [
        _text("reason", _("Lý do chậm"), required=True, long=True, hint=_("In trên phiếu 04 gửi người nộp.")),
        _date("new_due", _("Hẹn lại ngày"), hint=_("Mỗi hồ sơ chỉ hẹn lại một lần. Để trống: chỉ xin lỗi.")),
    ]


def _result(_given: Given) -> list[Field]:
    return [
        _choice("kind", _("Kết quả"), [("granted", _("Đồng ý, cấp kết quả")), ("refusal", _("Từ chối giải quyết"))]),
        _text("number", _("Số, ký hiệu văn bản kết quả")),
        _yes("electronic", _("Có bản điện tử ký số")),
        _yes("digitised", _("Kết quả giấy đã được số hóa")),
        _note(),
    ]


def _hand_over(_given: Given) -> list[Field]:
    ways = [("counter", _("Tại quầy")), ("post", _("Qua bưu chính")), ("online", _("Trực tuyến"))]
    return [
        _choice("way", _("Trả bằng cách nào"), ways, required=True),
        _text("receiver", _("Người nhận"), hint=_("Họ tên người ký nhận")),
        _yes("proxy", _("Người được ủy quyền nhận thay")),
        _note(),
    ]


def _correction(_given: Given) -> list[Field]:
    """Decree 61/2018/ND-CP art. 21: the agency corrects its mistake and bears the costs."""
    faults = [
        ("agency", _("Cơ quan")),
        ("applicant", _("Người nộp cung cấp sai")),
        ("third_party", _("Bên khác")),
        ("force_majeure", _("Bất khả kháng")),
    ]
    reasons = [
        ("agency_error", _("Sai do nhập, soạn thảo")),
        ("wrong_data", _("Dữ liệu gốc sai")),
        ("wrong_ground", _("Áp dụng sai căn cứ")),
        ("wrong_person", _("Sai người, sai đối tượng")),
        ("other", _("Khác")),
    ]
    kinds = [("granted", _("Đồng ý, cấp kết quả")), ("refusal", _("Từ chối giải quyết"))]
    return [
        _text("reason", _("Sai ở đâu, sửa thế nào"), required=True, long=True, hint=_("In trên thư xin lỗi.")),
        _choice("reason_code", _("Loại sai sót"), reasons),
        _choice("fault", _("Sai do ai"), faults, hint=_("Để trống: cơ quan. Cơ quan chịu chi phí đính chính.")),
        Field("cost", str(_("Chi phí khắc phục (đồng)")), FieldKind.MONEY, minimum=0),
        _choice("kind", _("Kết quả sau đính chính"), kinds, hint=_("Để trống: như kết quả cũ.")),
        _text("number", _("Số, ký hiệu văn bản đính chính")),
    ]


REASSIGN_REASONS: Sequence[tuple[str, StrPromise]] = (
    ("overload", gettext_lazy("Quá tải")),
    ("leave", gettext_lazy("Nghỉ, đi công tác")),
    ("moved_post", gettext_lazy("Chuyển công tác")),
    ("conflict_of_interest", gettext_lazy("Tránh xung đột lợi ích")),
    ("expertise", gettext_lazy("Cần người có chuyên môn khác")),
    ("other", gettext_lazy("Khác")),
)


def _reassign(given: Given) -> list[Field]:
    return [
        _choice("post", _("Giao lại cho"), given.posts, required=True),
        _choice("reason_code", _("Vì sao"), REASSIGN_REASONS),
        _text("reason", _("Lý do cụ thể"), required=True, long=True),
    ]


FIELDS: Mapping[Action, Callable[[Given], list[Field]]] = {
    Action.ACCEPT: _accept,
    Action.REQUEST_SUPPLEMENT: _supplement,
    Action.ANSWER_SUPPLEMENT: lambda _given: [_note()],
    Action.REFUSE: _refuse,
    Action.TRANSFER: _transfer,
    Action.ASSIGN: _assign,
    Action.COMPLETE_STEP: _complete,
    Action.RECORD_VERIFICATION: _verification,
    Action.CONSULT: _consult,
    Action.ANSWER_CONSULTATION: _opinion,
    Action.FOLLOW_ELSEWHERE: _elsewhere,
    Action.PAUSE_FOR_PAYMENT: _payment,
    Action.CONFIRM_PAYMENT: _paid,
    Action.STOP: _stop,
    Action.RESUME: lambda _given: [_note()],
    Action.APOLOGISE: _apology,
    Action.ISSUE_RESULT: _result,
    Action.HAND_OVER: _hand_over,
    Action.WITHDRAW: lambda _given: [_text("reason", _("Lý do rút"), long=True)],
    Action.CORRECT_RESULT: _correction,
    Action.REASSIGN: _reassign,
}
"""Labels are looked up when the page is made, in the language of the reader."""

PAST_DATES = frozenset({"visited_at", "paid_at"})


def data_of(
    action: Action, answers: Mapping[str, object], posted: QueryDict, *, papers: Sequence[str], now: dt.datetime
) -> tuple[dict[str, object], list[FieldError]]:
    """Checked answers as the act wants them, with what only the papers' table can say."""
    data: dict[str, object] = {}
    errors: list[FieldError] = []
    for name, value in answers.items():
        if value in ("", None) or name in NOT_SENT or name in {"again", "planned"}:
            continue
        data[name] = value
    for name in ("deadline", "visited_at", "paid_at", "review_at", "new_due"):
        if isinstance(data.get(name), str):
            data[name] = _instant(
                str(data[name]), str(answers.get("visited_time", "")), past=name in PAST_DATES, now=now
            )
    if "agrees" in data:
        data["agrees"] = data["agrees"] == "yes"
    if action is Action.ACCEPT:
        data["originals"] = [code for code in papers if posted.get(f"paper-{code}") == "on"]
        data["from_store"] = [code for code in papers if posted.get(f"store-{code}") == "on"]
    if action is Action.REQUEST_SUPPLEMENT:
        data["items"] = _items(posted, papers)
        if not data["items"]:
            errors.append(FieldError("items", "required"))
        if answers.get("again") is True:
            data["reason_code"] = "answer_incomplete"
    if action is Action.RECORD_VERIFICATION:
        data["finished"] = answers.get("planned") is not True
    return data, errors


def _items(posted: QueryDict, papers: Sequence[str]) -> list[dict[str, str]]:
    return [
        {"component": code, "note": str(posted.get(f"why-{code}", ""))[:2000]}
        for code in [*papers, OTHER]
        if posted.get(f"paper-{code}") == "on"
    ]


def _instant(day: str, time: str, *, past: bool, now: dt.datetime) -> str:
    """A date of a form as an instant: a deadline ends when the office closes; what happened is not after now."""
    at = OFFICE_CLOSES
    if past and time:
        try:
            at = dt.time.fromisoformat(time.strip().replace("h", ":").zfill(5))
        except ValueError:
            at = OFFICE_CLOSES
    moment = dt.datetime.combine(dt.date.fromisoformat(day), at.replace(tzinfo=None), LEGAL_ZONE)
    if past and moment > now and moment.date() == now.astimezone(LEGAL_ZONE).date():
        moment = now
    return moment.isoformat()
