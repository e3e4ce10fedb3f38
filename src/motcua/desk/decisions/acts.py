"""One small page for each act on a decision: what it means, what it asks, and the act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.decisions.listing import READ
from motcua.desk.decisions.once import expected, once
from motcua.desk.decisions.page import SLUGS, offers_for, show
from motcua.desk.decisions.reading import facts_of, item_views, name_of, warnings_of
from motcua.desk.decisions.wording import ACTS, DONE
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.forms.schema import Field, FieldKind
from motcua.forms.validation import FieldError
from motcua.people.actors import Actor
from motcua.procedures.lifecycle import NEEDS_REASON, DecisionAct, DecisionState, after
from motcua.procedures.models import Decision
from motcua.procedures.selectors.decisions import decision_items, find_decision
from motcua.procedures.services import decisions as services
from motcua.web.access import official
from motcua.web.fields import FieldView, error_list, field_views, posted_answers

if TYPE_CHECKING:
    from motcua.desk.decisions.wording import Words

BY_SLUG = {slug: act for act, slug in SLUGS.items()}
EXPLAIN: Words = {
    DecisionAct.SUBMIT: gettext_lazy(
        "Bộ phận kiểm soát thủ tục hành chính sẽ xem. Trong lúc chờ, bản nháp không sửa được; rút về thì sửa tiếp được."
    ),
    DecisionAct.RECALL: gettext_lazy("Quyết định trở lại bản nháp, sửa xong phải trình lại."),
    DecisionAct.CHECK: gettext_lazy(
        "Bạn xác nhận đã xem từng thay đổi dưới đây. Nội dung được đóng dấu, người ký xác nhận đúng bản này."
    ),
    DecisionAct.REOPEN: gettext_lazy("Quyết định trở lại bản nháp. Người soạn đọc được lý do."),
    DecisionAct.SIGN: gettext_lazy(
        "Chữ ký chỉ có giá trị với đúng nội dung dưới đây. Ký xong, các thay đổi vào danh mục và có hiệu lực từ ngày"
        " đã ghi."
    ),
    DecisionAct.PUT_IN_FORCE: gettext_lazy("Ghi các thay đổi đã ký vào danh mục thủ tục."),
    DecisionAct.WITHDRAW: gettext_lazy("Quyết định không đi tiếp được nữa. Nội dung và lý do vẫn được lưu."),
}
SHOWS_ITEMS = frozenset({DecisionAct.SIGN, DecisionAct.CHECK})


@official(READ)
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, uid: UUID, slug: str) -> HttpResponseBase:
    wanted = BY_SLUG.get(slug)
    if wanted is None:
        raise NotFound("action_unknown", params={"action": slug})
    actor, decision = actor_at(request), find_decision(uid)
    services.require_act(actor, wanted)
    if request.method != "POST":
        return _form(request, actor, decision, wanted)
    try:
        address = _done(request, actor, decision, wanted)
    except NotFound:
        raise
    except DomainError as error:
        return _refused(request, actor, uid, wanted, error)
    return HttpResponseRedirect(address)


def _done(request: HttpRequest, actor: Actor, decision: Decision, wanted: DecisionAct) -> str:
    address = reverse("desk:decision", args=[decision.uid])
    if wanted is DecisionAct.SIGN:
        return _signed(request, actor, decision, address)
    at, seen, uid = now(), expected(request), decision.uid
    reason = str(request.POST.get("reason", ""))

    def run() -> str:
        if wanted is DecisionAct.SUBMIT:
            services.submit_decision(uid, actor=actor, now=at, expected=seen)
        elif wanted is DecisionAct.RECALL:
            services.recall_decision(uid, actor=actor, now=at, expected=seen)
        elif wanted is DecisionAct.CHECK:
            services.check_decision(uid, actor=actor, now=at, expected=seen)
        elif wanted is DecisionAct.REOPEN:
            services.reopen_decision(uid, reason=reason, actor=actor, now=at, expected=seen)
        elif wanted is DecisionAct.WITHDRAW:
            services.withdraw_decision(uid, reason=reason, actor=actor, now=at, expected=seen)
        else:
            services.put_in_force(uid, actor=actor, now=at)
        return address

    _address, fresh = once(request, f"{wanted.value}:{uid}", run, actor=actor, now=at)
    if fresh:
        messages.success(request, words(DONE, wanted))
    return address


def _signed(request: HttpRequest, actor: Actor, decision: Decision, address: str) -> str:
    """Sign, and at once bring into the registry what was signed. When that cannot be, the signature stays."""
    at = now()
    was_open = decision.state == DecisionState.CHECKED
    code = str(request.POST.get("code", "")).strip()
    if not code:
        raise Invalid("field_required", errors=[{"field": "code", "code": "field_required"}])
    digest = str(request.POST.get("digest", ""))
    signed = services.sign_decision(decision.uid, digest=digest, code=code, actor=actor, now=at)
    if signed.state != DecisionState.SIGNED:
        return address
    try:
        services.put_in_force(decision.uid, actor=actor, now=at)
    except DomainError as error:
        if error.code != "decision_moved":
            told = _("Đã ký, nhưng chưa đưa được vào danh mục: {why}").format(why=say(error.code, error.params))
            messages.warning(request, told)
        return address
    if was_open:
        messages.success(request, f"{words(DONE, DecisionAct.SIGN)} {words(DONE, DecisionAct.PUT_IN_FORCE)}")
    return address


def _refused(
    request: HttpRequest, actor: Actor, uid: UUID, wanted: DecisionAct, error: DomainError
) -> HttpResponseBase:
    """Why not, with what was typed: at the fields, at the items of the decision, or above the form."""
    decision = find_decision(uid)
    if isinstance(error, Invalid) and error.code in {"decision_faulty", "decision_empty", "decision_number_missing"}:
        return show(request, decision, error=error, status=error.status)
    if isinstance(error, NotAllowed) and error.code == "code_refused":
        faults = [FieldError("code", error.code)]
        return _form(request, actor, decision, wanted, faults=faults, status=error.status)
    if isinstance(error, NotAllowed) and not error.code.startswith("signer_"):
        raise error
    faults = [FieldError(str(one["field"]), str(one["code"]), _params(one)) for one in error.errors if "field" in one]
    return _form(request, actor, decision, wanted, error=error, faults=faults, status=error.status)


def _params(fault: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in fault.items() if key not in {"field", "code"}}


def _form(
    request: HttpRequest,
    actor: Actor,
    decision: Decision,
    wanted: DecisionAct,
    *,
    error: DomainError | None = None,
    faults: Sequence[FieldError] = (),
    status: int = 200,
) -> HttpResponseBase:
    views = _views(request, wanted, faults)
    listed = error_list(views)
    why = "" if listed and isinstance(error, Invalid) else _why(error)
    possible = after(DecisionState(decision.state), wanted) is not None
    blocked = "" if error else _blocked(actor, decision, wanted, possible=possible)
    if why or blocked:
        listed.insert(0, {"text": why or blocked, "href": "#main-content"})
    stale = isinstance(error, Conflict)
    shown = decision_items(decision) if wanted in SHOWS_ITEMS and possible else None
    context = {
        "decision": decision,
        "name": name_of(decision),
        "heading": words(ACTS, wanted),
        "explain": words(EXPLAIN, wanted),
        "facts": facts_of(decision)[:4] if wanted in SHOWS_ITEMS else [],
        "warnings": warnings_of(decision, legal_date(now())) if wanted is DecisionAct.SIGN else [],
        "views": item_views(decision, shown, may_edit=False) if shown else [],
        "more": shown is not None and shown.pages > 1,
        "items_total": shown.total if shown else 0,
        "digest": decision.digest if wanted is DecisionAct.SIGN else "",
        "form_views": views,
        "errors": listed,
        "idempotency_key": str((not stale and request.POST.get("idempotency_key")) or new_id()),
        "may_send": possible and not blocked and not (error and error.code.startswith("signer_")),
        "warns": wanted is DecisionAct.WITHDRAW,
        "back": reverse("desk:decision", args=[decision.uid]),
        "post_line": post_line(actor),
        "nav": "decisions",
    }
    return render(request, "desk/decisions/act.jinja", context, status=409 if blocked else status)


def _views(request: HttpRequest, wanted: DecisionAct, faults: Sequence[FieldError]) -> list[FieldView]:
    """What the act asks. A code is never shown again."""
    if wanted in NEEDS_REASON:
        reason = Field("reason", _("Lý do"), FieldKind.LONG_TEXT, required=True, max_length=services.MOST_REASON)
        return field_views([reason], posted_answers([reason], request.POST), faults)
    if wanted is not DecisionAct.SIGN:
        return []
    fault = next((one for one in faults if one.field == "code"), None)
    return [
        FieldView(
            key="code",
            kind="code",
            label=_("Mã xác thực"),
            required=True,
            hint=_("6 chữ số trong ứng dụng xác thực trên điện thoại của bạn"),
            error=say(fault.code, fault.params) if fault else "",
        )
    ]


def _why(error: DomainError | None) -> str:
    return say(error.code, error.params) if error is not None else ""


def _blocked(actor: Actor, decision: Decision, wanted: DecisionAct, *, possible: bool) -> str:
    """Why the act cannot be tried at all."""
    if not possible:
        return say("decision_moved")
    _offers, blocked = offers_for(actor, decision)
    return next((one["why"] for one in blocked if one["text"] == words(ACTS, wanted)), "")
