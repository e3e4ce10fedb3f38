"""Templates: escaping, undefined variables, translation, and the base pages."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.http import HttpRequest
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.test import RequestFactory, override_settings
from django.utils import translation
from jinja2 import Environment, FileSystemLoader, UndefinedError

from motcua.people.actors import Actor, ActorKind
from motcua.web import environment
from motcua.web.navigation import Entry, Menu, in_language, links, name_groups, parts, register


@pytest.fixture
def engine() -> Jinja2:
    found = engines["jinja2"]
    assert isinstance(found, Jinja2)
    return found


def _environment(*, loud: bool) -> Environment:
    with override_settings(LOUD_TEMPLATES=loud):
        return environment.environment(loader=FileSystemLoader([]), undefined=object, autoescape=False)


def _request(path: str = "/", actor: Actor | None = None) -> HttpRequest:
    request = RequestFactory().get(path)
    request.csp_nonce = "n"  # type: ignore[attr-defined]
    request.actor = actor  # type: ignore[attr-defined]
    return request


def test_text_is_escaped_whatever_the_settings_ask(engine: Jinja2) -> None:
    env = _environment(loud=False)

    assert env.from_string("{{ a }}").render(a="<b>") == "&lt;b&gt;"
    assert engine.from_string("{{ a }}").render({"a": "<b>"}) == "&lt;b&gt;"


@pytest.mark.parametrize(
    "source", ["{{ nobody }}", "{% if nobody %}{% endif %}", "{% for a in nobody %}{% endfor %}", "{{ nobody == 1 }}"]
)
def test_variable_that_nobody_passed_fails_a_loud_page(source: str) -> None:
    with pytest.raises(UndefinedError, match="nobody"):
        _environment(loud=True).from_string(source).render()


@pytest.mark.parametrize(
    "source", ["{{ nobody | default('') }}", "{% if nobody is defined %}{% endif %}", "{{ a.missing }}"]
)
def test_asking_whether_a_variable_is_there_stays_quiet(source: str) -> None:
    assert _environment(loud=True).from_string(source).render(a={}) == ""


def test_variable_that_nobody_passed_prints_nothing_in_production() -> None:
    assert _environment(loud=False).from_string("[{{ nobody }}]").render() == "[]"


def test_texts_are_translated_with_places_kept_apart() -> None:
    template = _environment(loud=False).from_string('{{ _("Bước %(step)s trong %(total)s", step=2, total=4) }}')

    assert template.render() == "Bước 2 trong 4"
    with translation.override("en"):
        assert template.render() == "Step 2 of 4"


def test_place_in_a_translated_text_is_escaped() -> None:
    template = _environment(loud=False).from_string('{{ _("Đã lưu lúc %(time)s", time=a) }}')

    assert template.render(a="<b>") == "Đã lưu lúc &lt;b&gt;"


@pytest.mark.parametrize(
    ("path", "language", "there"),
    [
        ("/", "en", "/en/"),
        ("/en/", "vi", "/"),
        ("/thu-tuc/?q=khai%20sinh", "en", "/en/thu-tuc/?q=khai%20sinh"),
        ("/en/thu-tuc/?q=a", "vi", "/thu-tuc/?q=a"),
        ("/en?x=1", "vi", "/?x=1"),
        ("/english/", "en", "/en/english/"),
        ("/en/", "en", "/en/"),
    ],
)
def test_language_switch_keeps_the_page(path: str, language: str, there: str) -> None:
    assert in_language(path, language) == there


def test_both_languages_of_a_page_are_reached_from_its_header(engine: Jinja2) -> None:
    template = engine.from_string('{% extends "web/portal_base.jinja" %}{% block title %}T{% endblock %}')

    assert 'href="/en/thu-tuc/?q=a" hreflang="en" lang="en"' in template.render({}, _request("/thu-tuc/?q=a"))
    with translation.override("en"):
        page = template.render({}, _request("/en/thu-tuc/?q=a"))
    assert 'href="/thu-tuc/?q=a" hreflang="vi" lang="vi"' in page
    assert '<html lang="en"' in page


def test_official_sees_the_name_and_the_way_out(engine: Jinja2) -> None:
    official = Actor(kind=ActorKind.OFFICIAL, user_id=1, uid=uuid4(), name="Lê <Hà>")
    template = engine.from_string('{% extends "web/desk_base.jinja" %}{% block title %}T{% endblock %}')

    page = template.render({"post_line": "Thụ lý"}, _request("/desk/", official))

    assert "Lê &lt;Hà&gt;" in page
    assert 'action="/sign-out/"' in page
    assert 'name="csrfmiddlewaretoken"' in page


def test_stranger_and_citizen_get_no_menu_of_officials(engine: Jinja2) -> None:
    citizen = Actor(kind=ActorKind.CITIZEN, user_id=1, uid=uuid4(), name="A")
    template = engine.from_string('{% extends "web/desk_base.jinja" %}{% block title %}T{% endblock %}')

    for actor in (None, citizen):
        assert 'class="mc-menu"' not in template.render({}, _request("/desk/", actor))


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    from motcua.web import navigation

    monkeypatch.setattr(navigation, "_entries", {menu: {} for menu in Menu})
    monkeypatch.setattr(navigation, "_group_names", {menu: {} for menu in Menu})


def test_menu_is_in_order_and_hides_what_the_reader_may_not_do(entries: None) -> None:
    register(
        Menu.DESK,
        Entry("b", "Hai", "web:styleguide", order=20),
        Entry("a", "Một", "web:styleguide", order=10),
        Entry("c", "Ba", "web:styleguide", order=5, verb="audit.read"),
    )

    assert [one.key for one in links(Menu.DESK)] == ["a", "b"]
    assert [one.key for one in links(Menu.DESK, frozenset({"audit.read"}))] == ["c", "a", "b"]


def test_menu_in_groups_when_only_one_entry_of_a_group_is_left_then_it_stands_by_itself(entries: None) -> None:
    name_groups(Menu.DESK, {"counts": "Số liệu"})
    register(
        Menu.DESK,
        Entry("a", "Một", "web:styleguide", 10),
        Entry("b", "Hai", "web:styleguide", 20, group="counts"),
        Entry("c", "Ba", "web:styleguide", 30, group="no such group"),
        Entry("d", "Bốn", "web:styleguide", 40, "audit.read", "counts"),
    )

    assert [(one.text, one.is_group) for one in parts(Menu.DESK)] == [("Một", False), ("Hai", False), ("Ba", False)]
    whole = parts(Menu.DESK, frozenset({"audit.read"}))
    assert [(one.text, [link.key for link in one.links]) for one in whole] == [
        ("Một", ["a"]), ("Số liệu", ["b", "d"]), ("Ba", ["c"]),
    ]  # fmt: skip
    assert [one.text for one in whole if one.holds("d")] == ["Số liệu"]


def test_entry_registered_again_is_replaced(entries: None) -> None:
    register(Menu.PORTAL, Entry("a", "Một", "web:styleguide"))
    register(Menu.PORTAL, Entry("a", "Một nữa", "web:styleguide"))

    assert [one.text for one in links(Menu.PORTAL)] == ["Một nữa"]
