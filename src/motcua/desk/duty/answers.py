"""The explanation of the one concerned, the decision of the head."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import NotAllowed
from motcua.core.texts import say
from motcua.desk.duty import form
from motcua.desk.duty.words import DECISIONS, GROUPS, cause_words, span, who_words
from motcua.desk.inbox import actor_at
from motcua.desk.wording import words
from motcua.dossiers.models import ResponsibilityAccount
from motcua.dossiers.permissions import READ
from motcua.dossiers.selectors.responsibility import account_of, causes
from motcua.dossiers.services.answering import decide_account, explain, may_explain, why_not_decide
from motcua.forms.schema import Field
from motcua.web.access import official
from motcua.web.words import instant, language_in_force


@official(READ)
@require_http_methods(["GET", "POST"])
def explain_page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The person concerned says why."""
    actor, at = actor_at(request), now()
    account = account_of(uid, actor)
    if not may_explain(actor, account):
        raise NotAllowed("responsibility_decided" if account.decision else "explanation_of_another")
    names = cause_words()
    fields = [
        form.choice("cause", _("Nguyên nhân chính"), _causes(at)),
        form.text("explanation", _("Giải trình"), long=True, most=5000),
    ]

    def run(answers: Mapping[str, object]) -> str:
        explain(uid, cause=str(answers["cause"]), text=str(answers["explanation"]), actor=actor, now=now())
        return reverse("desk:responsibility_record", args=[account.record.uid])

    suggested = names.get(account.suggested, "")
    asking = form.Asking(
        heading=_("Giải trình hồ sơ chậm"),
        save=_("Gửi giải trình"),
        back=reverse("desk:responsibility_record", args=[account.record.uid]),
        back_text=_("Hồ sơ xác định trách nhiệm"),
        fields=fields,
        done=_("Đã gửi giải trình. Bạn sửa được cho đến khi lãnh đạo kết luận."),
        facts=[
            *_what(account),
            (_("Số liệu cho thấy"), suggested),
            (_("Giải trình trước"), instant(account.explain_by)),
        ],
        operation=f"explain:{uid}",
    )
    given = {"cause": account.cause or account.suggested, "explanation": account.explanation}
    return form.ask(request, asking, run, given=given)


def _causes(at: dt.datetime) -> list[tuple[str, str]]:
    english = language_in_force() == "en"
    return [
        (one.code, f"{words(GROUPS, one.group)}: {(one.name_en or one.name) if english else one.name}")
        for one in causes(legal_date(at))
    ]


def _what(account: ResponsibilityAccount) -> list[tuple[str, str]]:
    dossier = account.record.dossier
    return [
        (_("Hồ sơ"), dossier.code or dossier.receipt_no),
        (_("Phần của"), who_words(account.kind, account.person, account.post, account.unit)),
        (_("Giữ"), span(account.minutes)),
        (_("Vượt hạn"), span(account.over_minutes)),
    ]


def _decision_fields(at: dt.datetime) -> list[Field]:
    return [
        form.choice("decision", _("Kết luận"), [(code, words(DECISIONS, code)) for code in DECISIONS]),
        form.choice("cause", _("Nguyên nhân"), _causes(at)),
        form.text("ground", _("Căn cứ, lý do"), long=True),
    ]


@official(READ)
@require_http_methods(["GET", "POST"])
def decide_page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The head concludes, with a ground."""
    actor, at = actor_at(request), now()
    account = account_of(uid, actor)
    blocked = why_not_decide(actor, account, at)
    if blocked in {"verb_not_granted", "responsibility_own", "responsibility_party"} and request.method != "POST":
        raise NotAllowed(blocked)

    def run(answers: Mapping[str, object]) -> str:
        decide_account(
            uid,
            decision=str(answers["decision"]),
            cause=str(answers["cause"]),
            ground=str(answers["ground"]),
            actor=actor,
            now=now(),
        )
        return reverse("desk:responsibility_record", args=[account.record.uid])

    said = account.explanation or (_("Đã xóa theo quy định") if account.erased_at else _("Không có giải trình"))
    asking = form.Asking(
        heading=_("Kết luận trách nhiệm"),
        save=_("Ghi kết luận"),
        back=reverse("desk:responsibility_record", args=[account.record.uid]),
        back_text=_("Hồ sơ xác định trách nhiệm"),
        fields=_decision_fields(at),
        done=_("Đã ghi kết luận vào sổ hồ sơ."),
        explain=_("Kết luận được ghi vào chuỗi sự kiện của hồ sơ và không sửa được."),
        facts=[
            *_what(account),
            (_("Nguyên nhân người giải trình chọn"), cause_words().get(account.cause, "")),
            (_("Giải trình"), said),
        ],
        operation=f"decide_hours:{uid}",
        blocked=say(blocked) if blocked else "",
    )
    return form.ask(request, asking, run, given={"cause": account.cause or account.suggested})
