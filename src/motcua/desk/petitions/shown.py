"""A petition as rows, facts and history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.core.masking import mask_name, mask_phone
from motcua.desk.petitions.reading import category_name, said
from motcua.desk.petitions.wording import CHANNELS, FLAG_LOOK, FLAGS, KINDS, STATE_LOOK, STATES
from motcua.desk.time_left import Watch
from motcua.desk.wording import words
from motcua.organisation.models import CalendarPurpose
from motcua.petitions.lifecycle import Flag, HolderKind
from motcua.petitions.models import Petition
from motcua.web import words as web_words
from motcua.web.words import TimeLeft, TimeState
from motcua.worktime.rules import working_minutes

_ON_TOP = (Flag.URGENT, Flag.REOPENED, Flag.RETURNED_TO_DESK, Flag.RETURNED_TO_UNIT)


def time_left(petition: Petition, sight: Watch) -> TimeLeft:
    """By working time of the receiving unit's calendar until the next date."""
    if petition.closed or petition.next_at is None:
        return TimeLeft(TimeState.DONE, _("đã xong"), 100)
    calendar = sight.of_unit(petition.reception_unit_id, CalendarPurpose.SETTLEMENT)
    minutes = working_minutes(calendar, sight.now, petition.next_at)
    whole = working_minutes(calendar, min(petition.submitted_at, petition.next_at), petition.next_at)
    used = web_words.used_percent(minutes, whole)
    if petition.next_at < sight.now:
        return TimeLeft(TimeState.LATE, web_words.remaining(min(minutes, -1)), 100)
    if petition.holder_kind == HolderKind.SENDER:
        return TimeLeft(TimeState.PAUSED, web_words.paused(_("chờ người gửi")), used)
    state = TimeState.SOON if petition.next_at <= sight.soon else TimeState.ONTIME
    return TimeLeft(state, web_words.remaining(max(minutes, 0)), used)


def holder_words(petition: Petition) -> str:
    """Who has to do the next thing."""
    if petition.holder_unit is None:
        return ""
    if petition.holder_kind == HolderKind.SENDER:
        return _("người gửi; {unit} theo dõi").format(unit=petition.holder_unit.name)
    return petition.holder_unit.name


def flag_badges(flags: Iterable[str]) -> list[dict[str, str]]:
    order = {flag.value: place for place, flag in enumerate(_ON_TOP)}
    shown = sorted((flag for flag in flags if flag in FLAGS), key=lambda flag: (order.get(flag, 9), flag))
    return [{"text": words(FLAGS, flag), "kind": FLAG_LOOK.get(flag, "soon")} for flag in shown]


def row(petition: Petition, sight: Watch, on: dt.date, query: str = "") -> Mapping[str, object]:
    href = reverse("desk:petition", args=[petition.uid])
    return {
        "uid": petition.uid,
        "code": petition.receipt_no,
        "href": f"{href}?{query}" if query else href,
        "channel": words(CHANNELS, petition.channel),
        "text": said(petition),
        "category": category_name(petition.category, on),
        "place": petition.place.name if petition.place else "",
        "state": words(STATES, petition.state),
        "holder": holder_words(petition),
        "flags": flag_badges(petition.flags),
        "left": time_left(petition, sight),
        "due": petition.next_at,
    }


def badges(petition: Petition) -> list[dict[str, str]]:
    first = {"text": words(STATES, petition.state), "kind": STATE_LOOK.get(petition.state, "neutral")}
    return [first, *flag_badges(petition.flags)]


def facts(petition: Petition, *, sender_open: bool) -> list[tuple[str, str]]:
    """What is known of it; who sent it masked unless it was opened."""
    told = petition.words
    where = ", ".join(one for one in (told.address_words, petition.place.name if petition.place else "") if one)
    pin = f"{petition.lat:.5f}, {petition.lng:.5f}" if petition.lat is not None and petition.lng is not None else ""
    return [
        (_("Nơi xảy ra"), where),
        (_("Chỗ ghim"), pin),
        (_("Ngày xảy ra"), web_words.day(petition.occurred_on) if petition.occurred_on else ""),
        (_("Phản ánh về"), words(KINDS, petition.kind)),
        (_("Thủ tục"), petition.procedure),
        (_("Điều, khoản"), petition.article),
        (_("Đơn vị xử lý"), petition.owner_unit.name if petition.owner_unit else ""),
        (_("Mã ở hệ thống kia"), petition.foreign_id),
        *_sender(petition, opened=sender_open),
    ]


def _sender(petition: Petition, *, opened: bool) -> list[tuple[str, str]]:
    told = petition.words
    if told.anonymous:
        return [(_("Người gửi"), _("ẩn danh"))]
    if told.erased_at is not None:
        return [(_("Người gửi"), _("đã xóa theo luật"))]
    if opened:
        return [
            (_("Người gửi"), told.sender_name),
            (_("Điện thoại"), told.phone),
            (_("Thư điện tử"), told.email),
            (_("Địa chỉ"), told.address),
        ]
    reach = [mask_phone(told.phone)] if told.phone else []
    reach += [_("có thư điện tử")] if told.email else []
    return [(_("Người gửi"), mask_name(told.sender_name)), (_("Liên hệ"), ", ".join(reach))]
