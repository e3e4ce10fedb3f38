"""What the package ships for browsers is what the build wrote, small enough, and nobody else's brand."""

from __future__ import annotations

import gzip
import hashlib
import re
import tomllib
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client, override_settings

import motcua

STATIC = Path(motcua.__file__).parent / "web" / "static" / "motcua"
PROJECT = Path(__file__).resolve().parents[2]
VENDOR = tomllib.loads((STATIC / "VENDOR.toml").read_text(encoding="utf-8"))
FILES = [(package, file) for package in VENDOR["package"] for file in package["file"]]
FIRST_LOAD_BYTES = 150_000
PAGE_BYTES = 8_000
"""Generous for the HTML of one page; measured pages are 3 to 5 kB."""


@pytest.mark.parametrize(("package", "file"), FILES, ids=[file["path"] for _, file in FILES])
def test_vendored_file_is_the_one_the_manifest_names(package: dict[str, str], file: dict[str, str]) -> None:
    assert hashlib.sha256((STATIC / file["path"]).read_bytes()).hexdigest() == file["sha256"]
    assert (STATIC / package["licence_file"]).stat().st_size > 400


def test_no_file_of_others_is_missing_from_the_manifest() -> None:
    named = {file["path"] for _, file in FILES}
    theirs = {
        path.relative_to(STATIC).as_posix()
        for folder in ("js/vendor", "fonts")
        for path in (STATIC / folder).iterdir()
        if path.suffix not in {".br", ".gz"}
    }

    assert theirs <= named


@pytest.mark.parametrize("path", sorted((PROJECT / "assets" / "js").glob("*.js")), ids=lambda path: path.name)
def test_shipped_module_is_the_one_that_was_written(path: Path) -> None:
    assert (STATIC / "js" / path.name).read_bytes() == path.read_bytes(), "run assets/build.py"


def test_no_module_is_shipped_that_nobody_wrote() -> None:
    written = {path.name for path in (PROJECT / "assets" / "js").glob("*.js")}
    assert {path.name for path in (STATIC / "js").glob("*.js")} == written


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.br")), ids=lambda path: path.name)
def test_compressed_twins_hold_the_same_bytes(path: Path) -> None:
    plain = path.with_suffix("").read_bytes()

    assert brotli.decompress(path.read_bytes()) == plain
    assert gzip.decompress(path.with_suffix(".gz").read_bytes()) == plain


@pytest.mark.parametrize("bundle", ["portal.css", "desk.css"])
def test_style_sheet_bears_no_brand_of_gov_uk_and_loads_nothing_from_outside(bundle: str) -> None:
    text = (STATIC / "css" / bundle).read_text(encoding="utf-8")

    addresses = re.findall(r"url\(\"?([^)\"]+)", text)

    assert text.count("GDS Transport") == 0
    assert [one for one in addresses if "crest" in one or "logo" in one or "crown" in one] == []
    assert [one for one in addresses if not (STATIC / "css" / one).resolve().is_file()] == []


def test_both_style_sheets_hold_the_tokens() -> None:
    for bundle in ("portal.css", "desk.css"):
        text = (STATIC / "css" / bundle).read_text(encoding="utf-8")
        for token in ("#9b1c1f", "#9c5600", "#1b7a4b", "Motcua Figures"):
            assert token in text


def test_first_load_of_a_portal_page_stays_under_its_bar() -> None:
    parts = [
        *(STATIC / f"{name}.br" for name in ("css/portal.css", "js/start.js", "js/live.js", "images/emblem.svg")),
        *(path for path in (STATIC / "js" / "vendor").glob("*.br") if not path.name.startswith(("moj", "maplibre"))),
        *(STATIC / "fonts").glob("*.woff2"),
        STATIC / "images" / "favicon.ico",
    ]

    assert sum(path.stat().st_size for path in parts) + PAGE_BYTES <= FIRST_LOAD_BYTES


def test_own_modules_import_only_what_is_shipped() -> None:
    for path in (STATIC / "js").glob("*.js"):
        for wanted in re.findall(r"(?:from|import) \"([^\"]+)\"", path.read_text(encoding="utf-8")):
            assert (path.parent / wanted).is_file(), wanted


def test_address_of_a_file_changes_with_its_content() -> None:
    found = finders.find("motcua/css/portal.css")
    assert isinstance(found, str)
    digest = hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12]

    assert staticfiles_storage.url("motcua/css/portal.css") == f"/static/motcua/css/portal.css?v={digest}"


def test_font_is_named_the_same_by_page_and_style_sheet() -> None:
    name = "motcua/fonts/be-vietnam-pro-5.3.0-latin-400.woff2"

    assert staticfiles_storage.url(name) == f"/static/{name}"
    assert finders.find(name)


def test_address_of_an_unknown_file_has_no_version() -> None:
    assert staticfiles_storage.url("motcua/none.css") == "/static/motcua/none.css"


@pytest.mark.django_db
@override_settings(ALLOWED_HOSTS=["testserver"])
def test_file_is_served_compressed_and_may_be_kept(client: Client) -> None:
    answer = client.get("/static/motcua/css/portal.css", HTTP_ACCEPT_ENCODING="gzip, br")

    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
    answer.close()
