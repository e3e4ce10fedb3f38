"""What the machine suggests for a petition: category, unit, others about the same. A person decides; nothing here does.

The adapter between the suggesting room and the pages: where no model answers, the dated rules do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.clock import legal_date
from motcua.desk.petitions.reading import category_choices, category_name, said, unit_choices
from motcua.desk.petitions.wording import STATES
from motcua.desk.wording import words
from motcua.organisation.models import Unit
from motcua.petitions.categories import owner_of
from motcua.petitions.lifecycle import Point, State
from motcua.petitions.models import Petition
from motcua.petitions.suggesting import suggest
from motcua.petitions.suggesting.duplicates import same
from motcua.web.words import percent, short_instant

CHOICES = 3


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    text: str
    confidence: str
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class Advised:
    """What is suggested for the next step of one petition. ``kind``: ``category`` or ``unit``."""

    kind: str
    title: str
    why: str
    other: str
    choices: Sequence[Choice]
    all: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sounds:
    """What a text sounds like."""

    categories: Sequence[Choice]
    is_urgent: bool
    track: str


def sounds_like(text: str, *, point: Point | None, place: Unit | None, now: dt.datetime) -> Sounds:
    """Categories with their confidence and why, and whether it sounds urgent or like a complaint."""
    if not text.strip():
        return Sounds((), is_urgent=False, track="")

    found = suggest(text, point=point, place=place, now=now)
    on = legal_date(now)
    heard = ", ".join(f"“{word}”" for word in list(found.words)[:4])
    reasons = _("vì có {words}").format(words=heard) if heard else ""
    rows = [
        Choice(code, category_name(code, on), percent(f"{share:.4f}", 0), reasons if number == 0 else "")
        for number, (code, share) in enumerate(list(found.categories)[:CHOICES])
    ]
    return Sounds(rows, is_urgent=bool(found.is_urgent), track=str(found.track or ""))


def for_page(petition: Petition, sounds: Sounds, now: dt.datetime) -> Advised | None:
    """For the step the petition stands at; None where there is nothing to choose."""
    on = legal_date(now)
    if petition.state == State.NEW:
        return _of_category(petition, sounds, on)
    if petition.state == State.VERIFIED:
        return _of_unit(petition, on)
    return None


def _of_category(petition: Petition, sounds: Sounds, on: dt.date) -> Advised:
    rows = list(sounds.categories)
    if petition.category and petition.category not in {one.value for one in rows}:
        name = category_name(petition.category, on)
        rows.insert(0, Choice(petition.category, name, _("người gửi chọn")))
    return Advised(
        "category",
        _("Loại việc, rồi sang bước giao"),
        _("Bấm phím số để nhận; nếu gợi ý đầu sai, bấm số khác là sửa xong."),
        _("Loại khác:"),
        rows[:CHOICES],
        category_choices(on),
    )


def _of_unit(petition: Petition, on: dt.date) -> Advised:
    owner = owner_of(petition.category, petition.place, on)
    rows = []
    if owner is not None:
        name = category_name(petition.category, on)
        place = petition.place.name if petition.place else _("cả tỉnh")
        why = _("quy tắc: {category}, {place}").format(category=name, place=place)
        rows.append(Choice(owner.code, owner.name, _("theo quy tắc"), why))
    if petition.place is not None and (owner is None or petition.place_id != owner.pk):
        rows.append(Choice(petition.place.code, petition.place.name, _("địa bàn")))
    return Advised(
        "unit",
        _("Giao cho ai"),
        _("Bấm phím số để giao ngay."),
        _("Nơi khác:"),
        rows[:CHOICES],
        unit_choices(on),
    )


def like_it(
    text: str,
    *,
    category: str,
    point: Point | None,
    place: Unit | None,
    at: dt.datetime,
    leave_out: Petition | None = None,
) -> list[Mapping[str, str]]:
    """Petitions that may be about the same, the likeliest first, as lines of a list."""

    matches = list(same(text, category=category, point=point, place=place, at=at))[:6]
    found = {
        one.uid: one for one in Petition.objects.select_related("words").filter(uid__in=[m.petition for m in matches])
    }
    rows = []
    for match in matches:
        one = found.get(match.petition)
        if one is None or (leave_out is not None and one.pk == leave_out.pk) or one.state == State.LED_AWAY:
            continue
        rows.append(_line(one, match.probability, match.distance_metres))
    return rows[:5]


def _line(one: Petition, probability: float, metres: float | None) -> Mapping[str, str]:
    far = _("cách {metres} m").format(metres=round(metres)) if metres is not None else ""
    parts = [percent(f"{probability:.4f}", 0), far, short_instant(one.submitted_at), words(STATES, one.state)]
    return {
        "code": one.receipt_no,
        "uid": str(one.uid),
        "text": said(one, 80),
        "href": reverse("desk:petition", args=[one.uid]),
        "note": " · ".join(part for part in parts if part),
    }


def point_of(petition: Petition) -> Point | None:
    if petition.lat is None or petition.lng is None:
        return None
    return Point(petition.lat, petition.lng, petition.accuracy)
