"""What the developers' style guide shows: made-up data for every part, and five whole pages put together of them.

Served only where ``settings.MOTCUA_STYLEGUIDE`` is on. The texts are samples, not the program's, so they are not
translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from motcua.web.styleguide import desk, form, portal
from motcua.web.styleguide.desk import OFFICIAL
from motcua.web.styleguide.times import at, left
from motcua.web.words import TimeLeft, TimeState, time_left

__all__ = ["OFFICIAL", "SKETCHES", "samples"]

SKETCHES: Final[Mapping[str, str]] = {
    "home": "web/styleguide/home.jinja",
    "procedure": "web/styleguide/procedure.jinja",
    "track": "web/styleguide/track.jinja",
    "inbox": "web/styleguide/inbox.jinja",
    "dossier": "web/styleguide/dossier.jinja",
    "form": "web/styleguide/form.jinja",
}


def samples() -> dict[str, object]:
    """Everything a style-guide template may ask for."""
    return {
        "rows": desk.ROWS,
        "cards": [
            {**desk.ROWS[2], "stage": "Đang thẩm định bản vẽ, Sở Xây dựng"},
            {**desk.ROWS[4], "stage": "Chờ bạn bổ sung", "todo": "Nộp bản vẽ mặt cắt móng trước 30/11."},
        ],
        "timeline_items": desk.TIMELINE,
        "facts": desk.FACTS,
        "file_items": desk.FILES,
        "stage_items": portal.STAGES,
        "side_items": desk.SIDE,
        "sums": desk.SUMS,
        "filters": desk.FILTERS,
        "tags": desk.TAGS,
        "exports": desk.EXPORTS,
        "tile_items": portal.TILES,
        "figure_items": portal.FIGURES,
        "key_items": portal.KEY_FACTS,
        "paper_items": portal.PAPERS,
        "cases": form.CASES,
        "field_views": form.FIELDS,
        "post_line": "Thụ lý, Sở Xây dựng",
        "notice_count": 3,
        "soon": left(660, 4800),
        "ontime": time_left(660, 4800, soon_minutes=960, for_citizen=True),
        "states": [
            left(3000, 4800),
            left(660, 4800),
            left(-300, 4800),
            left(2000, 4800, "chờ bổ sung"),
            TimeLeft(TimeState.DONE, "xong sớm 2 ngày", 60),
        ],
        "due": at(24, 16),
        "saved_at": at(22, 14, 32),
    }
