"""Two texts of one form beside each other: what an author sent after somebody else had saved, and two versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.canonical import Json
from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.forms.draft_selectors import save_of, saves_of
from motcua.forms.drafting import aside_of, keep_as_copy, restore, take_over
from motcua.forms.merging import FORM, ORDER, Differing, differing
from motcua.forms.models import FormDraftSave
from motcua.forms.schema import FormSchema, from_json, upgraded
from motcua.procedures.selectors.form_sources import bindings_of, form_in_force
from motcua.studio.forms.acting import seen_revision
from motcua.studio.forms.builder import SHELF, Desk, builder_address, head_of, opened
from motcua.studio.forms.words import SAVES, words
from motcua.studio.page import actor_at, studio_page
from motcua.studio.shelves import DRAFT
from motcua.web.access import official
from motcua.web.form_words import changed_members, part_words
from motcua.web.once import once
from motcua.web.words import day


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One place: ``lines`` are (property, old, new); ``whole`` says that the part comes or goes."""

    place: str
    title: str
    whole: str
    lines: tuple[tuple[str, str, str], ...]
    is_mine: bool = True


def difference_views(found: Sequence[Differing]) -> list[DifferenceView]:
    """Places in words, ``theirs`` as the old side and ``mine`` as the new."""
    return [_view(one) for one in found]


def _view(one: Differing) -> DifferenceView:
    if one.place == ORDER:
        return DifferenceView(one.place, _("Thứ tự các phần"), _("xếp lại"), (), one.is_mine)
    mine, theirs = _part(one.mine), _part(one.theirs)
    kinds = {"page": _("Trang"), "item": _("Mục"), "rule": _("Quy tắc"), "eligibility": _("Điều kiện")}
    kind = kinds.get(one.place.partition(":")[0], _("Biểu mẫu"))
    named = mine or theirs
    name = str(named.get("label") or named.get("title") or named.get("text") or "")
    title = kind if one.place == FORM else f"{kind} “{name}”"
    if not mine or not theirs:
        whole = _("thêm: {text}") if mine else _("bỏ: {text}")
        return DifferenceView(one.place, title, whole.format(text=part_words(named)), (), one.is_mine)
    return DifferenceView(one.place, title, "", tuple(changed_members(theirs, mine)), one.is_mine)


def _part(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


# ---- two authors on one working copy


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def differs(request: HttpRequest, uid: UUID, aside: UUID) -> HttpResponseBase:
    """What was laid aside and what there is now; the author takes over part by part, or keeps a copy."""
    desk = opened(uid)
    held = aside_of(desk.draft, aside)
    if request.method != "POST":
        return _differs(request, desk, held)
    actor, at = actor_at(request), now()
    try:
        seen = seen_revision(request)

        def run() -> str:
            if request.POST.get("act") == "copy":
                name = str(request.POST.get("name", ""))
                return builder_address(keep_as_copy(uid, aside, name, actor=actor, now=at))
            places = request.POST.getlist("place")[:2_000]
            return builder_address(take_over(uid, aside, places, expected=seen, actor=actor, now=at))

        address, _fresh = once(request, f"studio.forms.differs:{aside}", run, actor=actor, now=at)
    except NotAllowed:
        raise
    except DomainError as error:
        return _differs(request, opened(uid), held, error=error)
    messages.success(request, _("Đã lưu."))
    return HttpResponseRedirect(address)


def _differs(
    request: HttpRequest, desk: Desk, held: FormDraftSave, *, error: DomainError | None = None
) -> HttpResponseBase:
    mine = from_json(held.content)
    try:
        base = from_json(save_of(desk.draft, held.revision).content)
    except NotFound:
        base = desk.schema
    context = {
        **head_of(desk),
        "held": held,
        "views": difference_views(differing(base, mine, desk.schema)),
        "expected": desk.draft.revision,
        "idempotency_key": str(new_id()),
        "copy_name": _("{name} (bản của {author})").format(name=desk.draft.name[:120], author=held.by.full_name[:60]),
        "errors": [{"text": say(error.code, error.params), "href": "#main-content"}] if error else [],
    }
    status = error.status if error else 200
    return studio_page(request, "studio/forms/differs.jinja", context, shelf=SHELF, status=status)


# ---- versions


@official(DRAFT)
@require_GET
def compare(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The working copy beside the form in force, an earlier or coming one, or a save of its own."""
    desk = opened(uid)
    choices = _choices(desk)
    wanted = str(request.GET.get("voi", ""))[:40]
    chosen = next((one for one in choices if one[0] == wanted), choices[0] if choices else None)
    views = []
    if chosen is not None:
        before = upgraded(chosen[2])
        views = difference_views(differing(before, upgraded(desk.schema), before))
    context = {
        **head_of(desk),
        "choices": [
            {"value": key, "text": text, "selected": one is chosen} for one in choices for key, text in [one[:2]]
        ],
        "views": views,
        "chosen": chosen[1] if chosen else "",
    }
    return studio_page(request, "studio/forms/compare.jinja", context, shelf=SHELF)


def _choices(desk: Desk) -> list[tuple[str, str, FormSchema]]:
    found: list[tuple[str, str, FormSchema]] = []
    if desk.subject is not None:
        held = form_in_force(desk.subject, legal_date(now()))
        if held is not None:
            found.append(("hieu-luc", _("Biểu mẫu đang có hiệu lực"), held.schema))
        for row in bindings_of(desk.subject):
            text = _("Biểu mẫu có hiệu lực từ {day}").format(day=day(row.valid_from))
            found.append((f"tu-{row.pk}", text, from_json(row.form_version.schema)))
    for save in saves_of(desk.draft)[1:6]:
        text = _("Lần lưu {number}").format(number=save.revision)
        found.append((f"luu-{save.revision}", text, from_json(save_of(desk.draft, save.revision).content)))
    return found


# ---- saves


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def history(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The last saves, and the way back to one."""
    desk = opened(uid)
    error: DomainError | None = None
    if request.method == "POST":
        actor, at = actor_at(request), now()
        text = str(request.POST.get("revision", ""))
        wanted = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
        try:
            draft = restore(uid, wanted, expected=seen_revision(request), actor=actor, now=at)
        except NotAllowed:
            raise
        except DomainError as refused:
            error, desk = refused, opened(uid)
        else:
            messages.success(request, _("Đã lấy lại lần lưu {number}.").format(number=wanted))
            return HttpResponseRedirect(builder_address(draft))
    rows = [
        {"number": save.revision, "act": words(SAVES, save.act), "by": save.by.full_name, "at": save.at}
        for save in saves_of(desk.draft)
    ]
    context = {
        **head_of(desk),
        "rows": rows,
        "expected": desk.draft.revision,
        "errors": [{"text": say(error.code, error.params), "href": "#main-content"}] if error else [],
    }
    status = error.status if error else 200
    return studio_page(request, "studio/forms/history.jinja", context, shelf=SHELF, status=status)
