"""Numbers, dates, spans of time and masked numbers as people read them, in the language in force.

Pure: nothing here asks the clock or the database. Vietnamese is the text itself; English comes from the catalogue.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.utils.translation import get_language, gettext, ngettext

from motcua.core.clock import LEGAL_ZONE
from motcua.core.money import group_thousands

MINUTES_PER_WORKING_DAY = 480
"""How many working minutes are said as "one day" when the caller knows no calendar."""

_WHOLE_HOURS_FROM = 3 * 60


class TimeState(StrEnum):
    """The four states of a deadline, and the one after it."""

    ONTIME = "ontime"
    SOON = "soon"
    LATE = "late"
    PAUSED = "paused"
    DONE = "done"


@dataclass(frozen=True)
class TimeLeft:
    """What a list or a page shows for one deadline: the state, its words, the bar and the line beside it."""

    state: TimeState
    words: str
    used_percent: int
    sub: str = ""


# ---- numbers


def number(value: int) -> str:
    """``1835`` -> ``1.835`` (``1,835`` in English)."""
    grouped = group_thousands(value)
    return grouped.replace(".", ",") if _english() else grouped


def plain_number(printed: str) -> str:
    """A number as it was printed, as programs read it: ``1.835`` -> ``1835``, ``28,13%`` -> ``28.13``."""
    thousands, point = (",", ".") if _english() else (".", ",")
    return printed.removesuffix("%").replace(thousands, "").replace(point, ".").strip()


def decimal(value: Decimal | float | int | str, places: int = 1) -> str:
    """``1835.25`` with two places -> ``1.835,25``. Rounds half up."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    sign = "-" if exact < 0 else ""
    whole, _, fraction = f"{abs(exact):f}".partition(".")
    text = sign + number(int(whole))
    if not fraction:
        return text
    return f"{text}{'.' if _english() else ','}{fraction}"


def percent(ratio: Decimal | float | str, places: int = 2) -> str:
    """A ratio as a percentage: ``0.2813`` -> ``28,13%``. Rounds half up."""
    return decimal(Decimal(str(ratio)) * 100, places) + "%"


def money(amount: int) -> str:
    """Whole đồng: ``50000`` -> ``50.000 đ``."""
    return f"{number(amount)} đ"


def file_size(size: int) -> str:
    """Bytes as ``84 kB`` or ``8,4 MB``; thousands, as file managers on phones count."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{number(round(size / 1000))} kB"
    return f"{decimal(size / 1_000_000, 1)} MB"


# ---- dates and instants


def day(value: dt.date | dt.datetime) -> str:
    """``22/11/2026``. An instant is first brought to the legal zone."""
    return f"{_legal(value):%d/%m/%Y}"


def short_day(value: dt.date | dt.datetime) -> str:
    """``22/11``, where the year is plain from the page."""
    return f"{_legal(value):%d/%m}"


def instant(value: dt.datetime) -> str:
    """``22/11/2026 14:30`` in the legal zone."""
    return f"{_legal(value):%d/%m/%Y %H:%M}"


def short_instant(value: dt.datetime) -> str:
    """``22/11 14:30`` in the legal zone."""
    return f"{_legal(value):%d/%m %H:%M}"


def time_of_day(value: dt.datetime) -> str:
    """``14:30`` in the legal zone."""
    return f"{_legal(value):%H:%M}"


def weekday(value: dt.date | dt.datetime) -> str:
    names = (
        gettext("Thứ Hai"),
        gettext("Thứ Ba"),
        gettext("Thứ Tư"),
        gettext("Thứ Năm"),
        gettext("Thứ Sáu"),
        gettext("Thứ Bảy"),
        gettext("Chủ nhật"),
    )
    return names[_legal(value).weekday()]


def weekday_day(value: dt.date | dt.datetime) -> str:
    """``Thứ Ba 24/11/2026``."""
    return f"{weekday(value)} {day(value)}"


def weekday_instant(value: dt.datetime) -> str:
    """``Thứ Ba 24/11/2026, 16:00``."""
    return f"{weekday_day(value)}, {time_of_day(value)}"


def iso(value: dt.date | dt.datetime) -> str:
    """For the ``datetime`` attribute of ``<time>``: ISO 8601, an instant with the legal zone's offset."""
    if isinstance(value, dt.datetime):
        return value.astimezone(LEGAL_ZONE).isoformat(timespec="seconds")
    return value.isoformat()


# ---- spans of time


def duration(minutes: int, day_minutes: int = MINUTES_PER_WORKING_DAY) -> str:
    """A span in the two largest units that say enough: ``1 ngày 3 giờ``, ``2 giờ 40 phút``, ``19 phút``.

    ``day_minutes`` is the length of the day meant: 480 for working time, 1440 for clock time. The sign is dropped.
    Minutes are not said from three hours on, hours not from ten days on.
    """
    minutes = abs(minutes)
    if minutes == 0:
        return gettext("dưới 1 phút")
    days, rest = divmod(minutes, day_minutes)
    hours, odd = divmod(rest, 60)
    if days:
        return _join(_days(days), _hours(hours) if hours and days < 10 else "")
    if hours:
        return _join(_hours(hours), _minutes(odd) if odd and minutes < _WHOLE_HOURS_FROM else "")
    return _minutes(odd)


def remaining(minutes: int, day_minutes: int = MINUTES_PER_WORKING_DAY) -> str:
    """``còn 1 ngày 3 giờ`` for what is left, ``quá hạn 5 giờ`` for what is over (negative)."""
    if minutes < 0:
        return gettext("quá hạn {span}").format(span=duration(minutes, day_minutes))
    return gettext("còn {span}").format(span=duration(minutes, day_minutes))


def paused(reason: str) -> str:
    """``tạm dừng: chờ bổ sung``; ``reason`` comes in words already."""
    return gettext("tạm dừng: {reason}").format(reason=reason) if reason else gettext("tạm dừng")


def state_of(left_minutes: int, soon_minutes: int) -> TimeState:
    """Late once the time is over, soon within ``soon_minutes`` of it, else on time."""
    if left_minutes < 0:
        return TimeState.LATE
    return TimeState.SOON if left_minutes <= soon_minutes else TimeState.ONTIME


def used_percent(left_minutes: int, total_minutes: int) -> int:
    """How much of the bar is full, 0 to 100. A limit of nothing is used up."""
    if total_minutes <= 0:
        return 100
    return max(0, min(100, round(100 * (total_minutes - left_minutes) / total_minutes)))


def time_left(
    left_minutes: int,
    total_minutes: int,
    *,
    soon_minutes: int,
    sub: str = "",
    paused_for: str | None = None,
    for_citizen: bool = False,
    day_minutes: int = MINUTES_PER_WORKING_DAY,
) -> TimeLeft:
    """The one rule that turns working minutes into the bar and the words of a deadline.

    ``paused_for`` is the reason in words while the clock stands still. A citizen is never shown amber: as long as
    the office is within its time the words say "đúng tiến độ" (LOOK: one shared rule).
    """
    used = used_percent(left_minutes, total_minutes)
    if paused_for is not None:
        return TimeLeft(TimeState.PAUSED, paused(paused_for), used, sub)
    state = state_of(left_minutes, soon_minutes)
    words = remaining(left_minutes, day_minutes)
    if for_citizen and state is not TimeState.LATE:
        return TimeLeft(TimeState.ONTIME, gettext("đúng tiến độ, {words}").format(words=words), used, sub)
    return TimeLeft(state, words, used, sub)


# ---- masked numbers


def masked_id(number_text: str) -> str:
    """An identity number with its middle hidden: ``040123452718`` -> ``040•••••2718``. Short ones show nothing."""
    compact = "".join(number_text.split())
    if len(compact) < 9:
        return "•" * len(compact)
    return compact[:3] + "•" * (len(compact) - 7) + compact[-4:]


def masked_phone(phone: str) -> str:
    """``0912345318`` -> ``09•• ••• 318``, its spaces unbreakable. Anything but ten digits shows only its last three."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    if phone.strip().startswith("+84"):
        digits = "0" + digits[2:]
    if len(digits) != 10:
        return "•••" + digits[-3:] if len(digits) > 6 else "•" * len(digits)
    return f"{digits[:2]}••\u00a0•••\u00a0{digits[-3:]}"


def masked_email(address: str) -> str:
    """``thuha@example.vn`` -> ``t•••@example.vn``."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}•••{at}{domain}" if at and name else "•••"


def shortened(text: str, most: int = 60) -> str:
    """Cut at a word, for where the whole stands on the same page."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;(") + "…"


def language_in_force() -> str:
    """``vi`` or ``en``."""
    return "en" if _english() else "vi"


# ---- inside


def _english() -> bool:
    return (get_language() or "vi").startswith("en")


def _legal(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    if not isinstance(value, dt.datetime):
        return value
    if value.tzinfo is None:
        raise ValueError("an instant needs a zone before it can be shown")
    return value.astimezone(LEGAL_ZONE)


def _join(first: str, second: str) -> str:
    return f"{first} {second}" if second else first


def _days(count: int) -> str:
    return ngettext("{count} ngày", "{count} ngày", count).format(count=number(count))


def _hours(count: int) -> str:
    return ngettext("{count} giờ", "{count} giờ", count).format(count=count)


def _minutes(count: int) -> str:
    return ngettext("{count} phút", "{count} phút", count).format(count=count)
