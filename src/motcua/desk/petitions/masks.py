"""What is masked before the public sees it: drafts of the rules for texts and photos, and what a person made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from motcua.petitions.masking.texts import Kind, Span, draft, masked

MOST_BOXES = 12
EMPTY_BOXES = 4


def kind_words() -> dict[Kind, str]:
    return {
        Kind.NAME: _("tên người"),
        Kind.PHONE: _("số điện thoại"),
        Kind.ID_NUMBER: _("số giấy tờ"),
        Kind.PLATE: _("biển số xe"),
        Kind.ADDRESS: _("địa chỉ nhà"),
        Kind.EMAIL: _("thư điện tử"),
        Kind.ACCOUNT: _("số tài khoản"),
        Kind.LINK: _("đường dẫn"),
    }


def in_its_place() -> dict[Kind, str]:
    """What stands in the published text where something was masked."""
    return {kind: f"[{text}]" for kind, text in kind_words().items()}


def masked_draft(text: str) -> str:
    """The text with everything that the rules found masked."""
    return masked(text, draft(text), in_its_place())


def marked(text: str, spans: Sequence[Span]) -> Markup:
    """The original with every find marked, kind beside it; safe to put on a page."""
    names, pieces, place = kind_words(), [], 0
    for one in spans:
        pieces.append(escape(text[place : one.start]))
        pieces.append(Markup('<mark title="{}">{}</mark>').format(names[one.kind], text[one.start : one.end]))
        place = one.end
    pieces.append(escape(text[place:]))
    return Markup("").join(pieces)


def still_there(text: str) -> list[str]:
    """What the rules find in a text about to be published: each find with its kind, for a person to look at."""
    names, ours = kind_words(), set(in_its_place().values())
    found = []
    for one in draft(text):
        words = text[one.start : one.end]
        if words.strip() and words not in ours and f"[{words}]" not in ours:
            found.append(f"“{words}” ({names[one.kind]})")
    return list(dict.fromkeys(found))


# ---- boxes on photos


@dataclass(frozen=True, slots=True)
class Area:
    """A box on a photo, in parts of its width and height from the left and the top; ``kind`` says what was found."""

    x: float
    y: float
    w: float
    h: float
    kind: str = ""


def percent_text(part: float) -> str:
    return f"{part * 100:.1f}".replace(".", ",")


def areas_posted(posted: Mapping[str, str] | QueryDict, name: str) -> tuple[list[Area], list[str]]:
    """The boxes typed or drawn for a photo, and the rows that are none. A row left empty or switched off is no box."""
    found, faults = [], []
    for row in range(MOST_BOXES):
        texts = [str(posted.get(f"{name}-{row}-{part}", "")).strip() for part in ("x", "y", "w", "h")]
        if not any(texts) or posted.get(f"{name}-{row}-off"):
            continue
        try:
            x, y, w, h = (float(text.replace(",", ".")) / 100 for text in texts)
        except ValueError:
            faults.append(f"{name}-{row}-x")
            continue
        if not (0 <= x < 1 and 0 <= y < 1 and 0 < w <= 1 and 0 < h <= 1):
            faults.append(f"{name}-{row}-x")
            continue
        found.append(Area(x, y, min(w, 1 - x), min(h, 1 - y), str(posted.get(f"{name}-{row}-kind", ""))[:20]))
    return found, faults
