"""How a stored file leaves for a browser: as something to save, never as something to run."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

from motcua.documents import media

NAME_LIMIT = 120
_UNSAFE = re.compile(r'[/\\:*?"<>|%;]')
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
_FALLBACK_STEM = "tep-tin"
_EDGES = " ._"


def safe_name(name: str, media_type: str) -> str:
    """A file name that any system accepts and that cannot mislead: no folders, no control or direction characters, no
    device names, at most 120 characters, and the ending of its real kind."""
    stem, suffix = _parts(name, media_type)
    return stem + suffix


def _parts(name: str, media_type: str) -> tuple[str, str]:
    kept = unicodedata.normalize("NFC", "".join(letter for letter in name if _shows(letter)))
    last = _UNSAFE.sub("_", re.split(r"[/\\]", kept)[-1]).strip(_EDGES)
    kind = media.by_type(media_type)
    path = PurePosixPath(last or _FALLBACK_STEM)
    suffix = path.suffix.lower()
    stem = path.stem
    if kind is not None and suffix not in kind.extensions:
        stem, suffix = path.name, kind.extensions[0]
    stem = stem.strip(_EDGES)[: NAME_LIMIT - len(suffix) - 1].strip(_EDGES) or _FALLBACK_STEM
    if stem.split(".")[0].strip().lower() in _DEVICES:
        stem = f"tep {stem}"
    return stem, suffix


def _shows(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def content_disposition(name: str, media_type: str, *, inline: bool = False) -> str:
    """RFC 6266: an ASCII name for old programs and the real one in UTF-8."""
    stem, suffix = _parts(name, media_type)
    plain = unicodedata.normalize("NFKD", stem.replace("đ", "d").replace("Đ", "D"))
    ascii_stem = re.sub(r"[^A-Za-z0-9._ ()-]", "", plain.encode("ascii", "ignore").decode()).strip(_EDGES)
    ascii_suffix = re.sub(r"[^a-z0-9.]", "", suffix)
    how = "inline" if inline else "attachment"
    real = quote(stem + suffix, safe="")
    return f"{how}; filename=\"{ascii_stem or _FALLBACK_STEM}{ascii_suffix}\"; filename*=UTF-8''{real}"


def download_headers(*, name: str, media_type: str, size: int | None = None, inline: bool = False) -> dict[str, str]:
    """Every header of a download. ``inline`` is honoured for PDF and images only; even then the browser runs nothing
    of it, guesses nothing and keeps no copy."""
    kind = media.by_type(media_type)
    shows = inline and kind is not None and kind.shows_inline
    headers = {
        "Content-Type": kind.media_type if kind else "application/octet-stream",
        "Content-Disposition": content_disposition(name, media_type, inline=shows),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'self'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-store",
    }
    if size is not None:
        headers["Content-Length"] = str(size)
    return headers
