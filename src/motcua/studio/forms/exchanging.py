"""A form as a file: our JSON, Form.io, JSON Schema; and a file in place of what stands, after its report was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import now
from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.forms.applicant import PERSON_PAGE
from motcua.forms.drafting import SaveAct, change_draft
from motcua.forms.exchange import (
    MAX_BYTES,
    Exported,
    Imported,
    Note,
    formio_of,
    json_schema_of,
    own_of,
    read_formio,
    read_json_schema,
    read_own,
)
from motcua.forms.schema import APPLICANT_PAGE, FormSchema, upgraded
from motcua.studio.forms.acting import kept_apart, seen_revision
from motcua.studio.forms.builder import SHELF, Desk, builder_address, head_of, opened
from motcua.studio.page import actor_at, studio_page
from motcua.studio.shelves import DRAFT
from motcua.web.access import official
from motcua.web.once import once


@dataclass(frozen=True, slots=True)
class Format:
    """``write`` gives the file and what it leaves out; ``read`` the form and what became of each part."""

    suffix: str
    write: Callable[[FormSchema], Exported]
    read: Callable[[bytes], Imported]


FORMATS: Mapping[str, Format] = {
    "motcua": Format("json", lambda schema: Exported(own_of(schema)), read_own),
    "formio": Format("formio.json", formio_of, read_formio),
    "json-schema": Format("schema.json", json_schema_of, read_json_schema),
}


def _names() -> dict[str, str]:
    return {"motcua": _("JSON của hệ thống này"), "formio": "Form.io JSON", "json-schema": "JSON Schema 2020-12"}


@official(DRAFT)
@require_GET
def download(request: HttpRequest, uid: UUID, kind: str) -> HttpResponseBase:
    """The working copy as it is saved."""
    desk = opened(uid)
    if kind not in FORMATS:
        raise NotFound("draft_not_found")
    answer = HttpResponse(FORMATS[kind].write(desk.schema).data, content_type="application/json")
    stem = "".join(one if one.isascii() and (one.isalnum() or one in "-.") else "-" for one in desk.draft.subject)
    answer["Content-Disposition"] = f'attachment; filename="{stem[:80]}.{FORMATS[kind].suffix}"'
    return answer


@official(DRAFT)
@require_http_methods(["GET", "POST"])
def exchange(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """First the file is read and told; what it says comes in only when the author takes it over."""
    desk = opened(uid)
    if request.method != "POST":
        return _page(request, desk)
    try:
        if request.POST.get("act") == "take":
            return _taken(request, desk)
        kind, data = _uploaded(request)
    except NotAllowed:
        raise
    except DomainError as error:
        return _page(request, desk, error=error)
    return _page(request, desk, read=FORMATS[kind].read(data))


def _uploaded(request: HttpRequest) -> tuple[str, bytes]:
    kind, file = str(request.POST.get("kind", "")), request.FILES.get("file")
    if kind not in FORMATS:
        raise Invalid("choice_unknown", errors=[{"field": "kind", "code": "choice_unknown"}])
    if not isinstance(file, UploadedFile) or not file.size:
        raise Invalid("field_required", errors=[{"field": "file", "code": "field_required"}])
    if file.size > MAX_BYTES:
        raise Invalid("form_too_large", params={"most": 1_000})
    return kind, file.read()


def _taken(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    read = read_own(str(request.POST.get("content", "")).encode())
    if read.schema is None:
        raise Invalid("form_malformed", params={"key": desk.draft.name})
    made, actor, at, seen = with_applicant(read.schema), actor_at(request), now(), seen_revision(request)

    def run() -> str:
        draft = change_draft(
            desk.draft.uid, lambda _form: made, expected=seen, actor=actor, now=at, act=SaveAct.IMPORTED
        )
        return builder_address(draft)

    try:
        address, _fresh = once(request, f"studio.forms.import:{desk.draft.uid}", run, actor=actor, now=at)
    except Conflict as error:
        there = kept_apart(desk, error, lambda _form: made, seen, actor=actor, at=at)
        if not there:
            raise
        return HttpResponseRedirect(there)
    messages.success(request, _("Đã lấy biểu mẫu từ tệp. Bản trước đó còn trong các lần lưu."))
    return HttpResponseRedirect(address)


def with_applicant(schema: FormSchema) -> FormSchema:
    """The form with the page that asks who applies, which every form has and foreign files do not."""
    made = upgraded(schema)
    if any(page.key == APPLICANT_PAGE for page in made.pages):
        return made
    return replace(made, pages=(PERSON_PAGE, *made.pages))


def _said(notes: Sequence[Note]) -> list[dict[str, str]]:
    return [{"text": say(note.code, note.params), "place": note.place} for note in notes]


def _page(
    request: HttpRequest, desk: Desk, *, read: Imported | None = None, error: DomainError | None = None
) -> HttpResponseBase:
    names = _names()
    exports = [
        {"kind": kind, "text": names[kind], "left_out": _said(one.write(desk.schema).left_out)}
        for kind, one in FORMATS.items()
    ]
    faults = _said(read.faults) if read is not None else []
    errors = [{"text": one["text"], "href": "#f-file"} for one in faults]
    if error is not None:
        errors.append({"text": say(error.code, error.params), "href": "#f-file"})
    content = own_of(read.schema).decode() if read is not None and read.schema is not None else ""
    context = {
        **head_of(desk),
        "exports": exports,
        "kinds": names,
        "errors": errors,
        "read": {
            "title": read.schema.title,
            "kept": _said(read.kept),
            "assumed": _said(read.assumed),
            "dropped": _said(read.dropped),
        }
        if read is not None and read.schema is not None
        else None,
        "content": content,
        "expected": desk.draft.revision,
        "idempotency_key": str(new_id()),
    }
    status = error.status if error is not None else 400 if faults else 200
    return studio_page(request, "studio/forms/exchange.jinja", context, shelf=SHELF, status=status)
