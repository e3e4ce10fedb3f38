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


def safe_name(name: str, media_type: str) -> str:
    """A file name that any system accepts and that cannot mislead: no folders, no control or direction characters, no
    device names, at most 120 characters, and the ending of its real kind."""
    kept = "".join(letter for letter in unicodedata.normalize("NFC", name) if _shows(letter))
    last = re.split(r"[/\\]", kept)[-1]
    kind = media.by_type(media_type)
    path = PurePosixPath(_UNSAFE.sub("_", last).strip(" ."))
    known = kind is not None and path.suffix.lower() in kind.extensions
    stem = (path.stem if known else path.name).strip(" ._") or _FALLBACK_STEM
    if stem.split(".")[0].lower() in _DEVICES:
        stem = f"_{stem}"
    suffix = path.suffix.lower() if known else (kind.extensions[0] if kind else "")
    return stem[: NAME_LIMIT - len(suffix)].rstrip(" .") + suffix


def _shows(letter: str) -> bool:
    return unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def content_disposition(name: str, media_type: str, *, inline: bool = False) -> str:
    """RFC 6266: an ASCII name for old programs and the real one in UTF-8."""
    safe = safe_name(name, media_type)
    plain = unicodedata.normalize("NFKD", safe.replace("đ", "d").replace("Đ", "D"))
    ascii_name = re.sub(r"[^A-Za-z0-9._ ()-]", "", plain.encode("ascii", "ignore").decode()).strip(" .")
    if not PurePosixPath(ascii_name).stem.strip("._-() "):
        ascii_name = _FALLBACK_STEM + PurePosixPath(safe).suffix
    how = "inline" if inline else "attachment"
    return f"{how}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(safe, safe='')}"


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
