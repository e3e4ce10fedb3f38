"""Checking, signing and giving up a decision about units: one small page each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.core.clock import now
from motcua.core.errors import DomainError, Invalid, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.decisions.once import expected, once
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.units.listing import facts_of, warnings_of
from motcua.desk.units.wording import Words, readable
from motcua.desk.wording import words
from motcua.dossiers.services import reorganise as services
from motcua.dossiers.services.reorganise import MANAGE, READ, SIGN
from motcua.organisation.models import UnitDecision
from motcua.organisation.services.unit_decisions import find_decision
from motcua.people.actors import Actor
from motcua.people.permissions import require
from motcua.web.access import official
from motcua.web.fields import FieldView

CHECK, SIGNING, WITHDRAW = "kiem-tra", "ky", "bo"
VERBS = {CHECK: MANAGE, SIGNING: SIGN, WITHDRAW: MANAGE}
HEADINGS: Words = {
    CHECK: gettext_lazy("Kiểm tra xong, trình ký"),
    SIGNING: gettext_lazy("Ký, đưa vào hiệu lực"),
    WITHDRAW: gettext_lazy("Bỏ quyết định"),
}
EXPLAIN: Words = {
    CHECK: gettext_lazy("Nội dung được đóng dấu; người ký xác nhận đúng bản này. Sửa lại thì phải kiểm tra lại."),
    SIGNING: gettext_lazy(
        "Đơn vị, vị trí, phân công và ủy quyền đổi theo ngay từ ngày có hiệu lực. Hồ sơ đang mở được chuyển lần lượt;"
        " trong lúc chuyển, quyền xử lý đã theo đơn vị mới."
    ),
    WITHDRAW: gettext_lazy("Quyết định không đi tiếp được nữa. Nội dung vẫn được lưu."),
}
DONE: Words = {
    CHECK: gettext_lazy("Đã kiểm tra, chờ ký."),
    SIGNING: gettext_lazy("Đã ký. Hồ sơ đang mở bắt đầu được chuyển."),
    WITHDRAW: gettext_lazy("Đã bỏ quyết định."),
}


@official(READ)
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, uid: UUID, slug: str) -> HttpResponseBase:
    if slug not in HEADINGS:
        raise NotFound("action_unknown", params={"action": slug})
    actor, decision = actor_at(request), find_decision(uid)
    require(actor, VERBS[slug], ())
    if request.method != "POST":
        return _form(request, actor, decision, slug)
    try:
        fresh = _done(request, actor, decision, slug)
    except NotFound:
        raise
    except DomainError as error:
        return _form(request, actor, find_decision(uid), slug, error=error, status=error.status)
    if fresh:
        messages.success(request, words(DONE, slug))
    return HttpResponseRedirect(reverse("desk:unit_decision", args=[uid]))


def _done(request: HttpRequest, actor: Actor, decision: UnitDecision, slug: str) -> bool:
    uid, at = decision.uid, now()
    if slug == SIGNING:
        code = str(request.POST.get("code", "")).strip()
        if not code:
            raise Invalid("field_required", errors=[{"field": "code", "code": "field_required"}])
        services.sign(uid, digest=str(request.POST.get("digest", "")), code=code, actor=actor, now=at)
        return True
    work: Mapping[str, Callable[..., UnitDecision]] = {CHECK: services.check, WITHDRAW: services.withdraw}

    def run() -> str:
        work[slug](uid, actor=actor, now=at, expected=expected(request))
        return str(uid)

    _address, fresh = once(request, f"units:{uid}:{slug}", run, actor=actor, now=at)
    return fresh


def _form(
    request: HttpRequest,
    actor: Actor,
    decision: UnitDecision,
    slug: str,
    *,
    error: DomainError | None = None,
    status: int = 200,
) -> HttpResponseBase:
    signing = slug == SIGNING
    context = {
        "decision": decision,
        "name": decision.number,
        "heading": words(HEADINGS, slug),
        "explain": words(EXPLAIN, slug),
        "facts": facts_of(decision)[:5],
        "warnings": warnings_of(decision),
        "views": [],
        "more": False,
        "items_total": 0,
        "digest": decision.digest if signing else "",
        "form_views": [_code_field()] if signing else [],
        "errors": _listed(error),
        "idempotency_key": str((status != 409 and request.POST.get("idempotency_key")) or new_id()),
        "may_send": True,
        "warns": slug == WITHDRAW,
        "back": reverse("desk:unit_decision", args=[decision.uid]),
        "post_line": post_line(actor),
        "nav": "units",
    }
    return render(request, "desk/decisions/act.jinja", context, status=status)


def _code_field() -> FieldView:
    hint = _("6 chữ số trong ứng dụng xác thực trên điện thoại của bạn")
    return FieldView(key="code", kind="code", label=_("Mã xác thực"), required=True, hint=hint)


def _listed(error: DomainError | None) -> list[dict[str, str]]:
    """The refusal and the faults inside it, for the box above the form."""
    if error is None:
        return []
    found = [{"text": say(error.code, error.params), "href": "#main-content"}]
    for one in error.errors:
        params = {key: value for key, value in one.items() if key not in {"field", "code"}}
        found.append({"text": say(str(one["code"]), readable(params)), "href": "#main-content"})
    return found
