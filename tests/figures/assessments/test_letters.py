"""Letters of rounds and of figures that disagree, and the job that fills what figures know."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.errors import Conflict
from motcua.core.models import JobProgress
from motcua.figures.assessments.models import AssessmentSheet, Stage
from motcua.figures.assessments.services import computing, reminding
from motcua.figures.publications import letters
from motcua.figures.publications.models import Disagreement
from motcua.notifications.models import Notice
from motcua.people.models import User

from .house import NOW, House
from .test_rounds import place

__all__ = ["place"]
pytestmark = pytest.mark.django_db

SOON = dt.datetime(2026, 12, 4, 1, tzinfo=dt.UTC)
OVER = dt.datetime(2026, 12, 14, 1, tzinfo=dt.UTC)


def test_letters_when_a_sheet_is_due_then_once_before_and_once_a_week_after(place: House) -> None:
    User.objects.filter(username__in=["a-mayor", "a-deputy"]).update(email="xa@example.vn")
    place.at(Stage.SELF)
    sheet = place.sheet("TS-0101")

    assert reminding.remind(now=NOW) == 0
    assert reminding.remind(now=SOON) == AssessmentSheet.objects.filter(round=place.round).count()
    assert reminding.remind(now=SOON) == 0
    assert reminding.remind(now=OVER) > 0
    news = reminding.news(sheet.uid, OVER)
    assert news is not None
    assert news.addresses == ("xa@example.vn",)
    assert "Đã quá hạn tự đánh giá" in news.subject
    AssessmentSheet.objects.filter(pk=sheet.pk).update(submitted_at=OVER)
    assert reminding.news(sheet.uid, OVER) is None


def test_letter_when_figures_disagree_anew_then_one_a_day_and_none_once_they_agree(place: House) -> None:
    User.objects.update(email="tinh@example.vn")
    found = Disagreement.objects.create(
        identity="x", unit_code="TS", period_code="2026-11", left="1", right="2", first_seen_at=NOW, last_seen_at=NOW
    )

    assert not letters.note_disagreements(0, now=NOW)
    assert letters.note_disagreements(1, now=NOW)
    assert not letters.note_disagreements(2, now=NOW)
    notice = Notice.objects.get(letter=letters.LETTER)
    news = letters.news(notice.news_uid, NOW)
    assert news is not None
    assert "1 chỗ" in news.subject
    Disagreement.objects.filter(pk=found.pk).update(gone_at=NOW)
    assert letters.news(notice.news_uid, NOW) is None


def test_filling_when_asked_for_then_a_job_and_refused_when_the_layer_is_closed(place: House) -> None:
    place.at(Stage.APPRAISAL)
    job = computing.begin_filling(place.round.uid, actor=place.actors["manager"], now=NOW)

    assert JobProgress.objects.get(uid=job).kind == computing.JOB
    place.at(Stage.APPEAL)
    with pytest.raises(Conflict, match="assessment_layer_closed"):
        computing.begin_filling(place.round.uid, actor=place.actors["manager"], now=NOW)
