"""What stands beside the notes of a call: suggestions, questions to ask, who will get it, who told it already."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.clock import legal_date
from motcua.core.search_text import fold
from motcua.desk.petitions.act_fields import pin
from motcua.desk.petitions.advice import like_it, sounds_like
from motcua.organisation.models import Unit
from motcua.organisation.places import unit_of_point
from motcua.organisation.selectors import places_in_order
from motcua.people.actors import Actor
from motcua.petitions.categories import owner_of, tree
from motcua.petitions.deadlines import DayContext
from motcua.petitions.hotline.models import HotlineCall
from motcua.petitions.lifecycle import Point, Step
from motcua.web.words import weekday_instant

_CODE = re.compile(r"\(([^()]{1,40})\)\s*$")
MOST_ASKED = 6


def common_script() -> list[str]:
    """What is asked about anything."""
    return [
        _("Việc gì đang xảy ra, từ bao giờ?"),
        _("Ở đâu: số nhà, tên đường, xã phường, gần chỗ nào dễ nhận?"),
        _("Có ai bị nguy hiểm ngay bây giờ không? Nếu có: chuyển 113, 114, 115 trước."),
        _("Đã báo nơi nào chưa?"),
        _("Muốn nhận kết quả bằng tin nhắn, thư điện tử hay gọi lại?"),
    ]


def place_named(text: str, on: dt.date) -> tuple[Unit | None, list[Unit]]:
    """The commune that a typed name means, by its code in brackets or by its name without marks; else those that
    begin like it or hold it."""
    typed = text.strip()
    if not typed:
        return None, []
    known = places_in_order(on)
    code = _CODE.search(typed)
    wanted = code.group(1) if code else typed
    exact = next((one for one in known if one.code == wanted), None)
    if exact is not None:
        return exact, []
    folded = fold(typed)
    named = [one for one in known if fold(one.name) == folded]
    if len(named) == 1:
        return named[0], []
    found = [one for one in known if folded in fold(one.name)]
    return (found[0], []) if len(found) == 1 else (None, found[:MOST_ASKED])


def point_typed(draft: Mapping[str, str]) -> Point | None:
    """The pin of a draft; None for what is none."""
    try:
        return pin(draft.get("lat", ""), draft.get("lng", ""))
    except ValueError:
        return None


def side(call: HotlineCall, draft: Mapping[str, str], actor: Actor, now: dt.datetime) -> dict[str, object]:
    """For the template ``call_side``."""
    on = legal_date(now)
    point = point_typed(draft)
    place, asked = place_named(draft.get("place", ""), on)
    if place is None and point is not None:
        place = unit_of_point(point.lat, point.lng, on)
    text, category = draft.get("text", ""), draft.get("category", "")
    sounds = sounds_like(text, point=point, place=place, now=now)
    likely = category or (sounds.categories[0].value if sounds.categories else "")
    owner = owner_of(category, place, on) if category else None
    return {
        "call": call,
        "advice": [] if category else list(sounds.categories),
        "urgent": sounds.is_urgent,
        "track": _track(sounds.track),
        "script": _script(likely, on),
        "owner": owner.name if owner else "",
        "promise": _promise(category, place, now) if category else "",
        "place_asked": [f"{one.name} ({one.code})" for one in asked],
        "same": like_it(text, category=category, point=point, place=place, at=now) if len(text) > 12 else [],
        "draft_url": reverse("desk:hotline_draft", args=[call.uid]),
        "end": reverse("desk:hotline_end", args=[call.uid]),
    }


def _track(track: str) -> str:
    if track not in {"complaint", "denunciation"}:
        return ""
    return _("Nghe như khiếu nại, tố cáo: hướng dẫn gửi đơn có ký tên theo luật; tổng đài không xử lý nội dung.")


def _script(category: str, on: dt.date) -> list[str]:
    known = tree(on)
    for code in known.above(category):
        found = known.by_code.get(code)
        if found is not None and found.script.strip():
            return [line.strip() for line in found.script.splitlines() if line.strip()]
    return common_script()


def _promise(category: str, place: Unit | None, now: dt.datetime) -> str:
    """What may be told to the caller: by when there is an answer."""
    if place is None:
        return ""
    stamp = DayContext(place.pk, now).due(category, Step.HANDLE, now)
    return _("trả lời trước {at}").format(at=weekday_instant(stamp.at)) if stamp else ""
