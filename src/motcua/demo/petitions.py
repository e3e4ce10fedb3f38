"""Reports of the made-up province: who receives them, who owns what, and some under way and answered, by the real
services on the days they would have happened. Loading twice changes nothing."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from motcua.core.clock import FrozenClock, legal_date, use_clock
from motcua.core.remember import forget_everything
from motcua.demo.files import BEGINNING, SOURCE
from motcua.organisation.models import Unit
from motcua.organisation.places import point_in
from motcua.organisation.selectors import find_unit, places
from motcua.people.actors import SYSTEM
from motcua.petitions.categories import owner_of, tree
from motcua.petitions.lifecycle import (
    Answer,
    Approve,
    AskSender,
    Assign,
    Channel,
    Command,
    LeadAway,
    Merge,
    Point,
    Publish,
    Rate,
    Reject,
    Reopen,
    ReturnToUnit,
    Take,
    Verify,
)
from motcua.petitions.models import OwnerRule, Petition, ReceivingDesk
from motcua.petitions.services import Sender, SubmitPetition, act, submit
from motcua.simulate.chance import Dice
from motcua.simulate.petitions.speech import scene, told

CENTRE: Final = "AS.MC"
OWNERS: Final = (
    ("den-tin-hieu", "AS.S07"),
    ("duong-hong", "AS.S07"),
    ("dat-dai", "AS.S06"),
    ("nuoc-thai", "AS.S06"),
    ("mat-dien", "AS.S05"),
    ("gia-ca", "AS.S05"),
    ("vien-thong", "AS.S08"),
    ("y-te", "AS.S11"),
    ("thuc-pham", "AS.S11"),
    ("truong-hoc", "AS.S10"),
    ("tro-cap", "AS.S02"),
    ("thu-tuc-hanh-chinh", "AS.S01"),
)
"""Categories a department of the province handles; the rest stays with the commune of the place."""
MANY: Final = 60
DAYS: Final = 40
AGAIN: Final = 6
"""Every so many tells of a matter that somebody told of shortly before."""
CHANNELS: Final = (Channel.WEB, Channel.PHONE_PAGE, Channel.HOTLINE, Channel.ZALO, Channel.EMAIL, Channel.QR)
HOUR: Final = dt.timedelta(hours=1)
DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Matter:
    """What is told of: two petitions of one matter stand within tens of metres, in words of their own."""

    category: str
    place: Unit
    key: int


def load_petition_rules(*, since: dt.date = BEGINNING) -> None:
    """The receiving desk and the owners; nothing when a desk is there."""
    if ReceivingDesk.objects.exists():
        return
    centre = Unit.objects.get(code=CENTRE, valid_to=None)
    ReceivingDesk.objects.create(unit=centre, valid_from=since, source=SOURCE)
    OwnerRule.objects.create(category_code="", way="place", valid_from=since, source=SOURCE)
    for category, code in OWNERS:
        unit = Unit.objects.get(code=code, valid_to=None)
        OwnerRule.objects.create(category_code=category, way="named", unit=unit, valid_from=since, source=SOURCE)
    forget_everything()


def load_petitions(*, now: dt.datetime, count: int = MANY) -> None:
    """Reports of the last weeks, told to the end their age allows; nothing when there is one."""
    if Petition.objects.exists():
        return
    dice = random.Random(1022)  # noqa: S311 - a made-up history
    on = legal_date(now)
    communes = list(places(on))
    leaves = [leaf for leaf in tree(on).leaves() if leaf.code not in {"sang-kien", "quy-dinh"}]
    earlier: list[Petition] = []
    matters: list[_Matter] = []
    for number in range(count):
        began = now - DAY * DAYS + (DAY * DAYS * number) / count - HOUR * dice.random()
        matter = _Matter(dice.choice(leaves).code, dice.choice(communes), dice.randrange(1000, 9999))
        if number % AGAIN == AGAIN - 1:
            matter = matters[-2]
        matters.append(matter)
        petition = _sent(dice, matter, began)
        _told_on(petition, dice, began, now, earlier)
        earlier.append(petition)


def _sent(dice: random.Random, matter: _Matter, at: dt.datetime) -> Petition:
    place, category = matter.place, matter.category
    spot, there = point_in(place, legal_date(at)), random.Random(matter.key)  # noqa: S311
    point = None
    if spot is not None:
        lat, lng = spot[0] + there.gauss(0, 0.004), spot[1] + there.gauss(0, 0.004)
        point = Point(lat + dice.gauss(0, 0.0001), lng + dice.gauss(0, 0.0001), dice.randrange(5, 40))
    number = dice.randrange(1000, 9999)
    chance = Dice(1022, number)
    sender = Sender(name=f"Người dân {number}", phone=f"0900 00{number}", email=f"dan{number}@example.vn")
    given = SubmitPetition(
        channel=dice.choice(CHANNELS),
        text=told(category, scene(Dice(1022, matter.key)), chance),
        category=category,
        place=place.code,
        point=point,
        sender=sender,
    )
    with use_clock(FrozenClock(at)):
        return submit(given, actor=SYSTEM, now=at)


def _told_on(
    petition: Petition, dice: random.Random, began: dt.datetime, now: dt.datetime, earlier: Sequence[Petition]
) -> None:
    """Step by step until today."""
    at = began
    for command, wait in _story(petition, dice, earlier):
        at += wait
        if at >= now:
            return
        with use_clock(FrozenClock(at)):
            act(petition.uid, command, actor=SYSTEM, now=at)


def _story(
    petition: Petition, dice: random.Random, earlier: Sequence[Petition]
) -> Sequence[tuple[Command, dt.timedelta]]:
    fate = dice.random()
    soon = HOUR * dice.randrange(1, 8)
    if fate < 0.05:
        return [(Reject(reason="not_clear", words="Nội dung chưa đủ rõ để xử lý, xin gửi lại kèm địa điểm."), soon)]
    if fate < 0.08:
        words = "Đây là đơn tố cáo, được chuyển giải quyết theo Luật Tố cáo."
        return [(LeadAway(track="denunciation", unit="AS.S13", words=words), soon)]
    if fate < 0.13:
        open_ones = [one for one in earlier if one.category == petition.category and not one.closed]
        if open_ones:
            return [(Merge(into=open_ones[-1].uid), soon)]
    if fate < 0.18:
        return [(AskSender(words="Xin cho biết rõ hơn địa điểm: số nhà hoặc gần mốc nào?"), soon)]
    return _answered(petition, dice, soon)


def _answered(petition: Petition, dice: random.Random, soon: dt.timedelta) -> list[tuple[Command, dt.timedelta]]:
    on = legal_date(petition.submitted_at)
    place = Unit.objects.get(pk=petition.place_id) if petition.place_id is not None else None
    owner = owner_of(petition.category, place, on) or find_unit(CENTRE, on)
    branch = tree(on).by_code[petition.category].name
    answer = f"Đơn vị đã kiểm tra tại chỗ và xử lý xong việc “{branch.lower()}” như phản ánh. Cảm ơn ông/bà."
    shown = Publish(title=branch, question=f"Phản ánh về {branch.lower()}.", answer=answer)
    days = DAY * dice.choice((1, 1, 2, 3, 4, 6, 9, 14))
    story: list[tuple[Command, dt.timedelta]] = [
        (Verify(), soon),
        (Assign(unit=owner.code if owner else CENTRE), HOUR * dice.randrange(1, 20)),
        (Take(), HOUR * dice.randrange(2, 20)),
        (Answer(text=answer), days),
    ]
    if dice.random() < 0.1:
        story += [(ReturnToUnit(words="Chưa nêu ngày xong."), HOUR), (Answer(text=answer), DAY)]
    story += [(Approve(), HOUR * 4), (shown, HOUR * 20)]
    if dice.random() < 0.5:
        story.append((Rate(score=dice.choice((1, 2, 3, 4, 4, 5, 5, 5))), DAY))
    if dice.random() < 0.1:
        story += [(Reopen(words="Mới sửa hai hôm đã hỏng lại."), DAY * 2), (Take(), DAY)]
    return story
