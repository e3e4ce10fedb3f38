"""The letter about figures that should agree and do not: in the morning after a night that found a new one."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID, uuid5

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from motcua.core.clock import legal_date
from motcua.figures.publications.models import Disagreement
from motcua.figures.publications.permissions import RECONCILE
from motcua.notifications.news import News
from motcua.notifications.services import note_news_letter
from motcua.organisation.models import UnitClosure, UnitLevel, in_force
from motcua.people.models import Assignment, RoleGrant, User

LETTER: Final = "figures_disagree"
_DAYS: Final = UUID("6f0b3c55-6d0f-4f0e-9d8b-0d8a1f6a9b11")
"""The letter of a day is named from this."""


def note_disagreements(new: int, *, now: dt.datetime) -> bool:
    """One letter a day, when something new was found; whether it is noted now."""
    if new == 0:
        return False
    about = uuid5(_DAYS, legal_date(now).isoformat())
    return note_news_letter(LETTER, message=about, news=about, now=now) is not None


def people_of(on: dt.date) -> list[User]:
    """Those of the province who watch figures that disagree, with an address."""
    roles = RoleGrant.objects.filter(in_force(on), verb=RECONCILE).values("role__code")
    local = UnitClosure.objects.filter(
        in_force(on), ancestor__level__in=[UnitLevel.COMMUNE, UnitLevel.DISTRICT]
    ).values("descendant")
    posts = Assignment.objects.filter(in_force(on), post__role__in=roles).exclude(post__unit__in=local)
    return list(User.objects.filter(~Q(email=""), pk__in=posts.values("user"), is_active=True).order_by("pk"))


def news(_uid: UUID, now: dt.datetime) -> News | None:
    """The letter as it leaves; None when all of them agree again."""
    many = Disagreement.objects.filter(gone_at=None).count()
    if not many:
        return None
    people = people_of(legal_date(now))
    languages = {user.language for user in people}
    language = languages.pop() if len(languages) == 1 else "vi"
    with translation.override(language):
        words = {"many": many, "link": f"{settings.BASE_URL.rstrip('/')}/desk/so-lieu/khong-khop/"}
        subject = _("Số liệu lệch nhau: {many} chỗ").format(**words)
        body = _(
            "Đêm qua hệ thống đối chiếu các số liệu phải khớp nhau và thấy {many} chỗ chưa khớp.\n\n"
            "Xem từng chỗ và hồ sơ liên quan tại: {link}"
        ).format(**words)
    return News(subject, body, "", tuple(dict.fromkeys(user.email for user in people)), language)
