"""What codes of duty are called on the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from motcua.dossiers.selectors.responsibility import cause_names
from motcua.organisation.models import Post, Unit
from motcua.people.models import User
from motcua.web.words import MINUTES_PER_WORKING_DAY, duration, language_in_force

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    Words = Mapping[str, str | StrPromise]

KINDS: Words = {
    "officer": _("Cán bộ được giao"),
    "unit": _("Đơn vị, chưa giao ai"),
    "consulted": _("Cơ quan được hỏi ý kiến"),
    "applicant": _("Chờ người nộp"),
    "outside": _("Chờ hệ thống, cơ quan ngoài"),
    "stopped": _("Dừng xử lý"),
    "outage": _("Hệ thống ngừng hoạt động"),
}
DECISIONS: Words = {
    "accepted": _("Chấp nhận giải trình"),
    "not_accepted": _("Không chấp nhận giải trình"),
    "shared": _("Trách nhiệm chung"),
}
STATES: Words = {
    "asked": _("Chờ giải trình, kết luận"),
    "explained": _("Đã giải trình, chờ kết luận"),
    "decided": _("Đã kết luận"),
    "running": _("Đang chậm"),
}
GROUPS: Words = {
    "officer": _("Cá nhân"),
    "unit": _("Đơn vị"),
    "consulted": _("Cơ quan phối hợp"),
    "outside": _("Bên ngoài"),
    "rules": _("Quy định, quy trình"),
}
ACTS: Words = {
    "dossiers.responsibility_opened": _("Mở hồ sơ xác định trách nhiệm"),
    "dossiers.responsibility_explained": _("Giải trình"),
    "dossiers.responsibility_decided": _("Kết luận"),
}
WAITS: Words = {
    "response": _("Chờ trả lời hồ sơ mới nộp"),
    "step": _("Bước đang làm"),
    "supplement": _("Chờ bổ sung"),
    "payment": _("Chờ nộp tiền"),
    "stopped": _("Đang dừng"),
    "result": _("Chờ trả kết quả"),
    "idle": _("Không ai làm gì"),
}
PROCESS_WAITS: Words = {**WAITS, "consultation": _("Chờ ý kiến phối hợp")}
"""With the waits that only a timer of a process knows."""
TIMER_ACTS: Words = {
    "remind": _("Nhắc người giữ"),
    "escalate": _("Báo lãnh đạo"),
    "stop": _("Tự dừng hồ sơ"),
}
PROCESS_ACTS: Words = {**TIMER_ACTS, "proceed": _("Tự đi tiếp")}
OUTCOMES: Words = {
    "reminded": _("Đã nhắc"),
    "told_head": _("Đã báo lãnh đạo"),
    "nobody_to_tell": _("Không có lãnh đạo để báo"),
    "stopped": _("Đã dừng hồ sơ"),
    "fired": _("Đã chạy"),
    "went_on": _("Đã tự đi tiếp"),
}
INCIDENTS: Words = {
    "result_error": _("Kết quả có sai sót"),
    "papers_lost": _("Mất giấy tờ"),
    "papers_damaged": _("Hỏng giấy tờ"),
}
FAULTS: Words = {
    "agency": _("Cơ quan"),
    "applicant": _("Người nộp"),
    "third_party": _("Bên khác"),
    "force_majeure": _("Bất khả kháng"),
}


def span(minutes: int) -> str:
    """Working minutes in words, to the minute, so that a column adds up; a day has eight hours."""
    days, rest = divmod(minutes, MINUTES_PER_WORKING_DAY)
    hours, left = divmod(rest, 60)
    parts = [duration(part) for part in (days * MINUTES_PER_WORKING_DAY, hours * 60, left) if part]
    return " ".join(parts) or "–"


def who_words(
    kind: str, person: User | None, post: Post | None, unit: Unit | None, *, standing_in: bool = False
) -> str:
    """``Trần Văn Nam, Phòng Kinh tế``; the kind where it was nobody's."""
    if kind not in {"officer", "unit", "consulted"}:
        return str(KINDS[kind])
    place = unit.name if unit is not None else ""
    name = person.full_name if person is not None else post.title if post is not None else ""
    if name and standing_in:
        name = _now("{name} (làm thay)").format(name=name)
    return ", ".join(part for part in (name, place) if part)


def cause_words() -> Mapping[str, str]:
    """What the reasons for being late are called, in the reader's language."""
    return cause_names(english=language_in_force() == "en")
