"""The province loaded by its own loaders: once, whole, and with a history that holds."""

from __future__ import annotations

import datetime as dt
import io

from django.apps import apps

from motcua.demo.accounts import CITIZENS, PASSWORD, shown_posts, totp_secret
from motcua.demo.base import load_base
from motcua.demo.info import SAMPLE, demo_facts
from motcua.demo.papers import small_pdf
from motcua.documents.inspection import inspect
from motcua.documents.limits import limits_on
from motcua.people import totp
from motcua.people.models import Assignment, User, UserKind
from motcua.people.passwords import check_strength
from motcua.people.services.sign_in import check_password, confirm_totp
from motcua.procedures import selectors as registry
from motcua.procedures.lifecycle import DecisionState
from motcua.procedures.models import Decision
from tests.demo.given import NOW, TODAY, is_open, readings

BEFORE_ABOLITION = dt.date(2026, 8, 1)
"""One procedure of the catalogue ends on 1 September."""

ROOMS = ("organisation", "people", "forms", "procedures", "worktime", "dossiers", "mfa")


def _counts() -> dict[str, int]:
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return {model.__name__: model._default_manager.count() for model in models}


def test_province_when_loaded_twice_is_the_same_and_whole(province: None) -> None:
    before = _counts()

    load_base(now=NOW + dt.timedelta(days=1))

    assert _counts() == before
    assert not _empty_posts()
    states = [one.state for one in Decision.objects.order_by("id")]
    assert states.count(DecisionState.DRAFT) == states.count(DecisionState.CHECKED) == 1
    assert set(states) == {DecisionState.DRAFT, DecisionState.CHECKED, DecisionState.IN_FORCE}
    _every_open_procedure_can_be_received()
    _shown_accounts_sign_in()


def _empty_posts() -> list[str]:
    held = Assignment.objects.values("post")
    return list(apps.get_model("organisation.Post").objects.exclude(pk__in=held).values_list("code", flat=True))


def _every_open_procedure_can_be_received() -> None:
    for key in filter(is_open, readings()):
        content = readings()[key].content
        for case in content.cases:
            for channel in {way.channel for way in content.channels if way.case in {"", case.key}}:
                found = registry.terms(key, case.key, channel, BEFORE_ABOLITION)
                registry.require_open(found, registry.route(found, "AS-0101", BEFORE_ABOLITION))


def _shown_accounts_sign_in() -> None:
    facts = demo_facts()
    officials, citizens, samples = facts["officials"], facts["citizens"], facts["samples"]
    assert isinstance(officials, list)
    assert isinstance(citizens, list)
    assert isinstance(samples, dict)
    assert {"username", "password", "totp_secret", "name", "unit", "roles"} <= set(officials[0])
    assert [one["username"] for one in officials] == list(shown_posts())
    programs = facts["programs"]
    assert isinstance(programs, list)
    assert [one["username"] for one in programs] == ["demo-robot"]
    assert User.objects.get(username="demo-robot").kind == UserKind.SERVICE
    assert [one["email"] for one in citizens] == [f"nguoidan{n}@dan.example" for n in (1, 2, 3)]
    assert samples == {**SAMPLE, "codes": [], "codes_by_kind": {"open": [], "late": [], "returned": []}}
    chosen = officials[0]
    user = check_password(chosen["username"], chosen["password"], source="127.0.0.1", now=NOW)
    confirm_totp(user, totp.code_of(chosen["totp_secret"], totp.step_at(NOW)), NOW)


def test_passwords_of_shown_accounts_when_judged_are_strong_enough() -> None:
    for username in shown_posts():
        check_strength(PASSWORD, User(username=username, full_name="Cán bộ", email=f"{username}@anson.example"))
    assert len({totp_secret(username) for username in shown_posts()}) == len(shown_posts())
    assert CITIZENS > 100


def test_small_paper_when_inspected_is_a_sound_pdf() -> None:
    kind = inspect(
        io.BytesIO(small_pdf("To khai mau")),
        file_name="to-khai.pdf",
        declared_type="application/pdf",
        limits=limits_on(TODAY),
    )

    assert kind.media_type == "application/pdf"
