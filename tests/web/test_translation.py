"""The pipeline of texts. Whether those of the program pass its checks is asked by ``./run lint``."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from motcua.web.translation import catalogue, checks


def _catalogue(**texts: str) -> Catalog:
    made = Catalog(locale="en")
    for text, said in texts.items():
        made.add(text, said)
    return made


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    (tmp_path / "room" / "jinja2" / "room").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize(
    ("source", "broken"),
    [
        ('{{ _("đạt 98% rồi") }}', True),
        ('{{ _("đạt 98%% rồi") }}', False),
        ('{{ _("%(count)s hồ sơ", count=1) }}', False),
        ('{{ _("còn %%{count} ký tự") }}', False),
        ('{{ _("còn %{count} ký tự") }}', True),
        ("{% trans %}đạt 98% rồi{% endtrans %}", False),
        ('{{ ngettext("một %", "nhiều %", 2) }}', True),
        ('{{ "98%" }}', False),
    ],
)
def test_bare_percent_in_a_text_of_a_template_is_found(sources: Path, source: str, broken: bool) -> None:
    (sources / "room" / "jinja2" / "room" / "a.jinja").write_text(source, encoding="utf-8")

    assert bool(checks.bare_percents(sources)) is broken


def test_text_without_english_is_named() -> None:
    template = _catalogue(một="", hai="", ba="")
    english = _catalogue(một="one", hai="")

    assert checks.untranslated(template, english) == ["no English: 'ba'", "no English: 'hai'"]


@pytest.mark.parametrize(
    ("text", "said", "faults"),
    [
        ("còn {span}", "{span} left", 0),
        ("còn {span}", "left", 1),
        ("còn {span}", "{spam} left", 1),
        ("%(a)s trong %(b)s", "%(a)s of %(b)s", 0),
        ("%(a)s trong %(b)s", "%(a)s", 1),
    ],
)
def test_places_of_a_translation_are_those_of_the_text(text: str, said: str, faults: int) -> None:
    assert len(checks.different_places(_catalogue(**{text: said}))) == faults


def test_update_keeps_translations_and_drops_what_nobody_says() -> None:
    kept = catalogue.brought_up_to_date(_catalogue(một="one", cũ="old"), _catalogue(một="", mới=""))

    assert {str(one.id): one.string for one in catalogue.messages(kept)} == {"một": "one", "mới": ""}


def test_merge_takes_new_translations_and_reports_the_rest() -> None:
    english = _catalogue(một="", hai="two", ba="three")

    taken, different, unknown = catalogue.merge(
        english, _catalogue(một="one", hai="deux", ba="three", tư="four"), override=False
    )

    assert (taken, different, unknown) == (1, ["hai"], ["tư"])
    assert english["một"].string == "one"
    assert english["hai"].string == "two"


def test_merge_replaces_only_when_told() -> None:
    english = _catalogue(hai="two")

    catalogue.merge(english, _catalogue(hai="deux"), override=True)

    assert english["hai"].string == "deux"


def test_written_catalogue_reads_back_and_is_always_the_same_bytes(tmp_path: Path) -> None:
    made = _catalogue(một="one")
    first = catalogue.po_bytes(made)
    (tmp_path / "a.po").write_bytes(first)

    with (tmp_path / "a.po").open("rb") as source:
        again = read_po(source, locale="en")

    assert catalogue.po_bytes(again) == first
    assert catalogue.mo_bytes(again) == catalogue.mo_bytes(made)


def test_message_of_others_without_vietnamese_is_found(sources: Path) -> None:
    (sources / "room" / "a.py").write_text("from allauth.account.forms import LoginForm\n", encoding="utf-8")

    found = checks.foreign_without_vietnamese(sources)

    assert any(line.startswith("allauth.account.forms says ") for line in found)


def test_message_of_django_has_its_vietnamese(sources: Path) -> None:
    (sources / "room" / "a.py").write_text("from django.core.validators import EmailValidator\n", encoding="utf-8")

    assert checks.foreign_without_vietnamese(sources) == []


def test_texts_are_extracted_from_python_and_templates(sources: Path) -> None:
    (sources / "room" / "a.py").write_text(
        'say(_("một"), ngettext("{count} ngày", "{count} ngày", 2))', encoding="utf-8"
    )
    (sources / "room" / "jinja2" / "room" / "a.jinja").write_text('{{ _("hai") }}{% trans %}ba{% endtrans %}', "utf-8")

    texts = {catalogue.key_of(one)[0] for one in catalogue.messages(catalogue.extract(sources))}

    assert texts == {"một", "{count} ngày", "hai", "ba"}


def test_translations_keep_the_places_of_their_texts() -> None:
    assert checks.different_places(catalogue.read("en")) == []
