"""What may be wrong with the texts. Each check gives a list of lines, empty when all is well."""

from __future__ import annotations

import ast
import gettext
import importlib.util
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from jinja2 import Environment, nodes

from motcua.web.translation import catalogue

_BRACES = re.compile(r"\{(\w*)\}")
_PERCENTS = re.compile(r"%\((\w+)\)[sd]|%[sd]")
_BARE_PERCENT = re.compile(r"%(?!%|\(\w+\)[sd])")
_SAYING = {"_", "gettext", "ngettext", "pgettext", "npgettext"}

_SPEAKING = ("allauth.", "django.forms.", "django.core.validators.", "django.contrib.auth.password_validation.")
"""Modules of others whose messages a person may read once we import them."""

_SPEAKS_THROUGH = {"django.forms": ("django.forms.fields", "django.forms.models", "django.forms.formsets")}


def untranslated(template: Catalog, english: Catalog) -> list[str]:
    """Texts of the sources that have no English."""
    known = {catalogue.key_of(message) for message in catalogue.messages(english)}
    missing = {catalogue.key_of(one)[0] for one in catalogue.untranslated(english)}
    new = [catalogue.key_of(one)[0] for one in catalogue.messages(template) if catalogue.key_of(one) not in known]
    return [f"no English: {text!r}" for text in sorted({*new, *missing})]


def stale(template: Catalog) -> list[str]:
    """Whether the kept files are what ``update`` and ``compile`` would write now."""
    faults = []
    for language in ("en", "vi"):
        kept = catalogue.read(language)
        path = catalogue.path_of(language)
        wanted = kept if language == "vi" else catalogue.brought_up_to_date(catalogue.read(language), template)
        if not path.exists() or path.read_bytes() != catalogue.po_bytes(wanted):
            faults.append(f"{path.relative_to(catalogue.PROJECT)} is out of date: run update")
        compiled = catalogue.path_of(language, "mo")
        if not compiled.exists() or compiled.read_bytes() != catalogue.mo_bytes(catalogue.read(language)):
            faults.append(f"{compiled.relative_to(catalogue.PROJECT)} is out of date: run compile")
    return faults


def different_places(english: Catalog) -> list[str]:
    """Translations whose ``{places}`` are not those of the text."""
    faults = []
    for message in catalogue.messages(english):
        wanted = _places(catalogue.key_of(message)[0])
        for said in catalogue.strings_of(message):
            if said and not _places(said) <= wanted | {"count", "num"}:
                faults.append(f"other places than the text: {said!r}")
            elif said and wanted - _places(said) - {"count", "num"}:
                faults.append(f"a place of the text is missing: {said!r}")
    return faults


def _places(text: str) -> set[str]:
    return {*_BRACES.findall(text), *(name for name in _PERCENTS.findall(text) if name)}


def bare_percents(root: Path = catalogue.PACKAGE) -> list[str]:
    """Jinja's newstyle ``_()`` eats a single ``%``; it must be written ``%%``."""
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
    env.newstyle_gettext = True  # type: ignore[attr-defined]
    faults = []
    for path in sorted(root.glob("*/jinja2/**/*.jinja")):
        tree = env.parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in _SAYING:
                said = [one.value for one in call.args if isinstance(one, nodes.Const) and isinstance(one.value, str)]
                broken = [text for text in said if _BARE_PERCENT.search(text.replace("%%", ""))]
                faults += [f"{path.name}:{call.lineno}: a bare % in {text!r}" for text in broken]
    return faults


def foreign_without_vietnamese(root: Path = catalogue.PACKAGE) -> list[str]:
    """English messages of what we import that would reach a reader of Vietnamese as English."""
    ours = _ids(catalogue.mo_bytes(catalogue.read("vi")))
    faults = []
    for module, names in sorted(_speaking_imports(root).items()):
        source = _source_of(module)
        if source is not None:
            unsaid = _texts_of(source, names) - _vietnamese_of(source) - ours
            faults += [f"{module} says {text!r} and nobody has its Vietnamese" for text in sorted(unsaid)]
    return faults


def _speaking_imports(root: Path) -> dict[str, set[str]]:
    """Modules that speak, and the names we take from each; "*" when it is the module itself."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in root.rglob("*.py"):
        for module, name in _imports(ast.parse(path.read_text(encoding="utf-8"))):
            if f"{module}.".startswith(_SPEAKING):
                found[module].add(name)
            elif f"{module}.{name}.".startswith(_SPEAKING):
                found[f"{module}.{name}"].add("*")
    for package, parts in _SPEAKS_THROUGH.items():
        for part in parts if package in found else ():
            found[part] |= found[package]
    return found


def _imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((one.name, "*") for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.module, one.name) for one in node.names)


def _source_of(module: str) -> Path | None:
    """The file of a module, without importing it or its parents; None for a name inside a module."""
    top, _, rest = module.partition(".")
    spec = importlib.util.find_spec(top)
    if spec is None or spec.origin is None:
        return None
    base = Path(spec.origin).parent.joinpath(*rest.split("."))
    found = [base.with_suffix(".py"), base / "__init__.py"]
    return next((path for path in found if path.is_file()), None)


def _texts_of(source: Path, names: set[str]) -> set[str]:
    """What the named definitions of a module say, their base classes of the same module included."""
    spans = _spans(ast.parse(source.read_text(encoding="utf-8")), names)
    found = extract_from_file("python", source, keywords=catalogue.KEYWORDS)
    return {
        text[0] if isinstance(text, tuple) else text
        for line, text, _, _ in found
        if text and (spans is None or any(first <= line <= last for first, last in spans))
    }


def _spans(tree: ast.Module, names: set[str]) -> list[tuple[int, int]] | None:
    """The lines of the definitions; None for the whole module."""
    if "*" in names:
        return None
    defined = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    wanted, spans = list(names & defined.keys()), []
    while wanted:
        node = defined.pop(wanted.pop(), None)
        if node is not None:
            spans.append((node.lineno, node.end_lineno or node.lineno))
            bases = node.bases if isinstance(node, ast.ClassDef) else []
            wanted += [base.id for base in bases if isinstance(base, ast.Name)]
    return spans


def _vietnamese_of(source: Path) -> set[str]:
    """The ids that the package of a file, or Django itself, has Vietnamese for."""
    found: set[str] = set()
    for folder in source.parents:
        for locale in (folder / "locale", folder / "conf" / "locale"):
            compiled = locale / "vi" / "LC_MESSAGES" / "django.mo"
            if compiled.is_file():
                found |= _ids(compiled.read_bytes())
        if folder.name == "site-packages":
            break
    return found


def _ids(compiled: bytes) -> set[str]:
    translations = gettext.GNUTranslations(io.BytesIO(compiled))
    kept = translations._catalog  # type: ignore[attr-defined]  # noqa: SLF001
    return {(key[0] if isinstance(key, tuple) else key).split("\x04")[-1] for key, said in kept.items() if key and said}
