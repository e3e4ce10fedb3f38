"""What an official may do now with a round."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.errors import NotAllowed
from motcua.figures.assessments.models import AssessmentRound, Stage
from motcua.figures.assessments.services.rounds import BACK, NEXT
from motcua.figures.assessments.standing import signing
from motcua.figures.assessments.verbs import MANAGE
from motcua.people.actors import Actor
from motcua.people.permissions import decide

ADVANCE, REOPEN, DEADLINES, COMPUTE, ADD, SIGN = "chuyen-buoc", "mo-lai", "doi-han", "tinh", "them", "ky"


def links(current: str) -> list[dict[str, object]]:
    pages = (("rounds", "desk:assessments", _("Đợt đánh giá")), ("mine", "desk:assessments_mine", _("Bảng của tôi")))
    return [{"text": text, "href": reverse(name), "current": key == current} for key, name, text in pages]


def advance_words(stage: Stage) -> str:
    return {
        Stage.DRAFT: _("Mở bước tự đánh giá"),
        Stage.SELF: _("Đóng tự đánh giá, mở thẩm định"),
        Stage.APPRAISAL: _("Đóng thẩm định, mở kiến nghị"),
        Stage.APPEAL: _("Đóng kiến nghị, trình ký"),
    }.get(stage, "")


def offers(actor: Actor, round_: AssessmentRound) -> list[dict[str, str]]:
    """The first one is what comes next."""
    stage, found = Stage(round_.stage), []

    def offer(slug: str, text: str) -> dict[str, str]:
        return {"href": reverse("desk:assessment_act", args=[round_.uid, slug]), "text": text}

    if stage is Stage.FINAL and _may_sign(actor, round_):
        found.append(offer(SIGN, _("Ký công bố kết quả")))
    if not decide(actor, MANAGE, ()).allowed:
        return found
    if stage in NEXT:
        found.append(offer(ADVANCE, advance_words(stage)))
    if stage in {Stage.SELF, Stage.APPRAISAL}:
        found.append(offer(COMPUTE, _("Tính từ hồ sơ")))
        survey = reverse("desk:assessment_survey", args=[round_.uid])
        found.append({"href": survey, "text": _("Nạp kết quả điều tra")})
    if stage is not Stage.PUBLISHED:
        found.append(offer(DEADLINES, _("Đổi hạn")))
    if stage in BACK:
        found.append(offer(REOPEN, _("Mở lại bước trước")))
    return found


def _may_sign(actor: Actor, round_: AssessmentRound) -> bool:
    try:
        signing(actor, round_)
    except NotAllowed:
        return False
    return actor.user_id != round_.drafted_by_id
