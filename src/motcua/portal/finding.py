"""The list of procedures: searched, filtered, page by page, and suggestions while typing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from motcua.core.clock import legal_date, now
from motcua.core.errors import Invalid
from motcua.core.vietnamese_order import dictionary_key
from motcua.portal.phrases import level_name, online_name, plain_name, spoken_name
from motcua.procedures.search import MAX_QUERY, Entry, Filters, Stage
from motcua.procedures.selectors.listing import Facets, ProcedureList, facets, list_procedures
from motcua.web.access import public
from motcua.web.life_events import BY_KEY, LIFE_EVENTS
from motcua.web.words import number

PAGE = 20
SUGGESTIONS = 6
ONLINE = ("any", "full", "partial", "none")
_PARAMETERS = {"linh-vuc": "field", "cap": "level", "truc-tuyen": "online", "viec": "life_event"}


@public
def procedures(request: HttpRequest) -> HttpResponse:
    """The list. A cursor of another list begins again at the first page."""
    on = legal_date(now())
    query = _query(request)
    chosen = {name: request.GET.get(name, "")[:300] for name in _PARAMETERS}
    filters = Filters(**{field: chosen[name] for name, field in _PARAMETERS.items()})
    found = _found(request, on_cursor=request.GET.get("sau", "")[:300], query=query, filters=filters)
    asked = {"q": query, **{name: value for name, value in chosen.items() if value}}
    context = {
        "nav": "procedures",
        "query": query,
        "rows": [_row(entry, by_code=query[:1].isdigit()) for entry in found.items],
        "count": ngettext("{n} thủ tục", "{n} thủ tục", found.total).format(n=number(found.total)),
        "corrected": found.corrected if found.stage is Stage.TYPO else "",
        "partial": found.stage is Stage.PARTIAL,
        "fields": _filter_fields(facets(on), chosen),
        "tags": _tags(chosen, query),
        "clear": _address({"q": query} if query else {}),
        "hidden": [("q", query)] if query else [],
        "next": _address({**asked, "sau": found.next}) if found.next else "",
        "first": _address(asked) if request.GET.get("sau") else "",
    }
    return render(request, "portal/procedures.jinja", context)


@public
def suggestions(request: HttpRequest) -> HttpResponse:
    """The best few for what is typed so far: a fragment for the box of the home page."""
    query = _query(request)
    found = list_procedures(legal_date(now()), query=query, limit=SUGGESTIONS) if len(query) > 1 else None
    rows = [_row(entry) for entry in found.items] if found else []
    context = {"rows": rows, "query": query, "all": _address({"q": query})}
    return render(request, "portal/suggestions.jinja", context)


def _query(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:MAX_QUERY]


def _found(request: HttpRequest, *, on_cursor: str, query: str, filters: Filters) -> ProcedureList:
    on = legal_date(now())
    try:
        return list_procedures(on, query=query, filters=filters, cursor=on_cursor, limit=PAGE)
    except Invalid:
        return list_procedures(on, query=query, filters=filters, limit=PAGE)


def _row(entry: Entry, *, by_code: bool = False) -> dict[str, str]:
    name, plain = spoken_name(entry.name, entry.summary), plain_name(entry.name)
    return {
        "name": name,
        "href": reverse("portal:procedure", args=[entry.code]),
        "summary": entry.summary if name == plain else plain,
        "field": entry.field,
        "where": ", ".join(level_name(level) for level in entry.levels),
        "online": online_name(entry.online),
        "kind": "ontime" if entry.online in {"full", "partial", "unstated"} else "neutral",
        "code": entry.national_code or "" if by_code else "",
    }


def _address(parameters: Mapping[str, str | None]) -> str:
    kept = {name: value for name, value in parameters.items() if value}
    base = reverse("portal:procedures")
    return f"{base}?{urlencode(kept)}" if kept else base


def _filter_fields(known: Facets, chosen: Mapping[str, str]) -> list[dict[str, object]]:
    fields = sorted(known.fields, key=lambda field: dictionary_key(field[0]))
    counts = dict(known.life_events)
    return [
        _select(
            "viec", gettext("Việc trong đời"), [(e.key, str(e.name)) for e in LIFE_EVENTS if e.key in counts], chosen
        ),
        _select("linh-vuc", gettext("Lĩnh vực"), [(name, f"{name} ({count})") for name, count in fields], chosen),
        _select("cap", gettext("Nơi làm"), [(level, level_name(level)) for level, _ in known.levels], chosen),
        _select("truc-tuyen", gettext("Cách nộp"), [(key, _online(key)) for key in ONLINE], chosen),
    ]


def _online(key: str) -> str:
    return gettext("Nộp được trực tuyến") if key == "any" else online_name(key)


def _select(name: str, label: str, options: Sequence[tuple[str, str]], chosen: Mapping[str, str]) -> dict[str, object]:
    rows = [{"value": "", "text": gettext("Tất cả"), "selected": not chosen[name]}]
    rows += [{"value": value, "text": text, "selected": value == chosen[name]} for value, text in options]
    return {"name": name, "label": label, "options": rows}


def _tags(chosen: Mapping[str, str], query: str) -> list[dict[str, str]]:
    def said(name: str, value: str) -> str:
        if name == "viec":
            return str(BY_KEY[value].name) if value in BY_KEY else value
        return {"cap": level_name, "truc-tuyen": _online}.get(name, str)(value)

    asked = {name: value for name, value in chosen.items() if value}
    return [
        {
            "text": said(name, value),
            "href": _address({"q": query, **{other: kept for other, kept in asked.items() if other != name}}),
        }
        for name, value in asked.items()
    ]
