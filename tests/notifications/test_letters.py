from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers.lifecycle import EventKind
from motcua.notifications.letters import TELLING, TO_OFFICIALS, Letter, letter_for
from motcua.notifications.models import NoticeState
from motcua.notifications.rendering import moment, render_code_letter, render_dossier_letter
from motcua.notifications.texts import LETTER_NAMES, STATE_NAMES

from .conftest import NOW, OCCURRENCE


@pytest.mark.parametrize(
    ("changes", "letter"),
    [
        ({"kind": "dossier_submitted"}, Letter.SUBMITTED),
        ({"kind": "dossier_submitted", "channel": "post"}, Letter.SUBMITTED),
        ({"kind": "dossier_submitted", "channel": "counter"}, None),
        ({"kind": "dossier_accepted"}, Letter.ACCEPTED),
        ({"kind": "dossier_accepted", "channel": "counter"}, Letter.ACCEPTED),
        ({"kind": "supplement_requested"}, Letter.SUPPLEMENT),
        ({"kind": "dossier_refused"}, Letter.REFUSED),
        ({"kind": "payment_requested"}, Letter.PAYMENT),
        ({"kind": "apology_issued"}, Letter.APOLOGY),
        ({"kind": "result_issued"}, Letter.RESULT_READY),
        ({"kind": "result_issued", "refusal": True}, Letter.RESULT_READY),
        ({"kind": "result_issued", "early": True}, Letter.RESULT_EARLY),
        ({"kind": "incident_recorded"}, Letter.INCIDENT),
        ({"kind": "incident_closed"}, Letter.INCIDENT_CLOSED),
        ({"kind": "time_excluded"}, Letter.DATE_CHANGED),
        ({"kind": "responsibility_decided"}, None),
        ({"kind": "result_corrected"}, Letter.RESULT_CORRECTED),
        ({"kind": "result_handed_over"}, Letter.RETURNED),
        ({"kind": "dossier_withdrawn"}, Letter.WITHDRAWN),
        ({"kind": "dossier_stopped"}, Letter.STOPPED),
        ({"kind": "dossier_stopped", "final": True}, Letter.CLOSED),
        ({"kind": "dossier_resumed"}, Letter.RESUMED),
        ({"kind": "due_dates_replanned"}, Letter.DATE_CHANGED),
        ({"kind": "due_dates_replanned", "due_at": None}, None),
        ({"kind": "supplement_answered"}, Letter.DATE_CHANGED),
        ({"kind": "supplement_answered", "due_at": None}, None),
        ({"kind": "payment_confirmed", "due_at": None}, None),
        ({"kind": "step_completed"}, None),
        ({"kind": "step_passed", "due_at": None}, None),
        ({"kind": "step_passed"}, None),
        ({"kind": "step_passed", "written": "notice"}, Letter.WRITTEN),
        ({"kind": "data_erased"}, None),
    ],
)
def test_letter_for_each_kind_of_event(changes: dict[str, object], letter: Letter | None) -> None:
    assert letter_for(replace(OCCURRENCE, **changes)) is letter  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", sorted(set(EventKind) - TELLING))
def test_event_outside_the_telling_kinds_never_asks_for_a_letter(kind: EventKind) -> None:
    assert letter_for(replace(OCCURRENCE, kind=kind)) is None


DOSSIER_LETTERS = sorted(set(Letter) - {Letter.SIGN_IN_CODE} - TO_OFFICIALS)


WITHOUT_DATES = [(letter, False) for letter in DOSSIER_LETTERS if letter is not Letter.DATE_CHANGED]


@pytest.mark.parametrize(("letter", "dates"), [*((letter, True) for letter in DOSSIER_LETTERS), *WITHOUT_DATES])
def test_letter_of_each_kind_tells_code_procedure_office_and_link(letter: Letter, dates: bool) -> None:
    one = OCCURRENCE if dates else replace(OCCURRENCE, due_at=None, until=None, office_address="", office_phone="")

    rendered = render_dossier_letter(letter, one, language="vi")

    assert one.code in rendered.subject
    assert "\n" not in rendered.subject
    for told in (one.code, one.procedure, one.office, one.link, "Kính gửi ông/bà,"):
        assert told in rendered.body
    assert "\n\n\n" not in rendered.body
    assert "None" not in rendered.body
    assert "%(" not in rendered.body


def test_letter_of_acceptance_tells_the_day_of_the_result_in_legal_time() -> None:
    rendered = render_dossier_letter(Letter.ACCEPTED, OCCURRENCE, language="vi")

    assert "Ngày hẹn trả kết quả: 17 giờ 00 ngày 30/11/2026." in rendered.body


def test_letter_about_a_refusal_as_result_says_so() -> None:
    granted = render_dossier_letter(Letter.RESULT_READY, OCCURRENCE, language="vi")
    refused = render_dossier_letter(Letter.RESULT_READY, replace(OCCURRENCE, refusal=True), language="vi")

    assert "không giải quyết" not in granted.body
    assert "không giải quyết" in refused.body


def test_letter_with_a_code_tells_code_and_time_and_has_no_code_in_the_subject() -> None:
    rendered = render_code_letter("042917", NOW + dt.timedelta(minutes=10), language="vi")

    assert "042917" in rendered.body
    assert "08 giờ 10 ngày 23/11/2026" in rendered.body
    assert "042917" not in rendered.subject
    assert "ho-so" not in rendered.body


@given(st.text(min_size=1, max_size=60))
def test_subject_is_one_line_whatever_the_code_holds(code: str) -> None:
    rendered = render_dossier_letter(Letter.ACCEPTED, replace(OCCURRENCE, code=code), language="vi")

    assert len(rendered.subject.splitlines()) == 1


def test_letter_in_an_unknown_language_is_vietnamese() -> None:
    assert "Kính gửi" in render_dossier_letter(Letter.ACCEPTED, OCCURRENCE, language="xx").body


def test_rendering_leaves_the_language_of_the_thread_alone() -> None:
    with translation.override("vi"):
        render_dossier_letter(Letter.ACCEPTED, OCCURRENCE, language="en")
        assert translation.get_language() == "vi"


def test_moment_is_in_the_legal_zone() -> None:
    with translation.override("vi"):
        assert moment(dt.datetime(2026, 12, 31, 17, 30, tzinfo=dt.UTC)) == "00 giờ 30 ngày 01/01/2027"


def test_every_letter_and_state_has_a_name() -> None:
    assert set(LETTER_NAMES) == {
        *(letter.value for letter in Letter),
        "alert_raised",
        "morning_summary",
        "petition",
    }
    assert set(STATE_NAMES) == {state.value for state in NoticeState}
