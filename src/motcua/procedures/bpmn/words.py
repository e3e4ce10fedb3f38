"""What lanes, starts, ends and gateways of a drawn process are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from motcua.procedures.process import Step, UnitRule

ROLES = {
    "reception_officer": _("Tiếp nhận"),
    "reception_head": _("Lãnh đạo một cửa"),
    "settling_officer": _("Thụ lý"),
    "division_head": _("Trưởng phòng"),
    "unit_head": _("Lãnh đạo cơ quan"),
    "clerk": _("Văn thư"),
    "province_leader": _("Lãnh đạo tỉnh"),
    "control_officer": _("Kiểm soát thủ tục"),
}
UNIT_RULES = {
    UnitRule.RECEPTION: _("nơi tiếp nhận"),
    UnitRule.SETTLING: _("nơi giải quyết"),
    UnitRule.ONE_STOP: _("một cửa nơi nộp"),
    UnitRule.NAMED: _("cơ quan nêu đích danh"),
    UnitRule.PARENT: _("cấp trên của nơi giải quyết"),
}
START = _("Hồ sơ vào quy trình")
FINISH = _("Xong các bước")
STOPPED = _("Dừng giải quyết")
TOLD = _("Đã báo cho người có trách nhiệm")
CHOICE = _("Hướng xử lý?")


def lane_name(step: Step) -> str:
    """Who does it and where: *Thụ lý – nơi giải quyết*."""
    where = step.named_unit if step.unit_rule is UnitRule.NAMED else str(UNIT_RULES[step.unit_rule])
    return f"{ROLES.get(step.role, step.role)} – {where}"


def role_named(name: str) -> str | None:
    """The role that a lane's name means: its key, or its Vietnamese name in any case at its beginning."""
    folded = name.strip().casefold()
    if folded in ROLES:
        return folded
    named = [(str(words).casefold(), role) for role, words in ROLES.items()]
    found = [(len(words), role) for words, role in named if folded.startswith(words)]
    return max(found)[1] if found else None
