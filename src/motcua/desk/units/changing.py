"""Adding one change to a draft by its own short form, and taking one out."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from motcua.core.canonical import Json
from motcua.core.clock import now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.desk.decisions.once import expected, once
from motcua.desk.inbox import actor_at
from motcua.desk.units.head import checked, form_page
from motcua.desk.units.wording import KINDS, LEVELS, UNIT_KINDS
from motcua.desk.wording import words
from motcua.dossiers.services import reorganise as services
from motcua.dossiers.services.reorganise import MANAGE
from motcua.forms.schema import Field, FieldKind, Option
from motcua.organisation.changes import ChangeKind
from motcua.organisation.models import Unit, UnitDecision
from motcua.organisation.services.unit_decisions import Head, find_decision
from motcua.web.access import official
from motcua.web.fields import posted_answers

Answers = Mapping[str, Json]


def _text(key: str, label: str, *, required: bool = True, hint: str = "", most: int = 300) -> Field:
    return Field(key, label, FieldKind.TEXT, required=required, hint=hint, max_length=most)


def _new_unit(*, required: bool) -> list[Field]:
    levels = tuple(Option(code, str(text)) for code, text in LEVELS.items())
    return [
        _text("name", _("Tên đơn vị mới"), required=required),
        Field("level", _("Cấp"), FieldKind.CHOICE, required=required, options=levels),
        Field("kind", _("Loại"), FieldKind.CHOICE, required=required, options=_kinds()),
        _text("parent", _("Mã đơn vị cấp trên"), required=False, most=40),
    ]


def _kinds() -> tuple[Option, ...]:
    """The kinds with a name, then those that only this province's units have."""
    own = Unit.objects.exclude(kind__in=UNIT_KINDS).order_by("kind").values_list("kind", flat=True).distinct()
    return tuple(Option(code, str(text)) for code, text in {**UNIT_KINDS, **{code: code for code in own}}.items())


def _posts() -> Field:
    follow = Option("follow", _("Chuyển theo đơn vị tiếp nhận, người giữ nguyên vị trí"))
    return Field(
        "posts",
        _("Các vị trí của đơn vị cũ"),
        FieldKind.CHOICE,
        required=True,
        options=(Option("end", _("Kết thúc; đơn vị tiếp nhận bố trí vị trí của mình")), follow),
    )


def fields_of(kind: ChangeKind) -> list[Field]:
    if kind is ChangeKind.CREATE:
        return [_text("code", _("Mã"), most=40), *_new_unit(required=True)]
    if kind is ChangeKind.MERGE:
        old = _text("from", _("Mã các đơn vị cũ"), hint=_("Cách nhau bằng dấu phẩy"), most=2000)
        into = _text("code", _("Mã đơn vị tiếp nhận"), hint=_("Đơn vị đã có thì chỉ cần mã"), most=40)
        return [old, into, *_new_unit(required=False), _posts()]
    if kind is ChangeKind.SPLIT:
        hint = _(
            "Mỗi dòng một đơn vị tiếp nhận: mã | tỷ lệ | thôn, tổ dân phố cách nhau bằng dấu phẩy. Dòng đầu là đơn vị"
            " mặc định. Tổng tỷ lệ phải bằng 1."
        )
        into = Field("into", _("Chia cho"), FieldKind.LONG_TEXT, required=True, hint=hint, max_length=5000)
        return [_text("from", _("Mã đơn vị cũ"), most=40), into, _posts()]
    if kind is ChangeKind.MOVE:
        return [_text("unit", _("Mã đơn vị"), most=40), _text("parent", _("Mã đơn vị cấp trên mới"), most=40)]
    if kind is ChangeKind.RENAME:
        code = _text("new_code", _("Mã mới"), required=False, hint=_("Để trống là giữ mã cũ"), most=40)
        return [_text("unit", _("Mã đơn vị"), most=40), _text("name", _("Tên mới")), code]
    return [_text("unit", _("Mã đơn vị"), most=40), _text("successor", _("Mã đơn vị tiếp nhận"), most=40), _posts()]


def change_of(kind: ChangeKind, answers: Answers) -> dict[str, object]:
    """The change that the answers say; what is wrong with it is told when it is read."""

    def said(name: str) -> str:
        return str(answers.get(name) or "").strip()

    unit = {name: said(name) for name in ("code", "name", "level", "kind", "parent") if said(name)}
    if kind is ChangeKind.CREATE:
        return {"kind": kind.value, "unit": unit}
    if kind is ChangeKind.MERGE:
        old = [code.strip() for code in said("from").split(",") if code.strip()]
        into: object = unit if said("name") else said("code")
        return {"kind": kind.value, "from": old, "into": into, "posts": said("posts")}
    if kind is ChangeKind.SPLIT:
        lines = [line for line in said("into").splitlines() if line.strip()]
        parts = [_heir(line, is_first=place == 0) for place, line in enumerate(lines)]
        return {"kind": kind.value, "from": said("from"), "into": parts, "posts": said("posts")}
    if kind is ChangeKind.RENAME:
        code = {"new_code": said("new_code")} if said("new_code") else {}
        return {"kind": kind.value, "unit": said("unit"), "to": {"name": said("name")}, **code}
    if kind is ChangeKind.MOVE:
        return {"kind": kind.value, "unit": said("unit"), "parent": said("parent")}
    return {"kind": kind.value, "unit": said("unit"), "successor": said("successor"), "posts": said("posts")}


def _heir(line: str, *, is_first: bool) -> dict[str, object]:
    code, share, parts = ([one.strip() for one in line.split("|")] + ["", "", ""])[:3]
    places = [one.strip() for one in parts.split(",") if one.strip()]
    named: dict[str, object] = {"parts": places} if places else {}
    return {"code": code, "share": share.replace(",", "."), "default": is_first, **named}


@official(MANAGE)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, uid: UUID, kind: str) -> HttpResponseBase:
    if kind not in {one.value for one in ChangeKind}:
        raise NotFound("action_unknown", params={"action": kind[:40]})
    wanted, decision = ChangeKind(kind), find_decision(uid)
    fields = fields_of(wanted)
    context = {"heading": words(KINDS, wanted), "explain": "", "save": _("Thêm vào quyết định")}
    if request.method != "POST":
        return form_page(request, decision, fields, {"posts": "end"}, [], context)
    answers = posted_answers(fields, request.POST)
    found = checked(fields, answers)
    if found.errors:
        return form_page(request, decision, fields, answers, found.errors, context, status=400)
    actor, at, address = actor_at(request), now(), reverse("desk:unit_decision", args=[uid])

    def run() -> str:
        changes = [*decision.changes, change_of(wanted, found.answers)]
        services.edit(uid, head_of(decision), changes, actor=actor, now=at, expected=expected(request))
        return address

    try:
        _address, fresh = once(request, f"units:{uid}:add", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return form_page(request, decision, fields, answers, [], context, error=error, status=error.status)
    if fresh:
        messages.success(request, _("Đã thêm thay đổi."))
    return HttpResponseRedirect(address)


@official(MANAGE)
@require_POST
def remove(request: HttpRequest, uid: UUID, ordinal: int) -> HttpResponseBase:
    decision, actor, at = find_decision(uid), actor_at(request), now()
    address = reverse("desk:unit_decision", args=[uid])

    def run() -> str:
        left = [change for place, change in enumerate(decision.changes, start=1) if place != ordinal]
        services.edit(uid, head_of(decision), left, actor=actor, now=at, expected=expected(request))
        return address

    _address, fresh = once(request, f"units:{uid}:remove:{ordinal}", run, actor=actor, now=at)
    if fresh:
        messages.success(request, _("Đã bỏ thay đổi."))
    return HttpResponseRedirect(address)


def head_of(decision: UnitDecision) -> Head:
    return Head(
        decision.effective_on,
        decision.number,
        decision.title,
        decision.source,
        decision.signed_on,
        decision.signer,
        decision.tells_applicants,
    )
