"""The page of one procedure: what my case needs, how long, how much, where, and one button to begin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from motcua.core.clock import legal_date, now
from motcua.portal import entrance, phrases
from motcua.portal.offer import Offer, offer
from motcua.procedures.rules import agency_level
from motcua.procedures.selectors import bundles_of
from motcua.procedures.terms import ChannelName, ComponentTerm, Terms
from motcua.web.access import public
from motcua.web.fields import FieldView, OptionView
from motcua.web.life_events import BY_KEY
from motcua.web.words import shortened


@public
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """``?truong-hop=`` names the case; without script a button sends the choice."""
    on = legal_date(now())
    found = offer(code, on, request.GET.get("truong-hop", ""))
    top = found.first
    papers = list(top.papers) if top else []
    plain = phrases.plain_name(found.content.name)
    name = phrases.spoken_name(found.content.name, found.content.summary)
    context = {
        "nav": "procedures",
        "offer": found,
        "name": name,
        "lede": found.content.summary if name == plain else "",
        "official": plain if name != plain else "",
        "content": found.content,
        "crumbs": _crumbs(found, name),
        "facts": _facts(found),
        "cases": _cases(found),
        "papers": [_paper(paper) for paper in papers if paper.required],
        "perhaps": [_paper(paper) for paper in papers if not paper.required],
        "guidance": [line.name for line in top.components if line.guidance] if top else [],
        "ways": [_way(channel, terms) for channel, terms in found.ways.items()],
        "fees": _fees(found),
        "bundle": [part for one in bundles_of(found.key, on) for part in one.bundle.parts],
        "start": entrance.start_address(found, on) if found.is_open_online else "",
        "national": entrance.is_national() and bool(found.national_code),
        "where_counter": ChannelName.COUNTER in found.ways and not found.reasons,
    }
    return render(request, "portal/procedure.jinja", context)


def _crumbs(found: Offer, name: str) -> list[dict[str, str]]:
    listing = reverse("portal:procedures")
    crumbs = [{"text": gettext("Trang chủ"), "href": reverse("portal:home")}]
    event = next((BY_KEY[key] for key in found.content.life_events if key in BY_KEY), None)
    if event is not None:
        crumbs.append({"text": str(event.name), "href": f"{listing}?viec={event.key}"})
    else:
        crumbs.append({"text": gettext("Thủ tục"), "href": listing})
    return [*crumbs, {"text": shortened(name)}]


def _facts(found: Offer) -> list[dict[str, str]]:
    top = found.first
    level = agency_level(found.content.levels)
    return [
        {"key": gettext("Thời hạn"), "value": phrases.time_words(top) if top else gettext("Chưa công bố")},
        {"key": gettext("Phí"), "value": phrases.fee_words(top) if top else gettext("Chưa công bố")},
        {"key": gettext("Nộp"), "value": phrases.online_name(found.online)},
        {"key": gettext("Nơi làm"), "value": phrases.level_name(level) if level else gettext("Chưa công bố")},
    ]


def _cases(found: Offer) -> FieldView | None:
    if len(found.cases) < 2:
        return None
    return FieldView(
        key="truong-hop",
        kind="choice",
        label=gettext("Trường hợp của bạn"),
        required=True,
        hint=gettext("Giấy tờ bên dưới sẽ đổi theo lựa chọn này."),
        options=tuple(OptionView(one.key, case_name(one.name), one.key == found.case.key) for one in found.cases),
    )


def case_name(name: str) -> str:
    """A case without a name of its own is the ordinary one."""
    return name or gettext("Trường hợp thông thường")


def _paper(paper: ComponentTerm) -> dict[str, str]:
    found = {"name": paper.name, "note": phrases.paper_note(paper)}
    if paper.reuse_result:
        found |= {"badge": gettext("Cơ quan tự tra cứu nếu đã có"), "kind": "ontime"}
    return found


def _way(channel: ChannelName, terms: Terms) -> dict[str, str]:
    after = phrases.limit_words(terms.statutory)
    shorter = terms.committed is not None and terms.statutory is not None and not terms.instant
    return {
        "channel": phrases.channel_name(channel),
        "time": phrases.time_words(terms),
        "law": gettext("theo luật: {limit}").format(limit=after) if shorter and after else "",
        "fee": phrases.fee_words(terms),
    }


def _fees(found: Offer) -> list[dict[str, str]]:
    lines: dict[tuple[str, str, str], list[str]] = {}
    for channel, terms in found.ways.items():
        for line in phrases.fee_lines(terms.fees):
            key = (line["name"], line["amount"], line["note"])
            lines.setdefault(key, []).append(phrases.channel_name(channel))
    several = any(len(terms.fees) > 1 for terms in found.ways.values())
    return [
        {"name": name, "amount": amount, "note": note, "channels": ", ".join(channels)}
        for (name, amount, note), channels in lines.items()
        if note or several
    ]
