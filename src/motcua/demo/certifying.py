"""What the first ward certified lately: rows of its registers, by the real act under a moving clock. Each is a dossier
that the history does not count; loading twice changes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import connection, transaction

from motcua.certification.models import Entry
from motcua.certification.rules import Line
from motcua.certification.selectors import desk_of, signers
from motcua.certification.services.certifying import Order, certify
from motcua.core.clock import LEGAL_ZONE, FrozenClock, legal_date, use_clock
from motcua.demo.files import draw
from motcua.demo.names import person
from motcua.people.actors import load_actor
from motcua.people.models import Assignment

WHERE: Final = "AS-0101.MC"
DAYS: Final = 40
A_DAY: Final = 6
TITLES: Final = (
    ("Căn cước công dân", 2),
    ("Giấy khai sinh", 1),
    ("Bằng tốt nghiệp đại học", 2),
    ("Sổ hộ khẩu", 16),
    ("Giấy chứng nhận quyền sử dụng đất", 4),
    ("Học bạ trung học phổ thông", 24),
    ("Giấy chứng nhận kết hôn", 1),
)
PAPERS: Final = ("Giấy ủy quyền nhận lương hưu", "Sơ yếu lý lịch", "Giấy cam kết", "Đơn xin xác nhận")

_TELL_NOBODY: Final = "DELETE FROM core_outbox WHERE epoch = core_current_epoch() AND xid = pg_current_xact_id()"


def load_certifications(*, now: dt.datetime) -> int:
    """Some weeks of the quick counter up to ``now``; how many acts. Nobody is told of a past that is made up today."""
    officers = Assignment.objects.filter(post__unit__code=WHERE, post__role="reception_officer", valid_to=None)
    officer = officers.order_by("pk").values_list("user", flat=True).first()
    if officer is None or Entry.objects.exists():
        return 0
    today, made = legal_date(now), 0
    days = [today - dt.timedelta(days=back) for back in range(DAYS, 0, -1)]
    for day in (one for one in days if one.weekday() < 5):
        for number in range(A_DAY):
            at = dt.datetime.combine(day, dt.time(7, 40 + number), LEGAL_ZONE) + dt.timedelta(minutes=35 * number)
            with use_clock(FrozenClock(at)), transaction.atomic(), connection.cursor() as cursor:
                _one(officer, day, number, at)
                cursor.execute(_TELL_NOBODY)
            made += 1
    return made


def _one(officer: int, day: dt.date, number: int, at: dt.datetime) -> None:
    dice = draw("certification", day, number)
    actor = load_actor(officer, day)
    desk = desk_of(actor, day)
    who = person("certification", day, number, place=desk.name, is_town=True)
    requester = {"name": who.name, "id_number": who.id_number, "birth_date": who.born.isoformat()}
    kind = dice.choices(("copy", "signature"), (8, 2))[0]
    chosen = dice.sample(TITLES, dice.choice((1, 1, 1, 2, 3)))
    lines = tuple(Line(title, pages, dice.choice((1, 2, 3, 5, 10, 40))) for title, pages in chosen)
    if kind == "signature":
        lines = (Line(dice.choice(PAPERS), dice.choice((1, 2)), 1),)
    signer = signers(desk.authority, day)[0].uid
    certify(Order(kind, requester, lines, signer, dice.choice(("cash", "cash", "transfer"))), actor=actor, now=at)
