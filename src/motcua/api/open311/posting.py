"""POST requests: a form of a stranger's program becomes a petition, or is kept for a person to read."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.core.clock import legal_date
from motcua.core.errors import NotAllowed, NotSignedIn
from motcua.core.rate_limit import Limit, charge
from motcua.integrations.incoming.receiving import Arrived, receive
from motcua.integrations.models import IncomingChannel
from motcua.integrations.open311.bodies import Form, TooManyFields, Undecodable, guessed, read_form
from motcua.integrations.open311.fields import POSTED
from motcua.integrations.open311.writing import Item
from motcua.people.actors import Actor, load_actor_by_token
from motcua.people.permissions import require_scope
from motcua.petitions.lifecycle import Channel, Kind
from motcua.petitions.lifecycle.commands import Point
from motcua.petitions.models import Petition
from motcua.petitions.services import Sender, SubmitPetition, submit

from .answers import Refused
from .catalogue import Service, attribute_faults, attribute_lines, services

SCOPE: Final = "petitions:submit"
FORM: Final = "application/x-www-form-urlencoded"
MOST_BYTES: Final = 200_000
POSTS: Final = Limit("open311.post", 6000, dt.timedelta(hours=1))
_LONGEST: Final = {one.name: one.longest for one in POSTED}
_KEY: Final = re.compile(rb"(^|&)(api_key)=[^&]*")
_LINK: Final = re.compile(r"https?://[^\s<>\"]{3,}")


def post(request: HttpRequest, *, now: dt.datetime) -> Item:
    """The item that answers. Raises Refused, DomainError."""
    if request.content_type != FORM:
        raise Refused(400, ("open311_form_wrong",))
    if _announced(request) > MOST_BYTES:
        raise Refused(400, ("request_too_large",))
    body = request.body
    if len(body) > MOST_BYTES:
        raise Refused(400, ("request_too_large",))
    actor = caller(request, body, now)
    try:
        form = read_form(body, charset=(request.content_params or {}).get("charset", ""))
    except TooManyFields:
        raise Refused(400, ("request_malformed",)) from None
    except Undecodable:
        return _kept(body, actor, now)
    petition = _submitted(request, form, body, actor, now)
    return {"service_request_id": petition.receipt_no, "service_notice": notice(petition)}


def _announced(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def caller(request: HttpRequest, body: bytes, now: dt.datetime) -> Actor:
    """Whose key it is, wherever it stands. Raises Refused 403, TooMany."""
    try:
        given = read_form(body, charset="latin-1").fields.get("api_key", "")
    except TooManyFields:
        raise Refused(400, ("request_malformed",)) from None
    key = given or request.GET.get("api_key", "")
    try:
        actor = load_actor_by_token(key, now)
        require_scope(actor, SCOPE)
    except (NotSignedIn, NotAllowed):
        raise Refused(403, ("open311_key_wrong" if key else "open311_key_missing",)) from None
    charge(POSTS, str(actor.uid), now=now)
    return actor


def _kept(body: bytes, actor: Actor, now: dt.datetime) -> Item:
    """Nobody can say for sure what this text is: kept as it came, shown to a person, and a token to ask with."""
    clean = _KEY.sub(rb"\1\2=", body)
    message, _created = receive(
        Arrived(
            channel=IncomingChannel.OPEN311,
            foreign_id=_own_key(clean, actor, now),
            raw=clean,
            media_type=FORM,
            text=guessed(clean),
            reason="charset_unknown",
        ),
        now=now,
    )
    return {
        "token": str(message.uid),
        "service_notice": _(
            "Không rõ bảng mã chữ của nội dung (cần UTF-8). Nội dung được giữ nguyên để cán bộ đọc;"
            " hỏi lại mã phản ánh bằng token này."
        ),
    }


def _own_key(body: bytes, actor: Actor, now: dt.datetime) -> str:
    """GeoReport has no key against repeats: the same form by the same program on the same day is the same request."""
    return hashlib.sha256(b"\n".join([str(actor.uid).encode(), str(legal_date(now)).encode(), body])).hexdigest()


def _submitted(request: HttpRequest, form: Form, body: bytes, actor: Actor, now: dt.datetime) -> Petition:
    fields = {name: form.fields.get(name, "").strip() for name in _LONGEST}
    service = _service(fields, form, now)
    own = _own_key(_KEY.sub(rb"\1\2=", body), actor, now)
    text = "\n".join(
        filter(None, [fields["description"] or service.name, *attribute_lines(service.category, form.attributes)])
    )
    link = fields["media_url"]
    submission = SubmitPetition(
        channel=Channel.OPEN311,
        text=text,
        category=service.code,
        kind=service.category.kind or Kind.STREET,
        point=_point(fields),
        address_words=", ".join(filter(None, [fields["address_string"], fields["address_id"]])),
        links=(link,) if _LINK.fullmatch(link) else (),
        sender=_sender(fields),
        key=request.headers.get("Idempotency-Key", "")[:200] or own,
        language=(get_language() or "vi")[:2],
    )
    return submit(submission, actor=actor, now=now)


def _sender(fields: Mapping[str, str]) -> Sender:
    """Vietnamese order: family name first. A program that sends nothing of a person reports without a name."""
    name = " ".join(filter(None, [fields["last_name"], fields["first_name"]]))
    return Sender(
        name=name,
        phone=fields["phone"],
        email=fields["email"],
        anonymous=not any((name, fields["phone"], fields["email"])),
    )


def _service(fields: Mapping[str, str], form: Form, now: dt.datetime) -> Service:
    jurisdiction(fields["jurisdiction_id"])
    if not fields["service_code"]:
        raise Refused(400, ("open311_service_missing",))
    found = {one.code: one for one in services(legal_date(now))}.get(fields["service_code"])
    if found is None:
        raise Refused(404, ("open311_service_unknown",))
    codes = [f"open311_{name}_too_long" for name, text in fields.items() if len(text) > _LONGEST[name]]
    codes = ["open311_argument_too_long"] * bool(codes)
    if not (fields["lat"] or fields["long"] or fields["address_string"] or fields["address_id"]):
        codes.append("open311_location_missing")
    faults = attribute_faults(found.category, form.attributes)
    if faults:
        raise Refused(400, (*codes, faults[0][0]), faults[0][1])
    if codes:
        raise Refused(400, tuple(codes))
    return found


def jurisdiction(given: str) -> None:
    """We serve one; another is not found. Raises Refused 404."""
    if given and settings.OPEN311_JURISDICTION and given.lower() != settings.OPEN311_JURISDICTION.lower():
        raise Refused(404, ("open311_jurisdiction_unknown",))


def _point(fields: Mapping[str, str]) -> Point | None:
    if not fields["lat"] and not fields["long"]:
        return None
    try:
        lat, lng = float(fields["lat"]), float(fields["long"])
    except ValueError:
        raise Refused(400, ("open311_point_wrong",)) from None
    if not (-90 <= lat <= 90 and -180 <= lng <= 180):  # NaN is in no range
        raise Refused(400, ("open311_point_wrong",))
    return Point(lat, lng)


def notice(petition: Petition) -> str:
    """What happens next and by when, with the sender's own link: only the program that posted reads this."""
    link = f"{settings.BASE_URL.rstrip('/')}/phan-anh/theo-doi/{petition.receipt_no}/{petition.secret}/"
    told = _("Đã nhận phản ánh. Mã theo dõi: %(number)s. Xem tại %(link)s.") % {
        "number": petition.receipt_no,
        "link": link,
    }
    if petition.next_at is None:
        return told
    by = _("Bước tiếp theo trước ngày %(date)s.") % {"date": f"{legal_date(petition.next_at):%d/%m/%Y}"}
    return f"{told} {by}"
