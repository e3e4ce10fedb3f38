"""The list of decisions, filtered by the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from motcua.core.clock import legal_date, now
from motcua.desk.decisions.reading import warnings_of
from motcua.desk.decisions.wording import KINDS, STATES, state_badge
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.procedures.lifecycle import DecisionKind, DecisionState
from motcua.procedures.models import Decision
from motcua.procedures.selectors.decisions import DecisionFilters, counts_by_state, drafting_units, list_decisions
from motcua.web.access import holds, official
from motcua.web.words import day, number

READ = "procedure.read_drafts"
DRAFT = "procedure.draft"
LONGEST = 100
MOST_PAGE = 6


@official(READ)
@require_GET
def decisions(request: HttpRequest) -> HttpResponseBase:
    """Nine statements at most, whatever the number of decisions."""
    actor, today = actor_at(request), legal_date(now())
    filters = filters_in(request.GET)
    found = list_decisions(filters, page=page_in(request.GET))
    units = drafting_units()
    query = _query(filters)
    context = {
        "title": _("Quyết định công bố"),
        "count": _counted(found.total),
        "side_items": _side(filters),
        "filters": _fields(filters, units),
        "hidden": [("state", filters.state)] if filters.state else [],
        "tags": _tags(filters, dict(units)),
        "clear": reverse("desk:decisions"),
        "filtered": bool(query),
        "rows": [_row(one, today) for one in found.rows],
        "first": found.first,
        "last": found.first + len(found.rows) - 1,
        "total": found.total,
        "page": found.page,
        "total_pages": found.pages,
        "query": f"{query}&" if query else "",
        "may_draft": holds(actor, DRAFT),
        "post_line": post_line(actor),
        "nav": "decisions",
    }
    return render(request, "desk/decisions/list.jinja", context)


def filters_in(query: Mapping[str, str] | QueryDict) -> DecisionFilters:
    """The filters of an address; a value that means nothing filters nothing."""

    def text(name: str) -> str:
        return "".join(sign for sign in str(query.get(name, ""))[:LONGEST] if sign.isprintable()).strip()

    state, kind = text("state"), text("kind")
    return DecisionFilters(
        state=state if state in set(DecisionState) else "",
        kind=kind if kind in set(DecisionKind) else "",
        unit=text("unit"),
        query=text("query"),
        since=_date(text("since")),
        until=_date(text("until")),
    )


def page_in(query: Mapping[str, str] | QueryDict) -> int:
    text = str(query.get("page", ""))
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) <= MOST_PAGE else 1


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _query(filters: DecisionFilters) -> str:
    values = {
        "state": filters.state,
        "kind": filters.kind,
        "unit": filters.unit,
        "query": filters.query,
        "since": filters.since.isoformat() if filters.since else "",
        "until": filters.until.isoformat() if filters.until else "",
    }
    return urlencode({name: value for name, value in values.items() if value})


def _address(filters: DecisionFilters) -> str:
    query = _query(filters)
    return f"{reverse('desk:decisions')}?{query}" if query else reverse("desk:decisions")


def _counted(total: int) -> str:
    return ngettext("{count} quyết định", "{count} quyết định", total).format(count=number(total))


def _side(filters: DecisionFilters) -> list[dict[str, object]]:
    counts = counts_by_state()
    states = [("", _("Tất cả"), sum(counts.values()))]
    states += [(state.value, words(STATES, state), counts[state]) for state in DecisionState]
    return [
        {
            "text": text,
            "href": _address(replace(filters, state=state)),
            "count": count,
            "current": state == filters.state,
        }
        for state, text, count in states
    ]


def _fields(filters: DecisionFilters, units: Sequence[tuple[str, str]]) -> list[dict[str, object]]:
    def options(pairs: Sequence[tuple[str, str]], chosen: str) -> list[dict[str, object]]:
        rows = [("", _("Tất cả")), *pairs]
        return [{"value": value, "text": text, "selected": value == chosen} for value, text in rows]

    kinds = [(kind.value, words(KINDS, kind)) for kind in DecisionKind]
    return [
        {"name": "query", "label": _("Số, trích yếu"), "kind": "search", "value": filters.query},
        {"name": "kind", "label": _("Loại"), "options": options(kinds, filters.kind)},
        {"name": "unit", "label": _("Nơi soạn"), "options": options(units, filters.unit)},
        {"name": "since", "label": _("Hiệu lực từ ngày"), "kind": "date", "value": _iso(filters.since)},
        {"name": "until", "label": _("đến ngày"), "kind": "date", "value": _iso(filters.until)},
    ]


def _iso(value: dt.date | None) -> str:
    return value.isoformat() if value else ""


def _tags(filters: DecisionFilters, units: Mapping[str, str]) -> list[dict[str, str]]:
    said = [
        (filters.query, f"{_('Tìm')}: {filters.query}", replace(filters, query="")),
        (filters.kind, f"{_('Loại')}: {words(KINDS, filters.kind)}", replace(filters, kind="")),
        (filters.unit, f"{_('Nơi soạn')}: {units.get(filters.unit, filters.unit)}", replace(filters, unit="")),
        (filters.since, f"{_('Từ')} {day(filters.since) if filters.since else ''}", replace(filters, since=None)),
        (filters.until, f"{_('Đến')} {day(filters.until) if filters.until else ''}", replace(filters, until=None)),
    ]
    return [{"text": text, "href": _address(without)} for value, text, without in said if value]


def _row(decision: Decision, today: dt.date) -> dict[str, object]:
    state, look = state_badge(decision, today)
    count = decision.items_count  # type: ignore[attr-defined]
    return {
        "href": reverse("desk:decision", args=[decision.uid]),
        "title": decision.title or _("Danh mục gốc"),
        "number": decision.number or _("chưa có số"),
        "kind": words(KINDS, decision.kind),
        "extent": ngettext("{count} mục", "{count} mục", count).format(count=number(count)) if count else "",
        "state": state,
        "look": look,
        "people": _people(decision),
        "effective_on": decision.effective_on,
        "warnings": warnings_of(decision, today),
    }


def _people(decision: Decision) -> list[str]:
    """Who drafted, checked and signed."""
    done = [
        (_("Soạn: {name}"), decision.drafted_by),
        (_("Kiểm soát: {name}"), decision.checked_by),
        (_("Ký: {name}"), decision.signed_by),
    ]
    return [text.format(name=user.full_name) for text, user in done if user is not None]
