"""The pin of a person, as a form posts it: a point, a commune chosen from a list, words for where it is; any of them.

What a person typed is never thrown away: a number that cannot be read comes back with what is wrong with it.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from motcua.organisation.models import Unit, UnitLevel
from motcua.organisation.places import Place, Where, place_of_point
from motcua.organisation.selectors import find_unit
from motcua.web.words import number

_PAIR = re.compile(r"^\s*(-?\d{1,3}(?:[.,]\d{1,12})?)\s*[,;/ ]\s*(-?\d{1,3}(?:[.,]\d{1,12})?)\s*$")
_LONGEST_WORDS = 300
_WORST_ACCURACY = 50_000


@dataclass(frozen=True, slots=True)
class Pin:
    """What was posted. ``errors`` is field name -> sentence; with none, ``lat`` and ``lng`` are both set or both None.
    ``place`` is the commune: the one of the point where it lies in one, else the one chosen."""

    lat: float | None = None
    lng: float | None = None
    accuracy: int | None = None
    place: Unit | None = None
    address_words: str = ""
    found: Place | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The place found, in a sentence; empty without a point."""
        return "" if self.found is None else place_words(self.found)


def read_pin(posted: Mapping[str, str], *, on: dt.date, prefix: str = "") -> Pin:
    """The fields ``lat``, ``lng`` (or both in ``lat``), ``accuracy``, ``place`` and ``address_words``, each behind the
    prefix. A point outside the province or at sea is kept, its reason in ``found``: it is forwarded with a word."""
    typed = {name: str(posted.get(prefix + name, ""))[:_LONGEST_WORDS].strip()
             for name in ("lat", "lng", "accuracy", "place", "address_words")}  # fmt: skip
    errors: dict[str, str] = {}
    lat, lng = _point(typed, errors)
    chosen = find_unit(typed["place"], on) if typed["place"] else None
    if typed["place"] and (chosen is None or chosen.level != UnitLevel.COMMUNE):
        errors["place"] = _("Chọn xã, phường trong danh sách.")
        chosen = None
    found = None
    if lat is not None and lng is not None:
        found = place_of_point(lat, lng, on)
        if found.where in {Where.SWAPPED, Where.NOT_A_POINT}:
            errors["lat"] = place_words(found)
    return Pin(
        lat=lat,
        lng=lng,
        accuracy=_accuracy(typed["accuracy"]),
        place=found.unit if found and found.unit else chosen,
        address_words=typed["address_words"],
        found=found,
        typed=typed,
        errors=errors,
    )


def _point(typed: Mapping[str, str], errors: dict[str, str]) -> tuple[float | None, float | None]:
    first, second = typed["lat"], typed["lng"]
    if first and not second:
        pair = _PAIR.match(first)
        if pair:
            first, second = pair.groups()
    if not first and not second:
        return None, None
    lat, lng = degrees(first), degrees(second)
    if lat is None:
        errors["lat"] = _("Vĩ độ phải là một con số, ví dụ 18,5612.")
    if lng is None:
        errors["lng"] = _("Kinh độ phải là một con số, ví dụ 105,6831.")
    if lat is None or lng is None:
        return None, None
    return lat, lng


def degrees(text: str) -> float | None:
    """A number of degrees as people write it, with a comma or a point; None for anything else."""
    try:
        value = float(text.replace(",", ".").replace("°", "").strip())
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= 360 else None


def _accuracy(text: str) -> int | None:
    value = float(text) if re.fullmatch(r"\d{1,7}(\.\d{1,20})?", text) else 0.0
    return round(value) if 0 < value <= _WORST_ACCURACY else None


def place_words(found: Place) -> str:
    """The finding in a sentence a person understands, in the language in force."""
    near = found.nearest.name if found.nearest else ""
    away = _distance(found.metres or 0)
    match found.where:
        case Where.INSIDE:
            return found.unit.name if found.unit else ""
        case Where.AT_SEA if near:
            return _("Điểm này ở trên biển, cách {unit} {away}.").format(unit=near, away=away)
        case Where.OUTSIDE if near:
            return _("Điểm này ở ngoài địa bàn tỉnh, cách {unit} {away}. Phản ánh sẽ được chuyển cho nơi đó.").format(
                unit=near, away=away
            )
        case Where.AT_SEA:
            return _("Điểm này ở trên biển.")
        case Where.OUTSIDE:
            return _("Điểm này ở ngoài địa bàn tỉnh. Phản ánh sẽ được chuyển cho nơi đó.")
        case Where.SWAPPED:
            return _("Vĩ độ và kinh độ có vẻ bị đảo. Nếu đổi chỗ, điểm này ở {unit}.").format(unit=near)
        case Where.NOT_A_POINT:
            return _("Tọa độ này không phải là một điểm trên trái đất.")
        case Where.NO_MAP:
            return _("Chưa có bản đồ địa giới. Hãy chọn xã, phường.")


def _distance(metres: int) -> str:
    if metres < 1000:
        return _("{n} m").format(n=number(metres))
    return _("{n} km").format(n=number(round(metres / 1000)))
