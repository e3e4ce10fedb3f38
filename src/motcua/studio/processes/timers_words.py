"""A timer of a step in one sentence."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.studio.processes.words import SINCE, TIMER_ACTS, TIMER_UNITS, WAITS, words


def timer_words(timer: Mapping[str, Json]) -> str:
    """``Nhắc: người nộp chưa bổ sung, sau 7 ngày làm việc kể từ lúc bắt đầu chờ thì dừng xử lý``."""
    act = words(TIMER_ACTS, timer.get("act"))
    if timer.get("outcome"):
        act = f"{act} “{timer['outcome']}”"
    return _("{name}: {wait}, {amount} {unit} {since} thì {act}").format(
        name=timer.get("name") or timer.get("key") or "",
        wait=words(WAITS, timer.get("wait")),
        amount=timer.get("amount"),
        unit=words(TIMER_UNITS, timer.get("unit")),
        since=words(SINCE, timer.get("since")),
        act=act,
    )
