"""Words that say little in a search, and short forms people type for long ones. All folded."""

from __future__ import annotations

_FILLER = """
thu tuc lam xin muon toi can o dau nhu the nao giay to ho so viec ve cua de duoc di nhe a voi va la gi bao nhieu
"""
FILLER = frozenset(_FILLER.split())
"""Dropped when a search with them finds nothing: "làm giấy khai sinh ở đâu" asks for "khai sinh"."""

SHORT_FORMS: dict[str, tuple[str, ...]] = {
    "dk": ("dang", "ky"),
    "dkkd": ("dang", "ky", "kinh", "doanh"),
    "hkd": ("ho", "kinh", "doanh"),
    "gplx": ("giay", "phep", "lai", "xe"),
    "gpxd": ("giay", "phep", "xay", "dung"),
    "gcn": ("giay", "chung", "nhan"),
    "qsdd": ("quyen", "su", "dung", "dat"),
    "cccd": ("can", "cuoc"),
    "lltp": ("ly", "lich", "tu", "phap"),
    "bhyt": ("bao", "hiem", "y", "te"),
    "bhxh": ("bao", "hiem", "xa", "hoi"),
    "ubnd": ("uy", "ban", "nhan", "dan"),
    "pccc": ("phong", "chay", "chua", "chay"),
    "attp": ("an", "toan", "thuc", "pham"),
    "vlxd": ("vat", "lieu", "xay", "dung"),
}
"""Tried only when the short form itself is no word of the catalogue."""


def expand(words: list[str], known: frozenset[str] | set[str]) -> list[str]:
    """``words`` with short forms written out, where the short form is not itself in use."""
    return [part for word in words for part in ((word,) if word in known else SHORT_FORMS.get(word, (word,)))]


def without_filler(words: list[str]) -> list[str]:
    """``words`` without filler; all of them when nothing else is left."""
    kept = [word for word in words if word not in FILLER]
    return kept or words
