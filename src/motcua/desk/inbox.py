"""The lists of the desk: what waits for me and for my unit, the most urgent first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotSignedIn
from motcua.core.texts import say
from motcua.desk.batch_acts import acts_for
from motcua.desk.duty.on_dossier import standing_in
from motcua.desk.figures.statutory_owed import on_the_desk
from motcua.desk.lateness.marks import with_marks
from motcua.desk.list_address import FILTERED, Place, filters_in, place_after, place_in, query_of, without
from motcua.desk.map_filter import asks_for_places, map_fields, map_words, place_name
from motcua.desk.rows import rows_of
from motcua.desk.time_left import watch
from motcua.desk.wording import ACTIONS, GRAINS, ROLES, STATES, STATUSES, VIEWS, words
from motcua.dossiers.models import Dossier, SavedFilter
from motcua.dossiers.permissions import EXPORT, READ
from motcua.dossiers.selectors.list_choices import Choices, choices, counts, side_counts
from motcua.dossiers.selectors.lists import (
    PAGE,
    Filters,
    Status,
    View,
    after,
    before,
    filtered,
    in_piles,
    nearest,
    own_units,
)
from motcua.dossiers.selectors.steps import StepNames, step_names
from motcua.dossiers.services.saved_filters import forget_filter, save_filter
from motcua.foresight.lateness.selectors import with_warning
from motcua.people.actors import Actor
from motcua.people.services.records import record_list
from motcua.web.access import current_actor, holds, official
from motcua.web.words import number

_MOST_SHOWN = 999


def actor_at(request: HttpRequest) -> Actor:
    """The official of a request behind :func:`official`."""
    actor = current_actor(request)
    if actor is None:
        raise NotSignedIn("not_signed_in")
    return actor


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list and where it stands."""

    dossiers: Sequence[Dossier]
    first: int
    previous: str
    next: str


@official(READ)
@require_GET
def inbox(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    filters, seen = filters_in(request.GET), watch(at, actor)
    piles = in_piles(actor, filters, now=at, soon=seen.soon)
    page = page_of(piles, place_in(request.GET), filters, legal_date(at))
    summed = counts(actor, filters, now=at, soon=seen.soon)
    offered = choices(filtered(actor, Filters(view=filters.view), now=at, soon=seen.soon), legal_date(at))
    names = step_names({key for key, _step in offered.steps} | {one.process_version_id for one in page.dossiers})
    here = query_of(filters, **_place_of(request))
    record_list(actor, READ, "dossier", _recorded(filters), rows=len(page.dossiers), now=at)
    context = {
        "title": words(VIEWS, filters.view),
        "count": _counted(summed.total, more=summed.more),
        "sums": _sums(summed.by_status, filters),
        "reports": on_the_desk(actor, legal_date(at)),
        "side_items": _side(side_counts(actor, now=at, soon=seen.soon), filters.view),
        **_filter_parts(actor, filters, offered, names, legal_date(at)),
        "exports": _exports(filters) if holds(actor, EXPORT) and summed.total else [],
        "batch": [(one.value, words(ACTIONS, one)) for one in acts_for(actor)],
        "may_export": holds(actor, EXPORT),
        "saved_filters": list(SavedFilter.objects.filter(user=actor.user_id).order_by("name")),
        "query_pairs": parse_qsl(query_of(filters)),
        "rows": with_marks(
            rows_of(
                page.dossiers,
                seen.over(page.dossiers),
                names,
                query=here,
                own=own_units(actor),
                stands_in=standing_in(actor),
            ),
            page.dossiers,
        ),
        "page": page,
        "last": page.first + len(page.dossiers) - 1,
        "total": None if summed.more else summed.total,
        "filtered": query_of(filters) != query_of(Filters(view=filters.view)),
        "may_receive": holds(actor, "dossier.receive"),
        "post_line": post_line(actor),
        "nav": "inbox",
    }
    return _addressed(render(request, "desk/inbox.jinja", context), request, filters)


def _addressed(response: HttpResponse, request: HttpRequest, filters: Filters) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        # While filtering, the address bar shows the short address, without the filters left empty.
        response.headers["HX-Push-Url"] = f"{reverse('desk:inbox')}?{query_of(filters)}".removesuffix("?")
    return response


def _filter_parts(
    actor: Actor, filters: Filters, offered: Choices, names: StepNames, today: dt.date
) -> dict[str, object]:
    """What the bar of filters shows."""
    places = map_fields(filters, today) if asks_for_places(actor, filters) else []
    return {
        "filters": _fields(filters, offered, names) + places,
        "hidden": [("view", filters.view.value)] if filters.view is not View.MINE else [],
        "tags": _tags(filters, offered, names, today),
        "clear": "?" + query_of(Filters(view=filters.view)),
    }


def post_line(actor: Actor) -> str:
    """The official's own roles, for the header."""
    return ", ".join(dict.fromkeys(words(ROLES, one.role) for one in actor.standings if one.on_behalf_of is None))


def page_of(piles: Sequence[QuerySet[Dossier]], place: Place | None, filters: Filters, on: dt.date) -> ListPage:
    """The page at a place, in one statement."""
    if place is not None and place.backwards:
        found = nearest(
            [before(pile, next_at=place.next_at, key=place.key) for pile in piles], PAGE + 1, on, also=with_warning
        )
        more, found = len(found) > PAGE, found[:PAGE][::-1]
        ahead = max(0, place.ahead - len(found))
        return _listed(found, ahead, filters, more_ahead=more, more_behind=True)
    if place is not None:
        piles = [after(pile, next_at=place.next_at, key=place.key) for pile in piles]
    found = nearest(piles, PAGE + 1, on, also=with_warning)
    return _listed(
        found[:PAGE],
        place.ahead if place else 0,
        filters,
        more_ahead=place is not None,
        more_behind=len(found) > PAGE,
    )


def _listed(found: Sequence[Dossier], ahead: int, filters: Filters, *, more_ahead: bool, more_behind: bool) -> ListPage:
    previous = following = ""
    if found and more_ahead:
        previous = "?" + query_of(filters, before=place_after(found[0], ahead, view=filters.view).sealed())
    elif more_ahead:
        previous = "?" + query_of(filters)
    if found and more_behind:
        place = place_after(found[-1], ahead + len(found), view=filters.view)
        following = "?" + query_of(filters, after=place.sealed())
    return ListPage(found, ahead + 1, previous, following)


def _place_of(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("after", "before")}


def _recorded(filters: Filters) -> dict[str, str | int | bool | list[str] | None]:
    return {"view": filters.view.value, **{name: getattr(filters, name) for name in FILTERED}}


def _counted(total: int, *, more: bool) -> str:
    text = ngettext("{count} hồ sơ", "{count} hồ sơ", total).format(count=number(total))
    return _("hơn {count}").format(count=text) if more else text


def _sums(by_status: Mapping[str, int], filters: Filters) -> list[dict[str, str]]:
    return [
        {
            "state": status.value,
            "text": f"{number(by_status[status.value])} {words(STATUSES, status)}",
            "href": "?" + query_of(replace(filters, status=status.value)),
        }
        for status in Status
        if by_status.get(status.value)
    ]


def _side(found: Mapping[View, int], current: View) -> list[dict[str, object]]:
    return [
        {
            "text": words(VIEWS, view),
            "href": f"{reverse('desk:inbox')}?{query_of(Filters(view=view))}".removesuffix("?"),
            "count": min(found[view], _MOST_SHOWN),
            "late": view is View.LATE,
            "current": view is current,
        }
        for view in View
        if view is not View.ALERTS or found[view] or current is view
    ]


def _options(pairs: Sequence[tuple[str, str]], chosen: str) -> list[dict[str, object]]:
    known = any(value == chosen for value, _text in pairs)
    rest = [] if known or not chosen else [(chosen, chosen)]
    return [
        {"value": "", "text": _("Tất cả")},
        *({"value": value, "text": text, "selected": value == chosen} for value, text in [*pairs, *rest]),
    ]


def _steps(offered: Choices, names: StepNames) -> list[tuple[str, str]]:
    found = {step: names.name(process, step) for process, step in offered.steps}
    return sorted(found.items(), key=lambda one: one[1])


def _fields(filters: Filters, offered: Choices, names: StepNames) -> list[dict[str, object]]:
    statuses = [(status.value, words(STATUSES, status)) for status in Status]
    lists: list[tuple[str, str, Sequence[tuple[str, str]]]] = [
        ("field", _("Lĩnh vực"), offered.fields),
        ("procedure", _("Thủ tục"), offered.procedures),
        ("step", _("Bước"), _steps(offered, names)),
        ("status", _("Tình trạng"), statuses),
        ("holder", _("Người giữ"), offered.holders),
        ("grain", _("Đếm theo"), [(code, words(GRAINS, code)) for code in GRAINS]),
    ]
    return [
        {"name": name, "label": label, "options": _options(pairs, getattr(filters, name))}
        for name, label, pairs in lists
    ]


def _tags(filters: Filters, offered: Choices, names: StepNames, today: dt.date) -> list[dict[str, str]]:
    said: dict[str, tuple[str, Mapping[str, str]]] = {
        "field": (_("Lĩnh vực"), {}),
        "procedure": (_("Thủ tục"), dict(offered.procedures)),
        "step": (_("Bước"), dict(_steps(offered, names))),
        "status": (_("Tình trạng"), {status.value: words(STATUSES, status) for status in Status}),
        "holder": (_("Người giữ"), dict(offered.holders)),
        "state": (_("Trạng thái"), {code: str(text) for code, text in STATES.items()}),
        "unit": (_("Đơn vị giữ"), {}),
        "place": (_("Địa bàn"), {filters.place: place_name(filters, today)}),
        "map": (_("Theo bản đồ ngày"), {filters.map: map_words(filters)}),
        "grain": (_("Đếm theo"), {code: str(text) for code, text in GRAINS.items()}),
        "query": (_("Tìm"), {}),
    }
    found = []
    for name, (label, table) in said.items():
        value = getattr(filters, name)
        if value:
            found.append({"text": f"{label}: {table.get(value, value)}", "href": without(filters, name)})
    return found


def _exports(filters: Filters) -> list[dict[str, str]]:
    address, query = reverse("desk:export", args=["csv"])[:-3], query_of(filters)
    tail = f"?{query}" if query else ""
    return [{"text": kind.upper(), "href": f"{address}{kind}{tail}"} for kind in ("csv", "xlsx")]


@official(READ)
@require_POST
def save(request: HttpRequest) -> HttpResponseBase:
    """Keep the filter in force under a name."""
    filters = filters_in({name: str(request.POST.get(name, "")) for name in request.POST})
    query = query_of(filters)
    try:
        save_filter(str(request.POST.get("name", "")), query, actor=actor_at(request), now=now())
    except DomainError as error:
        messages.error(request, say(error.code, error.params))
    else:
        messages.success(request, _("Đã lưu bộ lọc."))
    return HttpResponseRedirect(f"{reverse('desk:inbox')}?{query}")


@official(READ)
@require_POST
def forget(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    forget_filter(uid, actor=actor_at(request))
    messages.success(request, _("Đã bỏ bộ lọc đã lưu."))
    return HttpResponseRedirect(reverse("desk:inbox"))
