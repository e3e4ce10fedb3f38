"""What tests of the process editor have in hand: browsers, a draft, what a form sends."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse

from motcua.people.actors import Actor
from motcua.procedures.models import ProcessDraft
from motcua.procedures.process_content import Content, content_of
from motcua.procedures.process_patterns import usual_process
from motcua.procedures.services.process_drafts import ProcessPlace, start_process_draft
from tests.desk.office import Office
from tests.dossiers.world import CODE, NOW

HOME = "/studio/quy-trinh/"
PLACE = ProcessPlace(CODE)


class Writing(Office):
    @property
    def author(self) -> Actor:
        return self.world.actors["control"]

    def started(self, content: Content | None = None, place: ProcessPlace = PLACE) -> ProcessDraft:
        given = content or content_of(usual_process(), name="Quy trình mới")
        return start_process_draft(place, given, actor=self.author, now=NOW)

    def page(self, draft: ProcessDraft, tail: str = "") -> str:
        return f"{HOME}{draft.uid}/{tail}"

    def typed(self, draft: ProcessDraft, tail: str = "", who: str = "control") -> dict[str, Any]:
        """What the browser would send of the page, unchanged."""
        return form_of(self.get(who, self.page(draft, tail)))

    def post(self, draft: ProcessDraft, tail: str = "", who: str = "control", **typed: Any) -> HttpResponse:
        """Send the page's form with some cells typed anew."""
        sent = {**self.typed(draft, tail, who), **typed}
        return self.browsers[who].post(self.page(draft, tail), sent)  # type: ignore[return-value]


class _Reader(HTMLParser):
    """The cells of a page's forms as a browser sends them when nothing is touched."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Any] = {}
        self.name = ""
        self.area: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "select":
            self.name = name
        elif tag == "option" and self.name and ("selected" in given or self.name not in self.found):
            self.found[self.name] = given.get("value") or ""
        elif tag == "textarea":
            self.name, self.area = name, []
        elif tag == "input" and name:
            self._input(name, given)

    def _input(self, name: str, given: dict[str, str | None]) -> None:
        kind, value = given.get("type") or "text", given.get("value") or ""
        if kind in {"submit", "file", "search"} or (kind in {"checkbox", "radio"} and "checked" not in given):
            return
        before = self.found.get(name)
        if kind != "checkbox" or before is None:
            self.found[name] = value
        else:
            self.found[name] = [*before, value] if isinstance(before, list) else [before, value]

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area is not None:
            self.found[self.name] = "".join(self.area)
            self.area = None
        if tag in {"select", "textarea"}:
            self.name = ""


def form_of(page: str) -> dict[str, Any]:
    """The hidden and visible cells of the page, without the token."""
    reader = _Reader()
    reader.feed(page)
    return {name: value for name, value in reader.found.items() if name and name != "csrfmiddlewaretoken"}
