"""What happened to a dossier as the person it is about may read it: units, never officials' names; the office's own
notes stay inside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext

from motcua.core.canonical import Json
from motcua.core.clock import legal_date
from motcua.dossiers.lifecycle import EventKind
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.timeline import Moment
from motcua.people.models import Assignment, Role
from motcua.people.selectors import who_read
from motcua.procedures.process import Process
from motcua.web.words import language_in_force

MOST_READS = 200
FILES_TOGETHER = dt.timedelta(minutes=10)

SAID_TO_APPLICANT = {
    EventKind.SUPPLEMENT_REQUESTED: "reason",
    EventKind.REFUSED: "reason",
    EventKind.APOLOGISED: "reason",
    EventKind.STOPPED: "reason",
    EventKind.RESULT_CORRECTED: "reason",
    EventKind.INCIDENT_RECORDED: "message",
    EventKind.INCIDENT_CLOSED: "message",
}
"""The private texts that are written to the applicant; every other one stays inside."""

INSIDE = frozenset({EventKind.RESPONSIBILITY_DECIDED})
"""Between the agency and its officials."""


def title(moment: Moment, process: Process | None) -> str:
    """One event as a short sentence."""
    if moment.kind in {EventKind.STEP_COMPLETED, EventKind.STEP_PASSED}:
        name = _step_name(process, moment.data.get("done"))
        return gettext("Xong bước: {step}").format(step=name) if name else gettext("Xong một bước xử lý")
    if moment.kind is EventKind.RESULT_ISSUED and moment.data.get("result") == "refusal":
        return gettext("Có văn bản không giải quyết")
    return _titles()[moment.kind]


def _titles() -> dict[EventKind, str]:
    return {
        EventKind.SUBMITTED: pgettext("event", "Nộp hồ sơ"),
        EventKind.DOCUMENT_ADDED: gettext("Thêm một tệp vào hồ sơ"),
        EventKind.SUPPLEMENT_REQUESTED: pgettext("event", "Yêu cầu bổ sung"),
        EventKind.SUPPLEMENT_ANSWERED: gettext("Đã bổ sung hồ sơ"),
        EventKind.REFUSED: gettext("Từ chối tiếp nhận"),
        EventKind.FORWARDED: gettext("Chuyển đến bộ phận một cửa có thẩm quyền"),
        EventKind.ACCEPTED: gettext("Tiếp nhận, hẹn ngày trả"),
        EventKind.TRANSFERRED: gettext("Chuyển cho đơn vị giải quyết"),
        EventKind.ASSIGNED: gettext("Giao người thụ lý"),
        EventKind.STEP_COMPLETED: gettext("Xong một bước xử lý"),
        EventKind.STEP_PASSED: gettext("Xong một bước xử lý"),
        EventKind.VERIFICATION_RECORDED: gettext("Kiểm tra, xác minh"),
        EventKind.CONSULTATION_ASKED: gettext("Lấy ý kiến cơ quan liên quan"),
        EventKind.CONSULTATION_ANSWERED: gettext("Cơ quan được hỏi đã trả lời"),
        EventKind.ELSEWHERE_FOLLOWED: gettext("Cập nhật từ hệ thống của ngành"),
        EventKind.PAYMENT_REQUESTED: gettext("Yêu cầu thực hiện nghĩa vụ tài chính"),
        EventKind.PAYMENT_CONFIRMED: gettext("Đã xác nhận thực hiện nghĩa vụ tài chính"),
        EventKind.STOPPED: gettext("Tạm dừng giải quyết"),
        EventKind.RESUMED: gettext("Giải quyết tiếp"),
        EventKind.APOLOGISED: gettext("Xin lỗi vì trễ hẹn"),
        EventKind.RESULT_ISSUED: gettext("Có kết quả"),
        EventKind.HANDED_OVER: gettext("Đã trả kết quả"),
        EventKind.WITHDRAWN: pgettext("event", "Rút hồ sơ"),
        EventKind.RESULT_CORRECTED: pgettext("event", "Đính chính kết quả"),
        EventKind.REPLANNED: gettext("Tính lại ngày hẹn vì lịch làm việc thay đổi"),
        EventKind.REROUTED: gettext("Chuyển đến cơ quan mới có thẩm quyền giải quyết"),
        EventKind.DATA_ERASED: gettext("Xóa dữ liệu cá nhân theo quy định"),
        EventKind.REASSIGNED: gettext("Giao người khác thụ lý"),
        EventKind.FEE_RECORDED: gettext("Đã thu phí, lệ phí"),
        EventKind.INCIDENT_RECORDED: gettext("Cơ quan ghi nhận sự cố với giấy tờ, kết quả của hồ sơ"),
        EventKind.INCIDENT_CLOSED: gettext("Cơ quan đã khắc phục xong sự cố"),
        EventKind.PAPERS_CARRIED: gettext("Giao nhận giấy tờ theo biên bản"),
        EventKind.REGISTER_CORRECTED: gettext("Gạch bỏ một số trong sổ chứng thực"),
        EventKind.CHILD_OPENED: gettext("Giao một phần cho cơ quan phối hợp"),
        EventKind.CHILD_WAITS: gettext("Một phần của hồ sơ chờ bạn"),
        EventKind.CHILD_RESUMED: gettext("Phần đó được giải quyết tiếp"),
        EventKind.CHILD_ENDED: gettext("Xong một phần của hồ sơ"),
        EventKind.CHILD_OVERDUE: gettext("Cơ quan phối hợp chậm, đã báo lãnh đạo bộ phận một cửa"),
        EventKind.CHILD_BLOCKED: gettext("Một phần chưa giao được, cơ quan đang xử lý"),
        EventKind.PARENT_LEFT: gettext("Phần này được trả riêng"),
        EventKind.CONSULTATION_SILENT: gettext("Cơ quan được hỏi chưa trả lời, đã báo lãnh đạo bộ phận một cửa"),
        EventKind.TIME_EXCLUDED: gettext("Tính lại ngày hẹn vì hệ thống ngừng hoạt động"),
    }


def happened(
    moments: Sequence[Moment],
    process: Process | None,
    *,
    filed_by_person: bool,
    parts: Mapping[str, str] | None = None,
) -> list[dict[str, object]]:
    """Every event, newest first, for the timeline macro. ``parts``: names of the parts of a bundle by key."""
    rows: list[dict[str, object]] = []
    for group in _together([moment for moment in moments if moment.kind not in INSIDE]):
        moment = group[0]
        by_applicant = moment.kind is EventKind.SUPPLEMENT_ANSWERED or (
            filed_by_person and moment.kind is EventKind.SUBMITTED
        )
        by_applicant = by_applicant or moment.data.get("by_applicant") is True
        private = SAID_TO_APPLICANT.get(moment.kind)
        many = len(group)
        rows.append(
            {
                "title": title(moment, process)
                if many == 1
                else ngettext("Thêm {n} tệp vào hồ sơ", "Thêm {n} tệp vào hồ sơ", many).format(n=many),
                "at": group[-1].at,
                "by": gettext("Người nộp") if by_applicant else moment.unit,
                "text": moment.private_text(private)
                if private
                else (parts or {}).get(str(moment.data.get("part")), ""),
                "state": "paused" if moment.kind is EventKind.SUPPLEMENT_REQUESTED else "",
            }
        )
    return rows[::-1]


def _together(moments: Sequence[Moment]) -> list[list[Moment]]:
    """Files handed in one after another within a few minutes by the same side are one line of the history."""
    groups: list[list[Moment]] = []
    for moment in moments:
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and moment.kind is last.kind is EventKind.DOCUMENT_ADDED
            and moment.unit == last.unit
            and moment.data.get("by_applicant") == last.data.get("by_applicant")
            and moment.at - last.at <= FILES_TOGETHER
        ):
            groups[-1].append(moment)
        else:
            groups.append([moment])
    return groups


def asked_papers(moments: Sequence[Moment], names: dict[str, str]) -> list[dict[str, str]]:
    """What the newest request for a supplement asks for: code, name of the paper, and why."""
    asked = [moment for moment in moments if moment.kind is EventKind.SUPPLEMENT_REQUESTED]
    if not asked:
        return []
    codes = _texts(asked[-1].data.get("items"))
    notes = _texts((asked[-1].private or {}).get("items"))
    notes += [""] * (len(codes) - len(notes))
    return [{"code": code, "name": names.get(code, code), "why": why} for code, why in zip(codes, notes, strict=False)]


def reason_of(moments: Sequence[Moment], kind: EventKind) -> str:
    """What the newest event of a kind says to the applicant."""
    found = [moment for moment in moments if moment.kind is kind]
    return found[-1].private_text("reason") if found else ""


def _texts(value: Json) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _step_name(process: Process | None, key: Json) -> str:
    if process is None or not isinstance(key, str):
        return ""
    return next((step.name for step in process.steps if step.key == key), "")


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody opened the file: when, from which unit, in which role. Never who."""

    at: dt.datetime
    role: str
    unit: str


def looks(dossier: Dossier) -> list[Look]:
    """Who of the administration opened the file, newest first; the person's own visits are left out. Two or three
    statements."""
    records = [one for one in who_read("dossier", str(dossier.uid))[:MOST_READS] if one.actor_kind != "citizen"]
    users = {one.user_id for one in records if one.user_id is not None}
    fillings = list(
        Assignment.objects.filter(Q(user__in=users)).select_related("post__unit").order_by("valid_from", "pk")
    )
    names = {
        role.code: role.name_en if language_in_force() == "en" and role.name_en else role.name
        for role in Role.objects.all()
    }
    found: list[Look] = []
    for record in records:
        day = legal_date(record.recorded_at)
        post = next(
            (
                one.post
                for one in fillings
                if one.user_id == record.user_id
                and one.valid_from <= day
                and (one.valid_to is None or day < one.valid_to)
            ),
            None,
        )
        if post is None:
            found.append(Look(record.recorded_at, gettext("Hệ thống"), ""))
        else:
            found.append(Look(record.recorded_at, names.get(post.role, post.title), post.unit.name))
    return found
