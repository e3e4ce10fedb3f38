"""The province loaded by its own loaders: once, whole, and with a history that holds."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import pytest
from django.apps import apps

from motcua.core.clock import LEGAL_ZONE
from motcua.core.models import JobState
from motcua.core.remember import forget_everything
from motcua.demo import history
from motcua.demo.accounts import CITIZENS, PASSWORD, shown_posts, totp_secret
from motcua.demo.arrivals import Calendars, Places, plan
from motcua.demo.base import load_base
from motcua.demo.info import SAMPLE, demo_facts
from motcua.demo.papers import small_pdf
from motcua.documents.inspection import inspect
from motcua.documents.limits import limits_on
from motcua.dossiers import answers, references
from motcua.dossiers.lifecycle import State
from motcua.dossiers.models import Dossier, DossierEvent, SubmissionContext
from motcua.dossiers.services.verify import verify
from motcua.people import totp
from motcua.people.models import Assignment, User
from motcua.people.passwords import check_strength
from motcua.people.services.sign_in import check_password, confirm_totp
from motcua.procedures import selectors as registry
from motcua.procedures.lifecycle import DecisionState
from motcua.procedures.models import Decision
from motcua.worktime.calendar_file import shipped_calendar
from tests.demo.given import TODAY, is_open, readings

NOW = dt.datetime(2026, 11, 20, 16, tzinfo=LEGAL_ZONE)
BEFORE_ABOLITION = dt.date(2026, 8, 1)
"""One procedure of the catalogue ends on 1 September."""

ROOMS = ("organisation", "people", "forms", "procedures", "worktime", "dossiers", "mfa")
PLACES = Places({"AS-0101": "ward", "AS-0102": "ward", "AS-0305": "commune"}, citizens=20, shown=3)


@pytest.fixture
def province(transactional_db: None) -> Iterator[None]:
    """Everything before the first dossier."""
    _forget()
    load_base(now=NOW)
    yield
    _forget()


def _forget() -> None:
    forget_everything()
    references.forget()
    answers.unit_name.cache_clear()
    answers.post_title.cache_clear()
    registry.forget()


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
    assert [one["email"] for one in citizens] == [f"nguoidan{n}@dan.example" for n in (1, 2, 3)]
    assert samples == {**SAMPLE, "codes": [], "codes_by_kind": {"open": [], "late": [], "returned": []}}
    chosen = officials[0]
    user = check_password(chosen["username"], chosen["password"], source="127.0.0.1", now=NOW)
    confirm_totp(user, totp.code_of(chosen["totp_secret"], totp.step_at(NOW)), NOW)


def test_history_when_loaded_holds_and_shows_every_state(province: None) -> None:
    history.begin(80, now=NOW)
    history.begin(999, now=NOW + dt.timedelta(days=1))
    made = history.make_first()
    rest = history.make_rest()
    again = history.make_first(), history.make_rest()

    assert made.dossiers + rest.dossiers == 80
    assert [one.dossiers for one in again] == [0, 0]
    marks = SubmissionContext.objects.values_list("counter_session", flat=True)
    assert len(set(marks)) == Dossier.objects.count() == 80
    assert set(Dossier.objects.values_list("state", flat=True)) == {state.value for state in State}
    for dossier in Dossier.objects.filter(closed=False):
        assert dossier.holder_unit is not None
        assert dossier.next_at is not None
    assert Dossier.objects.filter(closed=False, finished_at=None, appointed_due_at__lt=NOW).count() >= 3
    assert not DossierEvent.objects.filter(occurred_at__gt=NOW).exists()
    report = verify()
    assert (report.ok, report.dossiers) == (True, 80)
    _facts_name_dossiers()


def _facts_name_dossiers() -> None:
    facts = demo_facts()
    samples = facts["samples"]
    assert isinstance(samples, dict)
    assert {kind: bool(codes) for kind, codes in samples["codes_by_kind"].items()} == {
        "open": True,
        "late": True,
        "returned": True,
    }
    assert facts["history"] == {"state": JobState.DONE, "done": 80, "total": 80}


def test_history_when_cut_off_goes_on_and_doubles_nothing(province: None, monkeypatch: pytest.MonkeyPatch) -> None:
    history.begin(6, now=NOW)
    live = history.live
    calls = iter(range(100))

    def failing(*arguments: object, **options: object) -> int:
        if next(calls) == 3:
            raise ConnectionError
        return live(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(history, "live", failing)
    with pytest.raises(ConnectionError):
        history.make_rest()
    assert Dossier.objects.count() == 3

    assert history.make_rest().dossiers == 3
    assert Dossier.objects.count() == 6


def test_plan_when_made_again_is_the_same() -> None:
    calendars = Calendars(shipped_calendar("as-reception"), shipped_calendar("as-settlement"))

    first, second = (plan(400, NOW, calendars, PLACES) for _time in range(2))

    assert first == second
    assert sorted(one.number for one in first) == list(range(400))
    assert [one.at for one in first] == sorted(one.at for one in first)
    assert all(NOW - dt.timedelta(days=366) <= one.at <= NOW for one in first)
    assert {one.channel for one in first} == {"online", "counter", "post"}
    assert plan(400, NOW + dt.timedelta(days=3), calendars, PLACES) != first


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
