"""The lists of petitions, and filters kept by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.petitions.menu import petition_links
from motcua.desk.petitions.piles import FILTERED, MOST, UNCOUNTED, Filters, counts, filters_in, page_of, query_of
from motcua.desk.petitions.reading import category_choices, category_name, unit_choices
from motcua.desk.petitions.shown import row
from motcua.desk.petitions.wording import CHANNELS, KINDS, PILES
from motcua.desk.time_left import watch
from motcua.desk.wording import words
from motcua.people.actors import Actor
from motcua.people.services.records import record_list
from motcua.petitions.hotline.selectors import saved_filters
from motcua.petitions.hotline.services import forget_filter, save_filter
from motcua.petitions.permissions import APPROVE, ASSIGN, HANDLE, READ, RECEIVE
from motcua.petitions.selectors import Pile
from motcua.web.access import holds, official
from motcua.web.words import number

ASSIGNABLE = frozenset({Pile.NEW, Pile.TO_ASSIGN})


def first_pile(actor: Actor) -> Pile:
    """The list an official comes to: by what the posts are for."""
    if holds(actor, RECEIVE):
        return Pile.NEW
    if holds(actor, HANDLE):
        return Pile.TO_HANDLE
    return Pile.TO_APPROVE if holds(actor, APPROVE) else Pile.ALL_OPEN


@official(READ)
@require_GET
def inbox(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    on = legal_date(at)
    filters = filters_in(request.GET, first_pile(actor))
    pile = Pile(filters.pile)
    page = page_of(actor, filters, at, on, request.GET.get("after") or None)
    sight = watch(at, actor).over_units({one.reception_unit_id for one in page.items})
    summed = counts(actor, at, on)
    here = query_of(filters)
    recorded = {"pile": filters.pile, **{name: str(getattr(filters, name)) for name in FILTERED}}
    record_list(actor, READ, "petition", recorded, rows=len(page.items), now=at)
    narrowed = filters != Filters(pile=filters.pile)
    may_assign = pile in ASSIGNABLE and holds(actor, ASSIGN)
    context = {
        "title": words(PILES, pile),
        "count": "" if narrowed or pile in UNCOUNTED else _counted(summed[pile]),
        "explain": _explained(pile),
        "side_items": _side(summed, pile),
        "others": petition_links(actor),
        "filters": _fields(filters, on),
        "hidden": [("pile", filters.pile)],
        "tags": _tags(filters, on),
        "clear": "?" + query_of(Filters(pile=filters.pile)),
        "filtered": narrowed,
        "saved_filters": saved_filters(actor),
        "query_pairs": parse_qsl(here),
        "rows": [row(one, sight, on, here) for one in page.items],
        "next": "?" + query_of(filters, after=page.next) if page.next else "",
        "may_assign": may_assign,
        "units": unit_choices(on) if may_assign else [],
        "here": here,
        "idempotency_key": str(new_id()),
        "post_line": post_line(actor),
        "nav": "petitions",
    }
    return render(request, "desk/petitions/list.jinja", context)


def _counted(total: int) -> str:
    most = min(total, MOST)
    text = ngettext("{count} phản ánh", "{count} phản ánh", most).format(count=number(most))
    return _("hơn {count}").format(count=text) if total > MOST else text


def _explained(pile: Pile) -> str:
    texts = {
        Pile.NEW: _("Xem đủ, rõ chưa; chọn loại việc. Phím 1, 2, 3 nhận gợi ý."),
        Pile.TO_ASSIGN: _("Chọn đơn vị xử lý. Gợi ý theo quy tắc loại việc và địa bàn."),
        Pile.APOLOGY: _("Đã trễ hạn trả lời: phải xin lỗi bằng thư, gặp hoặc gọi, và ghi lại."),
        Pile.WAITING: _("Đang chờ người gửi trả lời; quá hạn chờ thì làm tiếp với điều đã có."),
    }
    return texts.get(pile, "")


def _side(summed: Mapping[Pile, int], current: Pile) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for pile in Pile:
        entry: dict[str, object] = {
            "text": words(PILES, pile),
            "href": f"{reverse('desk:petitions')}?pile={pile.value}",
            "late": pile in {Pile.LATE, Pile.URGENT, Pile.APOLOGY},
            "current": pile is current,
        }
        if pile is Pile.LED_AWAY and not summed[pile] and current is not pile:
            continue
        if pile in summed:
            entry["count"] = min(summed[pile], MOST)
        found.append(entry)
    return found


def _lists(on: dt.date) -> list[tuple[str, str, Sequence[tuple[str, str]]]]:
    return [
        ("category", _("Loại việc"), category_choices(on)),
        ("unit", _("Đơn vị xử lý"), unit_choices(on)),
        ("channel", _("Kênh"), [(code, str(text)) for code, text in CHANNELS.items()]),
        ("kind", _("Phản ánh về"), [(code, str(text)) for code, text in KINDS.items()]),
    ]


def _fields(filters: Filters, on: dt.date) -> list[dict[str, object]]:
    found: list[dict[str, object]] = [
        {
            "name": name,
            "label": label,
            "options": [
                {"value": "", "text": _("Tất cả")},
                *({"value": code, "text": text, "selected": code == getattr(filters, name)} for code, text in pairs),
            ],
        }
        for name, label, pairs in _lists(on)
    ]
    return [*found, {"name": "query", "label": _("Mã phản ánh"), "kind": "search", "value": filters.query}]


def _tags(filters: Filters, on: dt.date) -> list[dict[str, str]]:
    said = {
        "category": (_("Loại việc"), category_name(filters.category, on)),
        "unit": (_("Đơn vị xử lý"), filters.unit),
        "channel": (_("Kênh"), words(CHANNELS, filters.channel) if filters.channel in CHANNELS else filters.channel),
        "kind": (_("Phản ánh về"), words(KINDS, filters.kind) if filters.kind in KINDS else filters.kind),
        "place": (_("Địa bàn"), filters.place),
        "query": (_("Mã phản ánh"), filters.query),
    }
    return [
        {"text": f"{label}: {value}", "href": "?" + query_of(replace(filters, **{name: ""}))}
        for name, (label, value) in said.items()
        if getattr(filters, name)
    ]


@official(READ)
@require_POST
def save(request: HttpRequest) -> HttpResponseBase:
    """Keep the filter in force under a name."""
    actor = actor_at(request)
    query = query_of(filters_in({name: str(request.POST.get(name, "")) for name in request.POST}, first_pile(actor)))
    try:
        save_filter(str(request.POST.get("name", "")), query, actor=actor, now=now())
    except DomainError as error:
        messages.error(request, say(error.code, error.params))
    else:
        messages.success(request, _("Đã lưu bộ lọc."))
    return HttpResponseRedirect(f"{reverse('desk:petitions')}?{query}")


@official(READ)
@require_POST
def forget(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    forget_filter(uid, actor=actor_at(request))
    messages.success(request, _("Đã bỏ bộ lọc đã lưu."))
    return HttpResponseRedirect(reverse("desk:petitions"))
