"""Reading, extracting, merging and writing catalogues. Written files hold no line numbers and no dates, so a diff
shows texts only.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[2]
PROJECT = PACKAGE.parents[1]
MAPPING = PROJECT / "babel.cfg"
LOCALES = PACKAGE / "locale"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_NO_DATE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_HEADER = "# Texts of Motcua. Written by python -m motcua.web.translation; translate here, between the quotes."

Key = tuple[str, str | None]
"""What makes a message: its id (the singular) and its context."""


def path_of(language: str, suffix: str = "po") -> Path:
    return LOCALES / language / "LC_MESSAGES" / f"django.{suffix}"


def key_of(message: Message) -> Key:
    singular = message.id[0] if isinstance(message.id, tuple | list) else message.id
    return str(singular), message.context


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Every message but the header."""
    return (message for message in catalogue if message.id)


def extract(root: Path = PACKAGE) -> Catalog:
    """All texts of the sources, with the files that use them."""
    with MAPPING.open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config, filename=str(MAPPING))
    template = Catalog(project="Motcua", charset="utf-8")
    found = extract_from_dir(root, methods, options, keywords=KEYWORDS, comment_tags=("Translators:",))
    for file_name, line, text, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
        template.add(text, None, [(file_name, line)], auto_comments=comments, context=context)
    return template


def read(language: str) -> Catalog:
    """The catalogue kept for a language; an empty one when there is none."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as source:
        return read_po(source, locale=language, charset="utf-8")


def brought_up_to_date(kept: Catalog, template: Catalog) -> Catalog:
    """The template's messages with the translations already made; what nobody says any more is dropped."""
    kept.update(template, no_fuzzy_matching=True)
    kept.obsolete.clear()
    return kept


def merge(catalogue: Catalog, fragment: Catalog, *, override: bool) -> tuple[int, list[str], list[str]]:
    """Take over translations of a fragment: how many, which differ from what was there, which nobody says."""
    taken, different, unknown = 0, [], []
    for message in messages(fragment):
        singular, context = key_of(message)
        if not message.string or not any(strings_of(message)):
            continue
        kept = catalogue.get(singular, context)
        if kept is None:
            unknown.append(singular)
        elif kept.string == message.string:
            continue
        elif any(strings_of(kept)) and not override:
            different.append(singular)
        elif isinstance(kept.string, tuple | list) == isinstance(message.string, tuple | list):
            kept.string = message.string
            taken += 1
        else:
            different.append(singular)
    return taken, different, unknown


def read_fragment(path: Path, language: str) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=language, charset="utf-8")


def write(catalogue: Catalog, language: str) -> None:
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(po_bytes(catalogue))


def po_bytes(catalogue: Catalog) -> bytes:
    catalogue.header_comment = _HEADER
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    catalogue.last_translator = catalogue.language_team = "Motcua"
    catalogue.project, catalogue.version, catalogue.msgid_bugs_address = "motcua", "0", ""
    catalogue.fuzzy = False
    target = io.BytesIO()
    write_po(target, catalogue, width=0, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return target.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def compile_all(languages: Iterable[str]) -> None:
    for language in languages:
        path_of(language, "mo").write_bytes(mo_bytes(read(language)))


def strings_of(message: Message) -> list[str]:
    """The translations of a message: one, or one for each plural form; empty texts where there is none."""
    found = message.string
    return [one or "" for one in found] if isinstance(found, tuple | list) else [found or ""]


def untranslated(catalogue: Catalog) -> list[Message]:
    """Messages with an empty translation, or with only some of their plural forms."""
    return [message for message in messages(catalogue) if not all(strings_of(message))]
