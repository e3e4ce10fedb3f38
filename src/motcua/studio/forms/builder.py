"""The builder: the parts of the form at the left, the chosen one in the middle, the phone at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.forms import checking
from motcua.forms.checking import Fault
from motcua.forms.draft_selectors import asides_of, find_draft
from motcua.forms.models import FormDraft
from motcua.forms.schema import FormSchema, from_json
from motcua.procedures.form_subject import FormSubject, read_subject
from motcua.procedures.selectors.form_sources import papers_of_subject, procedure_name
from motcua.studio.forms.parts import Editor, editor_of
from motcua.studio.forms.questions import kind_choices
from motcua.studio.forms.tree import FORM, Part, first_part, nodes, part_of
from motcua.studio.forms.words import CHANNELS, words
from motcua.studio.page import studio_page
from motcua.studio.shelves import DRAFT
from motcua.web.access import official
from motcua.web.fields import FieldView, error_list, field_views
from motcua.web.words import number

SHELF = "forms"


@dataclass(frozen=True, slots=True)
class Desk:
    """A working copy opened: its form, what it is for, and its faults."""

    draft: FormDraft
    schema: FormSchema
    subject: FormSubject | None
    faults: tuple[Fault, ...]

    @property
    def papers(self) -> list[tuple[str, str]]:
        return papers_of_subject(self.subject, legal_date(now())) if self.subject else []


def opened(uid: UUID) -> Desk:
    """Raises NotFound ``draft_not_found``."""
    draft = find_draft(uid)
    schema = from_json(draft.content)
    return Desk(draft, schema, read_subject(draft.subject), checking.faults(schema))


def builder_address(draft: FormDraft, part: Part | None = None) -> str:
    address = reverse("studio:form", args=[draft.uid])
    return f"{address}?muc={part.address}#soan" if part else address


@official(DRAFT)
@require_GET
def builder(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    desk = opened(uid)
    wanted = str(request.GET.get("muc", ""))[:140].replace("\x00", "")
    part = part_of(wanted) if wanted else first_part(desk.schema)
    try:
        editor = editor_of(desk.schema, part, desk.papers)
    except NotFound:
        editor = editor_of(desk.schema, Part(FORM), ())
    return builder_page(request, desk, editor)


def builder_page(
    request: HttpRequest,
    desk: Desk,
    editor: Editor,
    *,
    error: DomainError | None = None,
    expected: int | None = None,
) -> HttpResponseBase:
    """The page with ``editor`` in the middle. ``expected`` is the revision that its answers were made from, when that
    is not the one there is."""
    views = editor_views(editor)
    listed = error_list(views)
    listed += [{"text": text, "href": f"#dk-{name}"} for name, text in editor.condition_faults.items()]
    if error is not None and not listed:
        listed = [{"text": say(error.code, error.params), "href": "#main-content"}]
    seen = desk.draft.revision if expected is None else expected
    context = {
        **head_of(desk),
        "editor": editor,
        "part": editor.part.address,
        "views": views,
        "conditions": editor.condition_views(desk.schema),
        "part_faults": [] if listed else faults_of(desk, editor.part),
        "errors": listed,
        "nodes": nodes(desk.schema, desk.faults, editor.part),
        "rules": [_listed(f"rule:{one.key}", one.text, editor) for one in desk.schema.rules],
        "eligibility": [_listed(f"eligibility:{one.key}", one.text, editor) for one in desk.schema.eligibility],
        "adding": adding_of(editor),
        "acts": acts_of(desk.schema, editor.part) if not editor.is_fixed else [],
        "expected": seen,
        "idempotency_key": str(new_id()),
        "page_key": page_of(desk.schema, editor.part),
        "asides": [
            {
                "href": reverse("studio:form_differs", args=[desk.draft.uid, one.uid]),
                "by": one.by.full_name,
                "at": one.at,
            }
            for one in asides_of(desk.draft)[:3]
        ],
        "saved_at": desk.draft.edited_at,
    }
    status = error.status if error is not None else 400 if listed else 200
    response = studio_page(request, "studio/forms/builder.jinja", context, shelf=SHELF, status=status)
    request.frames_own_pages = True  # type: ignore[attr-defined]
    return response


def head_of(desk: Desk) -> dict[str, object]:
    """What every page about a working copy says on top."""
    return {
        "draft": desk.draft,
        "form_title": desk.schema.title,
        "about": about(desk.subject) if desk.subject else "",
        "back": register_address(desk.draft.subject) or reverse("studio:forms"),
        "fault_count": len(desk.faults),
        "all_faults": [
            {
                "text": say(fault.code, fault.params),
                "href": f"{reverse('studio:form', args=[desk.draft.uid])}?muc={fault.part}:{fault.key}#soan"
                if fault.key
                else f"{reverse('studio:form', args=[desk.draft.uid])}?muc=form#soan",
                "place": fault.key,
            }
            for fault in desk.faults[:50]
        ],
        "field_count": number(sum(1 for _one in desk.schema.every_field())),
    }


def register_address(subject: str) -> str:
    """The page of the register that a form is for; empty for a form of a procedure."""
    kind, _colon, key = subject.partition(":")
    try:
        return reverse("studio:register", kwargs={"key": key}) if kind == "register" else ""
    except NoReverseMatch:
        return ""


def about(subject: FormSubject) -> str:
    """``1.001193, Đăng ký khai sinh; trường hợp default; trực tuyến``."""
    name = procedure_name(subject.procedure, legal_date(now()))
    parts = [", ".join(part for part in (subject.procedure, name) if part)]
    parts.append(_("trường hợp {case}").format(case=subject.case) if subject.case else _("mọi trường hợp"))
    if subject.channel:
        parts.append(words(CHANNELS, subject.channel).lower())
    return "; ".join(parts)


def editor_views(editor: Editor) -> list[FieldView]:
    """The questions about the part; choices open as lists, so that one can be taken back."""
    views = field_views(editor.asked, editor.answers, editor.faults)
    return [replace(view, folded=True) if view.kind == "choice" else view for view in views]


def faults_of(desk: Desk, part: Part) -> list[str]:
    """What is wrong with the part as it was saved, in words."""
    found = [one for one in desk.faults if (one.part, one.key) == (part.kind, part.key)]
    return [say(one.code, one.params) for one in found]


def _listed(address: str, text: str, editor: Editor) -> dict[str, object]:
    return {"part": address, "text": text, "is_current": address == editor.part.address}


def adding_of(editor: Editor) -> dict[str, object]:
    """What can be added behind the chosen part."""
    return {"kinds": kind_choices(), "is_page": editor.part.kind == "page" and not editor.is_fixed}


def acts_of(schema: FormSchema, part: Part) -> Sequence[Mapping[str, str]]:
    """What can be done with the part as a whole."""
    if part.kind in {"field", "group"}:
        acts = [
            ("up", _("Lên")),
            ("down", _("Xuống")),
            ("double", _("Nhân đôi")),
            ("remove", _("Bỏ")),
        ]
    elif part.kind == "page":
        acts = [("up", _("Lên")), ("down", _("Xuống")), ("remove", _("Bỏ trang"))]
    elif part.kind in {"rule", "eligibility"}:
        acts = [("remove", _("Bỏ"))]
    else:
        acts = []
    return [{"act": act, "text": text} for act, text in acts]


def page_of(schema: FormSchema, part: Part) -> str:
    """The page that the preview shows beside a part."""
    if part.kind == "page":
        return part.key
    for page in schema.pages:
        if any(part.key in {item.key, getattr(group, "key", "")} for item, group in page.placed()):
            return page.key
        if any(item.key == part.key for item in page.items):
            return page.key
    return first_part(schema).key
