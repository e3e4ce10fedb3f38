"""News for programs: Atom of what is published (RFC 4287), and the days off of those who answer (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from motcua.core.clock import legal_date, now
from motcua.core.etags import etag, matches
from motcua.petitions.categories import tree
from motcua.petitions.models import Petition
from motcua.petitions.selectors import public as published
from motcua.portal.voices_map.cards import title_of
from motcua.portal.voices_map.wanted import Wanted, category_name, read_wanted
from motcua.web.access import public
from motcua.web.announcements import announcements
from motcua.worktime.content import DayKind, DayRow
from motcua.worktime.selectors import content_in_force, current_revision

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50
DAYS_OFF = frozenset({DayKind.HOLIDAY, DayKind.COMPENSATION, DayKind.SWAP_OFF, DayKind.REST, DayKind.CLOSED})
_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))


@public
@require_safe
@cache_control(public=True, max_age=300)
def feed(request: HttpRequest) -> HttpResponse:
    """``/phan-anh/tin.atom``: the newest, of all or as the address asks (``linh-vuc``, ``don-vi``)."""
    on = legal_date(now())
    wanted = read_wanted(request.GET, on)
    rows = published(wanted.published(), on=on, limit=ENTRIES).items
    tag = etag("atom", wanted.query(), get_language(), *(f"{one.receipt_no} {one.seq}" for one in rows))
    if matches(tag, request.headers.get("If-None-Match")):
        return HttpResponse(status=304, headers={"ETag": tag})
    body = ET.tostring(_atom(wanted, rows), encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8", headers={"ETag": tag})


def _atom(wanted: Wanted, rows: list[Petition]) -> ET.Element:
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": get_language() or "vi"})
    said = [_("Phản ánh đã công khai"), category_name(tree(wanted.on).by_code.get(wanted.category))]
    said += [wanted.unit.name] if wanted.unit else []
    _add(root, "title", " – ".join(part for part in said if part))
    _add(root, "id", f"{settings.BASE_URL}{reverse('voices:feed')}{wanted.query()}")
    ET.SubElement(root, "link", {"rel": "self", "href": f"{settings.BASE_URL}{reverse('voices:feed')}{wanted.query()}"})
    ET.SubElement(root, "link", {"href": f"{settings.BASE_URL}{reverse('voices:list')}{wanted.query()}"})
    _add(_sub(root, "author"), "name", settings.PROVINCE_NAME)
    newest = max((_updated(one) for one in rows), default=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    _add(root, "updated", newest.isoformat())
    for one in rows:
        root.append(_entry(one, wanted.on))
    return root


def _entry(petition: Petition, on: dt.date) -> ET.Element:
    entry = ET.Element("entry")
    address = f"{settings.BASE_URL}{reverse('voices:one', args=[petition.receipt_no])}"
    words = petition.publication
    _add(entry, "title", title_of(petition))
    _add(entry, "id", address)
    ET.SubElement(entry, "link", {"href": address})
    _add(entry, "published", words.published_at.isoformat())
    _add(entry, "updated", _updated(petition).isoformat())
    found = tree(on).by_code.get(petition.category)
    if found is not None:
        ET.SubElement(entry, "category", {"term": found.code, "label": category_name(found)})
    _add(entry, "summary", words.question)
    content = _sub(entry, "content")
    content.set("type", "text")
    content.text = _clean(words.answer)
    return entry


def _updated(petition: Petition) -> dt.datetime:
    return max(petition.publication.published_at, petition.closed_at or petition.publication.published_at)


def _sub(above: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(above, name)


def _add(above: ET.Element, name: str, text: str) -> None:
    _sub(above, name).text = _clean(text)


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return text.translate(_XML)


@public
@require_safe
@cache_control(public=True, max_age=3600)
def days_off(request: HttpRequest) -> HttpResponse:
    """``/phan-anh/ngay-nghi.ics``: the days off of the working calendar that limits are counted by, each with its
    source, and what is announced now."""
    revision = current_revision(settings.PROVINCE_CALENDARS["settlement"])
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Motcua//petitions//VI", "CALSCALE:GREGORIAN",
             f"X-WR-CALNAME:{_text(_('Ngày nghỉ, không tính vào thời hạn'))}"]  # fmt: skip
    stamp = revision.recorded_at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    for name, first, last, row in _spans(content_in_force(revision).days):
        lines += _event(f"{first:%Y%m%d}", stamp, (first, last), name, row)
    today = legal_date(now())
    for number, line in enumerate(announcements(get_language() or "vi"), start=1):
        notice = DayRow(today, DayKind.CLOSED, name=line, source=_("Thông báo của hệ thống"))
        lines += _event(f"{today:%Y%m%d}-{number}", stamp, (today, today), line, notice)
    lines.append("END:VCALENDAR")
    body = "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _spans(days: tuple[DayRow, ...]) -> Iterator[tuple[str, dt.date, dt.date, DayRow]]:
    """Days off of one name that follow one another are one event."""
    rows = sorted((row for row in days if row.kind in DAYS_OFF), key=lambda row: row.on)
    numbered = enumerate(rows)
    for (name, _start), group in groupby(numbered, key=lambda pair: (pair[1].name, pair[1].on.toordinal() - pair[0])):
        found = [row for _place, row in group]
        yield name, found[0].on, found[-1].on, found[0]


def _event(key: str, stamp: str, span: tuple[dt.date, dt.date], name: str, row: DayRow) -> list[str]:
    first, last = span
    status = "TENTATIVE" if row.provisional else "CONFIRMED"
    return [
        "BEGIN:VEVENT",
        f"UID:{key}@{settings.BASE_URL.partition('://')[2].partition('/')[0]}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(name or _('Ngày nghỉ'))}",
        f"DESCRIPTION:{_text(row.source)}",
        f"STATUS:{status}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    """RFC 5545, section 3.3.11."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> Iterator[str]:
    """At most 75 octets a line, never through a letter (section 3.1)."""
    kept = ""
    for letter in line:
        if len((kept + letter).encode()) > 74:
            yield kept
            kept = " "
        kept += letter
    yield kept
