"""Letters as they leave: what happened, what comes next and by when. No names of officials, no number in the open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from motcua.core.canonical import Json, decode
from motcua.core.clock import LEGAL_ZONE, legal_date
from motcua.notifications.news import News
from motcua.petitions.categories import tree
from motcua.petitions.lifecycle import EventKind, HolderKind, State
from motcua.petitions.models import LetterTo, Petition, PetitionLetter, PetitionPrivate
from motcua.petitions.selectors import latest_answer
from motcua.petitions.telling import TO_OFFICIALS, address_of, event_of, officials
from motcua.petitions.texts import EVENT_NAMES, REASON_NAMES

LANGUAGES = ("vi", "en")


def news(uid: UUID, now: dt.datetime) -> News | None:
    """The letter as it leaves; None when what it is about is gone, or nobody reads it any more."""
    rows = PetitionLetter.objects.select_related(
        "petition__words", "petition__account", "petition__owner_unit", "follower__account", "about__owner_unit"
    )
    letter = rows.filter(uid=uid).first()
    event = event_of(letter) if letter is not None else None
    if letter is None or event is None:
        return None
    words = PetitionPrivate.objects.filter(event=event).first()
    said = decode(bytes(words.body)) if words is not None else {}
    addresses, language = _addresses(letter, now)
    with translation.override(language):
        subject, body = _written(letter, decode(bytes(event.payload)), said, now)
    return News(subject, body, "", addresses, language)


def _addresses(letter: PetitionLetter, now: dt.datetime) -> tuple[tuple[str, ...], str]:
    petition = letter.petition
    if letter.to == LetterTo.OFFICIALS:
        verb = TO_OFFICIALS[EventKind(letter.kind)]
        people = officials(letter.unit_id, verb, now) if letter.unit_id is not None else []
        return tuple(dict.fromkeys(user.email for user in people)), "vi"
    if letter.to == LetterTo.FOLLOWER and letter.follower is not None:
        follower = letter.follower
        address = follower.email or (follower.account.email if follower.account is not None else "")
        return ((address,) if address else ()), _known(follower.language)
    address = address_of(petition)
    return ((address,) if address else ()), _known(petition.language)


def _known(language: str) -> str:
    return language if language in LANGUAGES else "vi"


def _written(
    letter: PetitionLetter, facts: Mapping[str, Json], said: Mapping[str, Json], now: dt.datetime
) -> tuple[str, str]:
    petition, kind = letter.petition, EventKind(letter.kind)
    names = {"code": petition.receipt_no, "event": str(EVENT_NAMES[kind.value])}
    if letter.to == LetterTo.OFFICIALS:
        return _to_officials(petition, names, now)
    subject = _("Phản ánh {code}: {event}").format(**names)
    own = letter.to == LetterTo.SENDER and letter.about_id is None
    parts = [_opening(petition, now, own=own), f"{names['event']}."]
    if letter.about is not None:
        parts.append(_merged(letter.about))
    elif own:
        parts.append(_said(petition, kind, facts, said))
    parts.append(_next(letter.about or petition))
    parts.append(_link(letter))
    return subject, "\n\n".join(part for part in parts if part)


def _opening(petition: Petition, now: dt.datetime, *, own: bool) -> str:
    """Which petition it is. Strangers are told category and day, nothing of what was written."""
    branch = tree(legal_date(now)).by_code.get(petition.category)
    name = ""
    if branch is not None:
        name = branch.name_en or branch.name if translation.get_language() == "en" else branch.name
    day = f"{petition.submitted_at.astimezone(LEGAL_ZONE):%d/%m/%Y}"
    about = petition.words.title if own else name
    return _("Phản ánh, kiến nghị số {code}, gửi ngày {day}: {about}").format(
        code=petition.receipt_no, day=day, about=about or name
    )


def _said(petition: Petition, kind: EventKind, facts: Mapping[str, Json], said: Mapping[str, Json]) -> str:
    """The words that belong to the sender."""
    words = str(said.get("words", ""))
    match kind:
        case EventKind.REJECTED:
            reason = str(REASON_NAMES.get(str(facts.get("reason")), ""))
            return f"{reason}\n{words}".strip()
        case EventKind.FORWARDED:
            return _("Nơi nhận: {outside}").format(outside=said.get("outside", "")) + f"\n{words}"
        case EventKind.LED_AWAY:
            return _led_away(petition, facts, words)
        case EventKind.APPROVED:
            return latest_answer(petition)
        case EventKind.SENDER_ASKED | EventKind.EXTENDED | EventKind.APOLOGISED:
            return words
        case EventKind.APOLOGY_DUE:
            return _("Chúng tôi xin lỗi vì đã trả lời chậm so với hạn và đang đôn đốc đơn vị xử lý.")
        case _:
            return ""


def _led_away(petition: Petition, facts: Mapping[str, Json], words: str) -> str:
    by = facts.get("answer_by")
    unit = petition.owner_unit.name if petition.owner_unit is not None else ""
    day = moment(dt.datetime.fromisoformat(by)) if isinstance(by, str) else ""
    told = _("Đây là việc theo luật khiếu nại, tố cáo. Nơi nhận: {unit}. Nơi nhận báo lại trước {day}.").format(
        unit=unit, day=day
    )
    return f"{told}\n{words}".strip()


def _merged(main: Petition) -> str:
    shown = getattr(main, "publication", None)
    if shown is not None and shown.hidden_at is None:
        return _("Việc bạn phản ánh đã được trả lời chung: {answer}").format(answer=shown.answer)
    return _("Phản ánh chung về việc này đã kết thúc.")


def _next(petition: Petition) -> str:
    """Who does the next thing, and by when."""
    if petition.next_at is None:
        return ""
    when = moment(petition.next_at)
    if petition.holder_kind == HolderKind.SENDER.value:
        return _("Xin trả lời trước {when}. Nếu không, chúng tôi vẫn xử lý tiếp với những gì đã có.").format(when=when)
    if petition.state == State.PUBLISHED.value:
        return _("Nếu việc chưa xong, bạn có thể đề nghị xem lại đến {when}.").format(when=when)
    unit = petition.holder_unit.name if petition.holder_unit is not None else ""
    return _("Bước tiếp theo: {unit}, chậm nhất {when}.").format(unit=unit, when=when)


def moment(at: dt.datetime) -> str:
    return f"{at.astimezone(LEGAL_ZONE):%H:%M %d/%m/%Y}"


def _link(letter: PetitionLetter) -> str:
    base = settings.BASE_URL.rstrip("/")
    petition = letter.petition
    if letter.to == LetterTo.SENDER:
        return _("Theo dõi: {link}").format(link=f"{base}/phan-anh/theo-doi/{petition.receipt_no}/{petition.secret}/")
    return _("Xem: {link}").format(link=f"{base}/phan-anh/{(letter.about or petition).receipt_no}/")


def _to_officials(petition: Petition, names: Mapping[str, str], now: dt.datetime) -> tuple[str, str]:
    subject = _("Phản ánh {code}: {event}").format(**names)
    if "urgent" in petition.flags:
        subject = _("KHẨN. {subject}").format(subject=subject)
    link = f"{settings.BASE_URL.rstrip('/')}/desk/phan-anh/{petition.uid}/"
    return subject, "\n\n".join([_opening(petition, now, own=False), f"{names['event']}.", _next(petition), link])
