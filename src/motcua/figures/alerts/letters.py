"""The letter about an alert: one for each time it is raised, to whoever answers for the unit, outside quiet hours."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.core.outbox import Message, consumer
from motcua.notifications import tasks
from motcua.notifications.news import News
from motcua.notifications.services import note_news_letter
from motcua.organisation.models import UnitLevel, in_force
from motcua.organisation.selectors import ancestors, descendants
from motcua.people.actors import load_actor
from motcua.people.models import Assignment, RoleGrant, User
from motcua.people.permissions import decide

from .evaluating import RAISED, TOPIC
from .models import Alert
from .permissions import ANSWER
from .rules import State, quiet_until

NAME: Final = "figures.alert_letters"
LETTER: Final = "alert_raised"
STALE: Final = dt.timedelta(days=2)


@consumer(NAME, topics=(TOPIC,))
def write_alert_letters(message: Message, *, now: dt.datetime) -> None:
    """One letter for each raise; a message read twice makes none."""
    if message.kind != RAISED or now - message.created_at > STALE:
        return
    alert = Alert.objects.select_related("rule").filter(uid=UUID(str(message.body["alert"]))).first()
    if alert is None:
        return
    at = quiet_until(now.astimezone(LEGAL_ZONE), alert.rule.quiet_from, alert.rule.quiet_to)
    notice = note_news_letter(LETTER, message=message.id, news=alert.uid, now=now, not_before=at)
    if notice is not None and at <= now:
        tasks.send_one.defer(notice=str(notice))


def alert_news(uid: UUID, now: dt.datetime) -> News | None:
    """None when it was cleared before the letter could leave."""
    alert = Alert.objects.select_related("rule", "unit").filter(uid=uid).first()
    if alert is None or alert.state == State.CLEARED:
        return None
    people = told(alert, legal_date(now))
    languages = {user.language for user in people}
    language = languages.pop() if len(languages) == 1 else "vi"
    raised = alert.log.order_by("seq").first()
    base = settings.BASE_URL.rstrip("/")
    with translation.override(language):
        words = {
            "rule": alert.rule.name,
            "unit": alert.unit.name,
            "value": raised.printed if raised else "",
            "at": f"{alert.raised_at.astimezone(LEGAL_ZONE):%H:%M %d/%m/%Y}",
            "page": f"{base}/desk/canh-bao/{alert.uid}/",
            "proof": f"{base}{raised.address}" if raised else "",
        }
        subject = _("Cảnh báo: {rule}, {unit}").format(**words)
        body = _(
            "{rule}\nĐơn vị: {unit}\nSố liệu: {value}\nLúc: {at}\n\n"
            "Xem và xác nhận: {page}\nCách tính con số: {proof}\n"
        ).format(**words)
    addresses = tuple(dict.fromkeys(user.email for user in people))
    return News(" ".join(subject.split()), body, "", addresses, language)


def told(alert: Alert, on: dt.date) -> list[User]:
    """Who holds the verb at the unit on the day, and has an address: people of its agency, and those who hold it
    everywhere."""
    line = [alert.unit, *ancestors(alert.unit_id, on)]
    agencies = [unit.pk for unit in line if unit.level not in {UnitLevel.PROVINCE, UnitLevel.NATIONAL}]
    near = descendants(agencies[-1] if agencies else alert.unit_id, on).values("pk")
    grants = RoleGrant.objects.filter(in_force(on), verb=ANSWER)
    wide = grants.filter(reach="everywhere").values("role__code")
    posts = Q(post__unit__in=near, post__role__in=grants.values("role__code")) | Q(post__role__in=wide)
    filling = Assignment.objects.filter(in_force(on), posts)
    users = User.objects.filter(~Q(email=""), is_active=True, pk__in=filling.values("user")).order_by("pk")
    return [user for user in users if decide(load_actor(user.pk, on), ANSWER, [alert.unit_id])]
