"""HTML of a mail as plain text. Pure; standard library. Scripts, styles and pictures (trackers) are dropped, the
addresses of links are kept where they differ from their words, nothing is fetched."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_DROPPED = frozenset({"script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg", "math"})
_BLOCKS = frozenset(
    {
        *("address", "article", "blockquote", "br", "div", "dl", "dt", "dd", "fieldset", "footer", "form", "h1", "h2"),
        *(
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "li",
            "main",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "table",
            "tr",
            "ul",
        ),
    }
)
_GAPS, _LINES = re.compile(r"[ \t\xa0]+"), re.compile(r"\n{3,}")
_QUOTE = re.compile(
    r"^(?:>|-{2,} ?(?:Original Message|Forwarded message|Tin nhắn gốc|Thư gốc)|_{10,}|"
    r"(?:On|Vào|Le|Am) .{4,200}(?:wrote|đã viết|a écrit|schrieb) ?:?$)",
    re.IGNORECASE,
)
MOST = 200_000


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._dropped = 0
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._dropped += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append("  ")
        if tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self._dropped = max(0, self._dropped - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")
        if tag == "a" and self._links:
            address, start = self._links.pop()
            words = "".join(self.parts[start:]).strip()
            if address.startswith(("http://", "https://")) and address != words:
                self.parts.append(f" ({address})")

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self.parts.append(re.sub(r"\s+", " ", data))


def text_of_html(html: str) -> str:
    """The words of a page of HTML, however broken. Never raises; an unclosed script drops the rest of what it holds."""
    words = _Words()
    words.feed(html[:MOST])
    words.close()
    return tidy("".join(words.parts))


def tidy(text: str) -> str:
    """Lines without trailing blanks, at most one empty line between two, no control characters."""
    kept = "".join(one for one in text.replace("\r\n", "\n").replace("\r", "\n") if one in "\n\t" or one.isprintable())
    lines = (_GAPS.sub(" ", line).strip() for line in kept.split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()


def without_quotes(text: str) -> str:
    """What somebody wrote above the mail they answer; the whole where they wrote below or between."""
    lines = text.split("\n")
    for place, line in enumerate(lines):
        if _QUOTE.match(line.strip()):
            own = "\n".join(lines[:place]).strip()
            return own or "\n".join(one for one in lines if not one.lstrip().startswith(">")).strip()
    return text
