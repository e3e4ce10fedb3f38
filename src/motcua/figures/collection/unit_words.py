"""What counted things are called, and units that people write after a number."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class Counted:
    """``name`` is the Vietnamese word; ``also`` are other ways to write it; ``whole``: comes in whole numbers only."""

    name: str
    also: tuple[str, ...] = ()
    whole: bool = True


COUNTED: Final = {
    "case": Counted(_("vụ"), ("vụ việc",)),
    "commune": Counted(_("xã, phường"), ("xã", "phường")),
    "component": Counted(_("thành phần"), ("thành phần hồ sơ",)),
    "contact": Counted(_("lượt"), ("lượt đi lại",)),
    "copy": Counted(_("bản"), ("bản sao",)),
    "decision": Counted(_("quyết định")),
    "dong": Counted(_("đồng"), ("đ", "vnđ", "vnd")),
    "dossier": Counted(_("hồ sơ"), ("bộ hồ sơ", "hs")),
    "enterprise": Counted(_("doanh nghiệp"), ("dn",)),
    "kilometre": Counted("km", whole=False),
    "million_dong": Counted(_("triệu đồng"), ("triệu đ", "trđ", "tr.đ"), whole=False),
    "minute": Counted(_("phút"), whole=False),
    "person": Counted(_("người")),
    "petition": Counted(_("phản ánh, kiến nghị"), ("pakn", "phản ánh", "kiến nghị")),
    "procedure": Counted(_("thủ tục"), ("thủ tục hành chính", "tthc")),
    "school": Counted(_("trường"), ("trường học",)),
    "service": Counted(_("dịch vụ"), ("dịch vụ công",)),
    "task": Counted(_("nhiệm vụ"), ("nv",)),
    "visit": Counted(_("lượt khách"), ("lượt", "khách")),
}
"""Unit of a measure -> its words. A unit that is not here is shown by its own name."""

_SCALED: Final = ("tỷ đồng", "tỷ", "nghìn đồng", "ngàn đồng", "nghìn tỷ đồng", "triệu usd", "usd", "triệu", "nghìn")
_OTHER: Final = ("%", "phần trăm", "lần", "tấn", "ha", "m2", "giờ", "ngày", "tháng", "hộ", "lao động")
_TRAILING: Final = re.compile(r"^(?P<number>.*[0-9%])\s*(?P<word>[^\W\d_][^0-9]*)$")
_OF_PERIOD: Final = re.compile(r"\s*(?:so với )?(?:cùng kỳ|kế hoạch|dự toán).*$")


def named(unit: str) -> str:
    """The words for a unit of a measure, in the language in force; empty for a plain number."""
    if unit in {"", "1"}:
        return ""
    if unit in COUNTED:
        return gettext(COUNTED[unit].name)
    return "/".join(gettext(COUNTED[part].name) if part in COUNTED else part for part in unit.split("/"))


def comes_whole(unit: str) -> bool:
    return unit in COUNTED and COUNTED[unit].whole


def without_unit(text: str, unit: str) -> str:
    """The number alone, when the line's own unit (or none) stands behind it. Raises Invalid ``reported_unit_wrong``
    when it is a known unit of something else: *12 tỷ đồng* on a line in *triệu đồng*."""
    plain = unicodedata.normalize("NFC", text).strip()
    found = _TRAILING.match(_OF_PERIOD.sub("", plain.lower()))
    if found is None:
        return plain
    word = " ".join(found["word"].split()).rstrip(".")
    own = COUNTED.get(unit)
    if own is not None and word in {own.name, *own.also}:
        return plain[: len(found["number"])]
    if word in _known():
        wanted = named(unit) or gettext("phần trăm hoặc số thường")
        raise Invalid("reported_unit_wrong", params={"text": text[:40], "unit": word, "wanted": wanted})
    return plain


def _known() -> set[str]:
    names = {name for one in COUNTED.values() for name in (one.name, *one.also)}
    return {*names, *_SCALED, *_OTHER}
