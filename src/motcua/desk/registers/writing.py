"""Entering a record and mending one: the form its author drew up, nothing typed lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import Conflict, DomainError, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.forms.schema import FormSchema
from motcua.forms.validation import FieldError, validate
from motcua.organisation.models import Unit
from motcua.registers.definition import Definition, Right
from motcua.registers.permissions import USE, reach, require, roles_with
from motcua.registers.selectors import record_of, register_for
from motcua.registers.services.records import enter_record, mend_record
from motcua.web.access import official
from motcua.web.form_page import page_view
from motcua.web.form_posting import faults_of, posted_form
from motcua.web.once import expected, once


@official(USE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, key: str) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    _version, definition = register_for(key, actor, at)
    reached = reach(actor, definition, Right.ENTER, legal_date(at))
    if not reached.everywhere and not reached.units:
        raise NotAllowed("register_right_missing")
    words: dict[str, object] = {
        "heading": _("Ghi vào sổ"),
        "name": definition.title,
        "save": _("Ghi vào sổ"),
        "back": reverse("desk:register", args=[key]),
        "units": _units(request, definition),
    }
    if request.method != "POST":
        return _page(request, definition.form, {}, words)
    answers, is_row_act = posted_form(definition.form, request.POST)
    unit = _chosen_unit(request, words["units"])
    if is_row_act:
        return _page(request, definition.form, answers, words)

    def write() -> str:
        record = enter_record(key, answers, unit=unit, actor=actor, now=at)
        return reverse("desk:register_record", args=[record.uid])

    return _written(request, f"desk.registers.enter:{key}", write, definition.form, answers, words)


@official(USE)
@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """By the form of the version the record was entered under."""
    actor, at = actor_at(request), now()
    record, definition = record_of(uid, actor, at)
    require(actor, definition, Right.ENTER, record.unit_id, legal_date(at))
    words = {
        "heading": _("Sửa mục {number}").format(number=record.number),
        "name": definition.title,
        "save": _("Lưu"),
        "back": reverse("desk:register_record", args=[uid]),
        "units": (),
        "expected": record.seq,
        "asks_note": True,
    }
    if request.method != "POST":
        return _page(request, definition.form, record.answers, words)
    answers, is_row_act = posted_form(definition.form, request.POST)
    note = request.POST.get("note", "").replace("\x00", "")
    words["note"] = note
    if is_row_act:
        words["expected"] = request.POST.get("expected", "")[:9]
        return _page(request, definition.form, answers, words)

    def write() -> str:
        seen = expected(request)
        mend_record(uid, answers, expected=seen if seen is not None else 0, note=note, actor=actor, now=at)
        return reverse("desk:register_record", args=[uid])

    return _written(request, f"desk.registers.mend:{uid}", write, definition.form, answers, words)


def _written(
    request: HttpRequest,
    operation: str,
    write: object,
    form: FormSchema,
    answers: Mapping[str, object],
    words: dict[str, object],
) -> HttpResponseBase:
    """Write once; what is refused comes back with all that was typed."""
    at = now()
    try:
        address, is_new = once(request, operation, write, actor=actor_at(request), now=at)  # type: ignore[arg-type]
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        faults = faults_of(error)
        if isinstance(error, Conflict) and error.code == "record_moved":
            words["expected"] = error.params["is"]
        return _page(request, form, answers, words, faults, error)
    if is_new:
        messages.success(request, _("Đã ghi vào sổ."))
    return HttpResponseRedirect(address)


def _units(request: HttpRequest, definition: Definition) -> Sequence[Unit]:
    """The units the official may enter for by own posts; asked only when there are several."""
    roles = roles_with(definition, Right.ENTER)
    ids = {one.unit_id for one in actor_at(request).standings if one.role in roles}
    return list(Unit.objects.filter(pk__in=ids).order_by("code")) if len(ids) > 1 else ()


def _chosen_unit(request: HttpRequest, units: object) -> int | None:
    wanted = request.POST.get("unit", "")
    return next((one.pk for one in units if one.code == wanted), None) if isinstance(units, list) else None


def _page(
    request: HttpRequest,
    form: FormSchema,
    answers: Mapping[str, object],
    words: Mapping[str, object],
    faults: Sequence[FieldError] = (),
    error: DomainError | None = None,
) -> HttpResponseBase:
    on = legal_date(now())
    checked = validate(form, answers, on=on)
    pages = [(page.title, page_view(page, answers, errors=faults, checked=checked, on=on)) for page in form.pages]
    listed = [one for _title, view in pages for one in view.errors()]
    if error is not None and not listed:
        listed = [{"text": say(error.code, error.params), "href": "#main-content"}]
    context = {
        "expected": None,
        "asks_note": False,
        "note": "",
        **words,
        "pages": pages,
        "errors": listed,
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor_at(request)),
        "nav": "registers",
    }
    status = error.status if error is not None else 200
    return render(request, "desk/registers/write.jinja", context, status=status)
