"""Letters about rounds: to those who assess themselves, shortly before the last day and each week after it. They leave
through the room of notices; what was handed in by then is not sent."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from motcua.core.clock import legal_date
from motcua.figures.assessments.models import AssessmentSheet, Stage
from motcua.figures.assessments.verbs import SELF
from motcua.notifications.news import News
from motcua.notifications.services import note_news_letter
from motcua.organisation.models import in_force
from motcua.people.models import Assignment, RoleGrant, User

LETTER: Final = "assessment_due"
SOON: Final = 2
"""Days before."""
AGAIN: Final = 7


def remind(*, now: dt.datetime) -> int:
    """Note what is due to be said today; doing it twice changes nothing. How many letters are new."""
    today = legal_date(now)
    made = 0
    for sheet in _waiting().filter(round__self_until__lte=today + dt.timedelta(days=SOON)).order_by("pk"):
        over = (today - sheet.round.self_until).days
        turn = f"over-{over // AGAIN}" if over > 0 else "soon"
        message = uuid5(sheet.uid, f"{sheet.round.self_until}:{turn}")
        made += note_news_letter(LETTER, message=message, news=sheet.uid, now=now) is not None
    return made


def news(uid: UUID, now: dt.datetime) -> News | None:
    """The letter as it leaves; None when the sheet was handed in, or its stage is over."""
    sheet = _waiting().filter(uid=uid).first()
    if sheet is None:
        return None
    people = people_of(sheet, legal_date(now))
    languages = {user.language for user in people}
    language = languages.pop() if len(languages) == 1 else "vi"
    with translation.override(language):
        subject, body = _words(sheet, legal_date(now))
    return News(subject, body, "", tuple(dict.fromkeys(user.email for user in people)), language)


def people_of(sheet: AssessmentSheet, on: dt.date) -> list[User]:
    """Who assesses: the official, or people with an address in posts of the unit whose role may."""
    if sheet.person is not None:
        return [sheet.person] if sheet.person.email and sheet.person.is_active else []
    roles = RoleGrant.objects.filter(in_force(on), verb=SELF).values("role__code")
    posts = Assignment.objects.filter(in_force(on), post__unit=sheet.unit_id, post__role__in=roles)
    return list(User.objects.filter(~Q(email=""), pk__in=posts.values("user"), is_active=True).order_by("pk"))


def _waiting() -> QuerySet[AssessmentSheet]:
    rows = AssessmentSheet.objects.filter(round__stage=Stage.SELF, submitted_at=None, left_reason="")
    return rows.select_related("round", "unit", "person")


def _words(sheet: AssessmentSheet, today: dt.date) -> tuple[str, str]:
    over = sheet.round.self_until < today
    subject = _("Đã quá hạn tự đánh giá: {title}") if over else _("Sắp đến hạn tự đánh giá: {title}")
    words = {
        "title": sheet.round.title,
        "name": sheet.name,
        "due": f"{sheet.round.self_until:%d/%m/%Y}",
        "link": f"{settings.BASE_URL.rstrip('/')}/desk/danh-gia/bang/{sheet.uid}/",
    }
    body = _(
        "Đợt đánh giá: {title}\nPhiếu: {name}\nHạn tự đánh giá: {due}\n\nĐiền và gửi tại: {link}\n\n"
        "Điểm và tài liệu đã điền được giữ trên hệ thống."
    )
    return subject.format(**words), body.format(**words)
