"""The lists and reports of a register: what columns in which order, what one may choose by, what is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from motcua.core.canonical import Json
from motcua.core.errors import DomainError
from motcua.core.ids import new_id
from motcua.core.search_text import tokens
from motcua.core.texts import say
from motcua.registers.checking import MOST_COLUMNS
from motcua.registers.definition import ListView, Report, Show
from motcua.registers.permissions import AUTHOR
from motcua.studio.page import studio_page
from motcua.studio.registers.common import (
    SHELF,
    Draft,
    Head,
    column_choices,
    draft_of,
    error_lines,
    filter_choices,
    group_choices,
    revision_after,
    sum_choices,
    write_head,
)
from motcua.web.access import official

NEW = "moi"
Row = dict[str, Json]


@official(AUTHOR)
@require_http_methods(["GET", "POST"])
def list_view(request: HttpRequest, key: str, view: str) -> HttpResponseBase:
    draft = draft_of(key)
    found = draft.definition.list_view(view) or (ListView("", "", ()) if view == NEW else None)
    if found is None:
        raise Http404
    row: Row = {"title": found.title, "columns": list(found.columns), "filters": list(found.filters)}
    row |= {"show": found.show.value}
    error: DomainError | None = None
    fault = ""
    if request.method == "POST":
        row = _posted_list(request, draft)
        if not row["title"]:
            fault = say("register_title_missing")
        else:
            done, error = _written(request, draft, "lists", found.key, row)
            if done is not None:
                return done
    columns = row["columns"] if isinstance(row["columns"], list) else []
    context = {
        **_common(draft, found.key, "lists", error, fault),
        "title": row["title"],
        "columns": [
            {"value": value, "text": text, "place": columns.index(value) + 1 if value in columns else ""}
            for value, text in column_choices(draft.schema)
        ],
        "filters": [(value, text, value in _texts(row["filters"])) for value, text in filter_choices(draft.schema)],
        "shows": [
            (Show.ALL.value, _("mọi mục"), row["show"] == Show.ALL),
            (Show.OPEN.value, _("chỉ mục đang làm"), row["show"] == Show.OPEN),
            (Show.ENDED.value, _("chỉ mục đã xong"), row["show"] == Show.ENDED),
        ],
        "most": MOST_COLUMNS,
    }
    status = error.status if error else 400 if fault else 200
    return studio_page(request, "studio/registers/list_view.jinja", context, shelf=SHELF, status=status)


def _posted_list(request: HttpRequest, draft: Draft) -> Row:
    """The columns that were given a place, in its order; a place that is no number puts its column last."""
    placed = []
    for position, (value, _text) in enumerate(column_choices(draft.schema)):
        typed = request.POST.get(f"place.{value}", "").strip()
        if typed:
            number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 5 else 10_000
            placed.append((number, position, value))
    known = [value for value, _text in filter_choices(draft.schema)]
    show = request.POST.get("show", "")
    return {
        "title": _title(request),
        "columns": [value for _number, _position, value in sorted(placed)],
        "filters": [value for value in known if value in request.POST.getlist("filters")],
        "show": show if show in set(Show) else Show.ALL.value,
    }


@official(AUTHOR)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, key: str, report: str) -> HttpResponseBase:
    draft = draft_of(key)
    found = draft.definition.report(report) or (Report("", "", "") if report == NEW else None)
    if found is None:
        raise Http404
    row: Row = {"title": found.title, "rows": found.rows, "columns": found.columns, "adds": found.adds}
    error: DomainError | None = None
    fault = ""
    if request.method == "POST":
        row = {"title": _title(request), **{name: request.POST.get(name, "")[:100] for name in _REPORT}}
        if not row["title"] or not row["rows"]:
            fault = say("register_title_missing") if not row["title"] else _("Chọn nhóm theo hàng.")
        else:
            done, error = _written(request, draft, "reports", found.key, row)
            if done is not None:
                return done
    groups, sums = group_choices(draft.schema), sum_choices(draft.schema)
    context = {
        **_common(draft, found.key, "reports", error, fault),
        "title": row["title"],
        "rows": _options(groups, row["rows"], _("Chọn")),
        "columns": _options(groups, row["columns"], _("không")),
        "adds": _options(sums, row["adds"], _("chỉ đếm mục")),
    }
    status = error.status if error else 400 if fault else 200
    return studio_page(request, "studio/registers/report.jinja", context, shelf=SHELF, status=status)


_REPORT = ("rows", "columns", "adds")


@official(AUTHOR)
@require_POST
def remove(request: HttpRequest, key: str, what: str, name: str) -> HttpResponseBase:
    """Take a list or a report out of the draft. Raises Http404 for anything else."""
    if what not in {"lists", "reports"}:
        raise Http404
    draft = draft_of(key)

    def change(head: Head) -> Head:
        return {**head, what: [dict(one) for one in _rows(head, what) if one["key"] != name]}

    done, error = write_head(request, draft, change, reverse("studio:register", args=[key]))
    if done is None and error is not None:
        raise error
    assert done is not None  # noqa: S101 (one of the two)
    return done


def _written(
    request: HttpRequest, draft: Draft, what: str, key: str, row: Row
) -> tuple[HttpResponseBase | None, DomainError | None]:
    """Put the row in the place of the one called ``key``; a new one gets a key from its title."""

    def change(head: Head) -> Head:
        rows = _rows(head, what)
        if key and any(one["key"] == key for one in rows):
            return {**head, what: [{"key": key, **row} if one["key"] == key else dict(one) for one in rows]}
        return {**head, what: [*map(dict, rows), {"key": _new_key(str(row["title"]), rows), **row}]}

    return write_head(request, draft, change, reverse("studio:register", args=[draft.register.key]))


def _rows(head: Mapping[str, Json], what: str) -> list[Mapping[str, Json]]:
    found = head.get(what)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _new_key(title: str, rows: Sequence[Mapping[str, Json]]) -> str:
    taken = {str(one["key"]) for one in rows} | {NEW}
    plain = "_".join(tokens(title))[:30].strip("_") or "bang"
    base = plain if plain[0].isalpha() else f"b_{plain}"
    return next(name for name in (base, *(f"{base}_{number}" for number in range(2, 100))) if name not in taken)


def _title(request: HttpRequest) -> str:
    return " ".join(request.POST.get("title", "").replace("\x00", "").split())[:200]


def _texts(value: Json) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _options(choices: Sequence[tuple[str, str]], chosen: Json, nothing: str) -> list[tuple[str, str, bool]]:
    return [("", nothing, not chosen), *((value, text, value == chosen) for value, text in choices)]


def _common(draft: Draft, name: str, what: str, error: DomainError | None, fault: str) -> dict[str, object]:
    key = draft.register.key
    return {
        "register": draft.register,
        "name": draft.definition.title,
        "is_new": not name,
        "remove": reverse("studio:register_remove", args=[key, what, name]) if name else "",
        "errors": [{"text": fault, "href": "#title"}] if fault else error_lines(error),
        "expected": revision_after(draft, error),
        "back": reverse("studio:register", args=[key]),
        "idempotency_key": str(new_id()),
        "has_form": draft.schema is not None,
    }
