"""The registers there are, and one of them: its parts, what is still wrong, how it stands."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.ids import new_id
from motcua.people.selectors import role_names
from motcua.registers.lifecycle import RegisterState
from motcua.registers.models import Record, Register
from motcua.registers.permissions import AUTHOR
from motcua.studio.page import studio_page
from motcua.studio.registers.common import SHELF, Draft, column_choices, draft_of, fault_lines, last_version, today
from motcua.studio.registers.rights import extent_words, right_words
from motcua.web.access import official

MOST_LISTED = 300


def state_words(state: str) -> str:
    return {
        RegisterState.DRAFT: _("đang soạn"),
        RegisterState.OPEN: _("đang dùng"),
        RegisterState.CLOSED: _("đã khóa"),
    }[RegisterState(state)]


@official(AUTHOR)
@require_GET
def registers(request: HttpRequest) -> HttpResponseBase:
    rows = Register.objects.select_related("edited_by").order_by("-edited_at", "-id")[:MOST_LISTED]
    context = {
        "rows": [
            {
                "title": one.draft.get("title") or one.key,
                "key": one.key,
                "href": reverse("studio:register", args=[one.key]),
                "state": one.state,
                "state_words": state_words(one.state),
                "by": one.edited_by.full_name if one.edited_by else "",
                "at": one.edited_at,
            }
            for one in rows
        ],
        "new_href": reverse("studio:register_new"),
    }
    return studio_page(request, "studio/registers/list.jinja", context, shelf=SHELF)


@official(AUTHOR)
@require_GET
def register(request: HttpRequest, key: str) -> HttpResponseBase:
    return overview_page(request, draft_of(key))


def overview_page(
    request: HttpRequest, draft: Draft, errors: list[dict[str, str]] | None = None, status: int = 200
) -> HttpResponseBase:
    definition, found = draft.definition, draft.faults()
    version = last_version(draft.register)
    names = dict(column_choices(draft.schema))
    roles = role_names()
    context = {
        "register": draft.register,
        "copies": draft.copies,
        "definition": definition,
        "state_words": state_words(draft.register.state),
        "version": version,
        "records": Record.objects.filter(register=draft.register).exists(),
        "errors": errors or [],
        "head_faults": [*fault_lines(found, "title"), *fault_lines(found, "prefix")],
        "form_faults": fault_lines(found, "form"),
        "questions": [one.label for one in definition.form.fields()],
        "process_faults": fault_lines(found, "process"),
        "steps": [one.name for one in definition.process.steps] if definition.process else [],
        "has_process": definition.process is not None,
        "lists": [
            {
                "title": one.title,
                "href": reverse("studio:register_list", args=[key_of(draft), one.key]),
                "columns": ", ".join(names.get(column, column) for column in one.columns),
                "faults": fault_lines(found, f"lists:{one.key}"),
            }
            for one in definition.lists
        ],
        "list_faults": [line for one in found if one.place == "lists" for line in fault_lines([one])],
        "reports": [
            {
                "title": one.title,
                "href": reverse("studio:register_report", args=[key_of(draft), one.key]),
                "faults": fault_lines(found, f"reports:{one.key}"),
            }
            for one in definition.reports
        ],
        "report_faults": [line for one in found if one.place == "reports" for line in fault_lines([one])],
        "rights": [
            (roles.get(one.role, one.role), right_words(one.right), extent_words(one.extent))
            for one in definition.allowed
        ],
        "right_faults": fault_lines(found, "allowed"),
        "is_sound": not found,
        "today": today(),
        "idempotency_key": str(new_id()),
    }
    return studio_page(request, "studio/registers/register.jinja", context, shelf=SHELF, status=status)


def key_of(draft: Draft) -> str:
    return draft.register.key
