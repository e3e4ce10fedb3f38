"""Forms among the items of a decision: they are written in the studio, and shown here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from motcua.core.canonical import Json
from motcua.core.errors import NotFound
from motcua.desk.decisions.changes import Shown, word_pieces
from motcua.desk.decisions.wording_lists import list_of
from motcua.forms.schema import APPLICANT_PAGE
from motcua.procedures.models import Decision
from motcua.web.form_words import KINDS, MEMBERS, member_words, part_words, words
from motcua.web.navigation import address

Line = tuple[str, tuple[str, ...]]


def studio_address(procedure: str, decision: Decision) -> str:
    """Where the forms of a procedure are written, on the way to this decision. Raises NotFound ``item_not_found`` where
    nobody brings the studio."""
    found = address("studio:forms")
    if found is None:
        raise NotFound("item_not_found")
    return f"{found}?{urlencode({'procedure': procedure, 'decision': str(decision.uid)})}"


def form_of(content: Mapping[str, Json]) -> Mapping[str, Json]:
    found = content.get("form")
    return found if isinstance(found, Mapping) else {}


def form_pages(content: Mapping[str, Json]) -> list[tuple[str, tuple[Line, ...]]]:
    """Each page by its title with its questions in words."""
    pages = []
    for page in list_of(form_of(content), "pages"):
        if page.get("key") == APPLICANT_PAGE:
            continue  # the same in every form
        lines = [line for item in _items(page) for line in _lines(item)]
        pages.append((_("Trang “{title}”").format(title=page.get("title")), tuple(lines)))
    rules = [*list_of(form_of(content), "rules"), *list_of(form_of(content), "eligibility")]
    if rules:
        said = tuple((str(one.get("text") or ""), (part_words({**one, "text": ""}).strip("; "),)) for one in rules)
        pages.append((_("Quy tắc và điều kiện"), said))
    return pages


def _items(page: Mapping[str, Json]) -> list[Mapping[str, Json]]:
    return [*(list_of(page, "items") or list_of(page, "fields"))]


def _lines(item: Mapping[str, Json]) -> Iterable[Line]:
    if "kind" not in item:
        yield _("Nhóm “{title}”").format(title=item.get("title")), (_said(item),) if _said(item) else ("",)
        for field in list_of(item, "fields"):
            yield from _lines(field)
        return
    yield str(item.get("label") or ""), tuple(part for part in (words(KINDS, str(item["kind"])), _said(item)) if part)


def _said(item: Mapping[str, Json]) -> str:
    hidden = {"key", "label", "title", "kind", "fields"}
    found = ((name, member_words(name, value)) for name, value in item.items() if name not in hidden)
    return "; ".join(f"{words(MEMBERS, name)}: {text}" for name, text in found if text)


def form_changes(changes: Iterable[Mapping[str, Json]], content: Mapping[str, Json]) -> list[Shown]:
    """The stored difference of a form in words: what comes, what goes, and each property that is another."""
    names = _names(content)
    return [_shown(str(one.get("path", "")), one.get("old"), one.get("new"), names) for one in changes]


def _names(content: Mapping[str, Json]) -> dict[str, str]:
    names: dict[str, str] = {}
    for page in list_of(form_of(content), "pages"):
        names[f"page:{page.get('key')}"] = str(page.get("title") or "")
        for item in _items(page):
            for one in (item, *list_of(item, "fields")):
                names[f"item:{one.get('key')}"] = str(one.get("label") or one.get("title") or "")
    for kind, member in (("rule", "rules"), ("eligibility", "eligibility")):
        names |= {f"{kind}:{one.get('key')}": str(one.get("text") or "") for one in list_of(form_of(content), member)}
    return names


def _shown(path: str, old: Json, new: Json, names: Mapping[str, str]) -> Shown:
    place, _slash, member = path.partition("/")
    if place == "order":
        return Shown(_("Thứ tự các phần"), new=(_("xếp lại"),))
    kinds = {"page": _("Trang"), "item": _("Mục"), "rule": _("Quy tắc"), "eligibility": _("Điều kiện")}
    kind, _colon, key = place.partition(":")
    part = old if isinstance(old, Mapping) and not member else {}
    name = names.get(place) or str(part.get("label") or part.get("title") or part.get("text") or key)
    label = f"{kinds[kind]} “{name}”" if kind in kinds else _("Biểu mẫu")
    if not member:
        whole = [(part_words(one),) if isinstance(one, Mapping) else () for one in (old, new)]
        return Shown(label, whole[0], whole[1])
    before, after = member_words(member, old), member_words(member, new)
    pieces = word_pieces(before, after) if before and after else ()
    return Shown(f"{label}: {words(MEMBERS, member)}", (before,) if before else (), (after,) if after else (), pieces)
