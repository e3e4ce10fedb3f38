"""What the builder's buttons do: save the chosen part, add, double, move, remove, undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.core.clock import now
from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.forms import editing
from motcua.forms.cleaning import UncleanError, clean_line
from motcua.forms.drafting import Operation, SaveAct, change_draft, close_draft, undo
from motcua.forms.editing import Spot, find_item, find_page, missing
from motcua.forms.expression import Literal
from motcua.forms.schema import APPLICANT_PAGE, Eligibility, FieldKind, FormSchema, Group, Rule
from motcua.forms.validation import FieldError
from motcua.people.actors import Actor
from motcua.studio.forms.builder import Desk, builder_address, builder_page, faults_of, opened
from motcua.studio.forms.parts import editor_of, key_after, posted_editor
from motcua.studio.forms.tree import FORM, Part, part_of
from motcua.studio.page import actor_at
from motcua.studio.shelves import DRAFT
from motcua.web.access import official
from motcua.web.once import expected, once

Result = tuple[FormSchema, Part]
MOST_TITLE = 1_200


def differs_address(desk: Desk, error: Conflict) -> str:
    """Where an author goes whose text was laid aside; empty when there is none."""
    aside = str(error.params.get("aside", ""))
    return reverse("studio:form_differs", args=[desk.draft.uid, aside]) if aside else ""


def seen_revision(request: HttpRequest) -> int:
    """Raises Invalid ``data_invalid`` without a revision."""
    found = expected(request)
    if found is None:
        raise Invalid("data_invalid", errors=[{"field": "expected", "code": "number_malformed"}])
    return found


@official(DRAFT)
@require_POST
def save(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Write the chosen part. Sent by htmx as the author types, it answers with what became of it."""
    desk, actor, at = opened(uid), actor_at(request), now()
    part, typing = part_of(str(request.POST.get("part", ""))), request.headers.get("HX-Request") == "true"
    seen = seen_revision(request)
    editor, change = posted_editor(desk.schema, part, desk.papers, request.POST)
    if change is None:
        if typing:
            return _said_while_typing(
                request, desk, part, [*_faults_in_words(editor.faults), *editor.condition_faults.values()], seen
            )
        return builder_page(request, desk, editor, expected=seen)
    try:
        draft = change_draft(desk.draft.uid, change, expected=seen, actor=actor, now=at)
    except Conflict as error:
        there = differs_address(desk, error)
        if there and not typing:
            return HttpResponseRedirect(there)
        if typing:
            return _said_while_typing(request, desk, part, [say(error.code, error.params)], seen, differs=there)
        return builder_page(request, opened(uid), editor, error=error, expected=seen)
    goes_on = key_after(part, request.POST)
    if typing:
        saved = opened(uid)
        return _said_while_typing(request, saved, goes_on, faults_of(saved, goes_on), draft.revision, saved=True)
    messages.success(request, _("Đã lưu."))
    return HttpResponseRedirect(builder_address(draft, goes_on))


def _faults_in_words(faults: Sequence[FieldError]) -> list[str]:
    return [say(one.code, one.params) for one in faults]


def _said_while_typing(
    request: HttpRequest,
    desk: Desk,
    part: Part,
    faults: list[str],
    revision: int,
    *,
    saved: bool = False,
    differs: str = "",
) -> HttpResponseBase:
    context = {
        "part": part.address,
        "expected": revision,
        "part_faults": faults,
        "saved_at": desk.draft.edited_at if saved else None,
        "differs": differs,
        "fault_count": len(desk.faults),
        "idempotency_key": str(new_id()),
    }
    return render(request, "studio/forms/typed.jinja", context)


# ---- buttons


@official(DRAFT)
@require_POST
def act(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    part = part_of(str(request.POST.get("part", "")))
    name = str(request.POST.get("act", ""))[:20]
    goes_on = [part]
    try:
        seen = seen_revision(request)
        change, kind = (None, SaveAct.EDITED) if name in {"undo", "close"} else _change(name, part, request.POST)

        def operation(schema: FormSchema) -> FormSchema:
            if change is None:
                return schema
            made, goes_on[0] = change(schema)
            return made

        def run() -> str:
            if name == "undo":
                return builder_address(undo(uid, expected=seen, actor=actor, now=at), part)
            if name == "close":
                close_draft(uid, expected=seen, actor=actor, now=at)
                return reverse("studio:forms")
            draft = change_draft(uid, operation, expected=seen, actor=actor, now=at, act=kind)
            return builder_address(draft, goes_on[0])

        address, _fresh = once(request, f"studio.forms.{name}:{uid}", run, actor=actor, now=at)
    except NotAllowed:
        raise
    except DomainError as error:
        desk = opened(uid)
        there = kept_apart(desk, error, operation, seen, actor=actor, at=at) if _is_edited(error) else ""
        return HttpResponseRedirect(there) if there else _refused(request, uid, part, error)
    return HttpResponseRedirect(address)


def _is_edited(error: DomainError) -> bool:
    return isinstance(error, Conflict) and "aside" in error.params


def kept_apart(
    desk: Desk, error: DomainError, operation: Operation, seen: int, *, actor: Actor, at: dt.datetime
) -> str:
    """Lay aside what was sent after somebody else had saved, and say where the two texts stand. What refused it ran
    inside a transaction that took the laying aside back with it."""
    if not _is_edited(error):
        return ""
    try:
        change_draft(desk.draft.uid, operation, expected=seen, actor=actor, now=at)
    except Conflict as again:
        return differs_address(desk, again)
    return builder_address(desk.draft)


def _refused(request: HttpRequest, uid: UUID, part: Part, error: DomainError) -> HttpResponseBase:
    desk = opened(uid)
    try:
        editor = editor_of(desk.schema, part, desk.papers)
    except DomainError:
        editor = editor_of(desk.schema, Part(FORM), ())
    return builder_page(request, desk, editor, error=error)


def _change(name: str, part: Part, posted: QueryDict) -> tuple[Callable[[FormSchema], Result], SaveAct]:
    """What a button does. Raises Invalid ``data_invalid`` for none of ours."""
    if name.startswith("add_"):
        title = _title(posted)
        kind = str(posted.get("kind", ""))
        return lambda schema: _added(schema, name, part, title, kind), SaveAct.ADDED
    if name == "move_to":
        spot = _spot(posted)
        moved = str(posted.get("moved", ""))[:120]
        return lambda schema: (editing.move_to(schema, moved, spot), part), SaveAct.MOVED
    known: dict[str, tuple[Callable[[FormSchema], Result], SaveAct]] = {
        "up": (lambda schema: (_moved(schema, part, down=False), part), SaveAct.MOVED),
        "down": (lambda schema: (_moved(schema, part, down=True), part), SaveAct.MOVED),
        "double": (lambda schema: _doubled(schema, part), SaveAct.DOUBLED),
        "remove": (lambda schema: _removed(schema, part), SaveAct.REMOVED),
    }
    if name not in known:
        raise Invalid("data_invalid", errors=[{"field": "act", "code": "choice_unknown"}])
    return known[name]


def _title(posted: QueryDict) -> str:
    try:
        title = clean_line(str(posted.get("label", "")))
    except UncleanError as error:
        raise Invalid(error.code) from error
    if len(title) > MOST_TITLE:
        raise Invalid("text_too_long", params={"most": MOST_TITLE})
    return title


def _spot(posted: QueryDict) -> Spot:
    text = str(posted.get("position", ""))
    position = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
    return Spot(str(posted.get("to_page", ""))[:120], str(posted.get("to_group", ""))[:120], position)


def _added(schema: FormSchema, name: str, part: Part, title: str, kind: str) -> Result:
    if name == "add_page":
        page = editing.new_page(schema, title or _("Trang mới"))
        at = find_page(schema, part.key)[1] + 1 if part.kind == "page" else len(schema.pages)
        return editing.insert_page(schema, page, at), Part("page", page.key)
    if name == "add_rule":
        key = editing.key_for(title, {one.key for one in schema.rules}, "quy_tac")
        rule = Rule(key, Literal(True), title or _("Xin xem lại."))
        return editing.put_rule(schema, key, rule), Part("rule", key)
    if name == "add_eligibility":
        key = editing.key_for(title, {one.key for one in schema.eligibility}, "dieu_kien")
        one = Eligibility(key, Literal(True), title or _("Chưa đủ điều kiện."))
        return editing.put_eligibility(schema, key, one), Part("eligibility", key)
    spot = _behind(schema, part, in_group=name == "add_field")
    if name in {"add_group", "add_rows"}:
        group = editing.new_group(schema, title or _("Nhóm mới"), repeated=name == "add_rows")
        return editing.insert_item(schema, group, spot), Part("group", group.key)
    chosen = FieldKind(kind) if kind in set(FieldKind) else FieldKind.TEXT
    field = editing.new_field(schema, chosen, title or _("Câu hỏi mới"))
    return editing.insert_item(schema, field, spot), Part("field", field.key)


def _behind(schema: FormSchema, part: Part, *, in_group: bool) -> Spot:
    """Where something new goes: at the end of the chosen page or group, behind the chosen field. Raises NotFound."""
    if part.kind == "page":
        page, _number = find_page(schema, part.key)
        if page.key == APPLICANT_PAGE:
            raise missing(page.key)
        return Spot(page.key, "", len(page.items))
    if part.kind not in {"field", "group"}:
        own = [page for page in schema.pages if page.key != APPLICANT_PAGE]
        if not own:
            raise missing("")
        return Spot(own[-1].key, "", len(own[-1].items))
    item, spot = find_item(schema, part.key)
    if isinstance(item, Group) and in_group:
        return Spot(spot.page, item.key, len(item.fields))
    if spot.group and not in_group:
        _group, around = find_item(schema, spot.group)
        return Spot(around.page, "", around.position + 1)
    return Spot(spot.page, spot.group, spot.position + 1)


def _moved(schema: FormSchema, part: Part, *, down: bool) -> FormSchema:
    if part.kind == "page":
        return editing.move_page(schema, part.key, down=down)
    return editing.move_item(schema, part.key, down=down)


def _doubled(schema: FormSchema, part: Part) -> Result:
    made, key = editing.double_item(schema, part.key)
    return made, Part(part.kind, key)


def _removed(schema: FormSchema, part: Part) -> Result:
    if part.kind == "page":
        return editing.remove_page(schema, part.key), Part(FORM)
    if part.kind == "rule":
        return editing.drop_rule(schema, part.key), Part(FORM)
    if part.kind == "eligibility":
        return editing.drop_eligibility(schema, part.key), Part(FORM)
    _item, spot = find_item(schema, part.key)
    goes_on = Part("group", spot.group) if spot.group else Part("page", spot.page)
    return editing.remove_item(schema, part.key), goes_on
