"""Hand-over records: the list, making one, receiving one, its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from motcua.core.clock import now
from motcua.core.errors import DomainError, NotAllowed
from motcua.core.idempotency import Claim, request_hash
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.delivery.models import HandoverItem, HandoverRecord
from motcua.delivery.permissions import CARRY
from motcua.delivery.rules import ItemState, ScanKind, Way, read_scan
from motcua.delivery.selectors import SHOWN, candidates, dossier_of, items_of, record_of, records
from motcua.delivery.services.carrying import give, miss, receive
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.documents.books import BookRow, BookSheet, Column
from motcua.documents.paper_parts import Office, moment
from motcua.documents.printing import print_paper
from motcua.documents.serving import download_headers
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import CORRECT, RECEIVE
from motcua.people.actors import Actor
from motcua.people.permissions import decide
from motcua.web.access import holds, official
from motcua.web.middleware import WITH_CAMERA

if TYPE_CHECKING:
    from motcua.desk.wording import Words

LISTED = 50
WAYS: Words = {
    "to_settling": gettext_lazy("Hồ sơ đến đơn vị giải quyết"),
    "to_desk": gettext_lazy("Kết quả về bộ phận một cửa"),
    "to_post": gettext_lazy("Kết quả cho bưu chính"),
}
ITEM_STATES: Words = {
    "given": gettext_lazy("đang trên đường"),
    "received": gettext_lazy("đã nhận"),
    "missing": gettext_lazy("thiếu"),
    "extra": gettext_lazy("thừa"),
}
LOOKS = {"given": "soon", "received": "ontime", "missing": "late", "extra": "late"}


@official(CARRY)
@require_GET
def parcels(request: HttpRequest) -> HttpResponseBase:
    """The newest records; a sheet scanned into the box opens its own page."""
    actor = actor_at(request)
    scanned = str(request.GET.get("q", ""))[:2000]
    fault = ""
    if scanned.strip():
        scan = read_scan(scanned)
        if scan is not None and scan.kind is ScanKind.RECORD:
            return HttpResponseRedirect(reverse("desk:parcel", args=[scan.value]))
        found = dossier_of(scan, actor) if scan is not None else None
        if found is not None:
            return HttpResponseRedirect(reverse("desk:dossier", args=[found.uid]))
        fault = say("parcel_scan_unknown")
    context = {
        "rows": [(row, words(WAYS, row.way)) for row in records(actor)[:LISTED]],
        "ways": [(way.value, words(WAYS, way.value), candidates(way, actor).count()) for way in Way],
        "fault": fault,
        "post_line": post_line(actor),
        "nav": "parcels",
    }
    return _with_camera(render(request, "desk/carrying/parcels.jinja", context, status=400 if fault else 200))


def _with_camera(response: HttpResponse) -> HttpResponse:
    """The page may ask for the camera, to read the codes on papers."""
    response.headers["Permissions-Policy"] = WITH_CAMERA
    return response


def _way(text: str) -> Way:
    if text not in {way.value for way in Way}:
        raise Http404
    return Way(text)


@official(CARRY)
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest, way: str) -> HttpResponseBase:
    """Choose what goes: by ticks, or by scanning the papers one after another (each scan ends with Enter)."""
    chosen_way, actor = _way(way), actor_at(request)
    ticked = set(request.POST.getlist("dossier"))
    fault, status = "", 200
    if request.method == "POST" and request.POST.get("do") == "give":
        try:
            return _given(request, chosen_way, ticked, actor)
        except NotAllowed:
            raise
        except DomainError as error:
            told = [say(str(one.get("code", ""))) for one in error.errors]
            fault, status = " ".join([say(error.code, error.params), *told]), error.status
    elif request.method == "POST":
        scan = read_scan(str(request.POST.get("code", "")))
        found = dossier_of(scan, actor) if scan is not None and scan.kind is ScanKind.DOSSIER else None
        if found is None or not candidates(chosen_way, actor).filter(pk=found.pk).exists():
            fault, status = say("parcel_scan_unknown") if found is None else say("parcel_nothing"), 400
        else:
            ticked.add(str(found.uid))
    context = {
        "way": chosen_way.value,
        "heading": words(WAYS, chosen_way.value),
        "rows": _choices(chosen_way, ticked, actor),
        "chosen": len(ticked),
        "clerk": str(request.POST.get("clerk", ""))[:200].replace("\x00", ""),
        "fault": fault,
        "idempotency_key": str(request.POST.get("idempotency_key") or new_id()),
        "post_line": post_line(actor),
        "nav": "parcels",
    }
    return _with_camera(render(request, "desk/carrying/make.jinja", context, status=status))


def _choices(way: Way, ticked: set[str], actor: Actor) -> list[dict[str, object]]:
    """What waits, the ticked ones first."""
    waiting = candidates(way, actor)
    uids = _uuids(sorted(ticked))
    first = list(waiting.filter(uid__in=uids))
    rest = list(waiting.exclude(uid__in=uids)[:SHOWN])
    return [
        {
            "dossier": row,
            "to": row.settling_unit.name if way is Way.TO_SETTLING else row.reception_unit.name,
            "ticked": str(row.uid) in ticked,
        }
        for row in (*first, *rest)
    ]


def _uuids(texts: Sequence[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _given(request: HttpRequest, way: Way, ticked: set[str], actor: Actor) -> HttpResponseBase:
    clerk = str(request.POST.get("clerk", ""))[:200].replace("\x00", "")
    key = str(request.POST.get("idempotency_key", ""))[:150]
    content = {"way": way.value, "dossiers": sorted(ticked), "clerk": clerk}
    claim = Claim(str(actor.uid), f"desk.parcel:{way.value}", key, request_hash(content)) if key else None
    given = give(way, _uuids(sorted(ticked)), actor=actor, now=now(), clerk=clerk, idempotency=claim)
    for row in given.rows:
        if row.code:
            messages.warning(request, f"{row.dossier.code}: {say(row.code)}")
    if len(given.records) == 1:
        return HttpResponseRedirect(reverse("desk:parcel", args=[given.records[0]]))
    many = len(given.records)
    messages.success(request, ngettext("Đã lập {n} biên bản.", "Đã lập {n} biên bản.", many).format(n=many))
    return HttpResponseRedirect(reverse("desk:parcels"))


@official(CARRY)
@require_http_methods(["GET", "POST"])
def parcel(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """One record. The receiver scans the papers; what was not scanned is ticked, or noted as missing."""
    actor = actor_at(request)
    record = record_of(uid, actor)
    fault = _received(request, record, actor) if request.method == "POST" else ""
    record = record_of(uid, actor)
    items = items_of(record)
    takes = record.to_unit_id is not None and decide(actor, CARRY, [record.to_unit_id]).allowed
    context = {
        "record": record,
        "heading": words(WAYS, record.way),
        "rows": [(one, words(ITEM_STATES, one.state), LOOKS[one.state]) for one in items],
        "left": sum(1 for one in items if one.state == ItemState.GIVEN.value),
        "wrong": sum(1 for one in items if one.state in {ItemState.MISSING.value, ItemState.EXTRA.value}),
        "may_record": holds(actor, RECEIVE) or holds(actor, CORRECT),
        "may_receive": takes and record.closed_at is None,
        "fault": fault,
        "post_line": post_line(actor),
        "nav": "parcels",
    }
    return _with_camera(render(request, "desk/carrying/parcel.jinja", context, status=400 if fault else 200))


def _received(request: HttpRequest, record: HandoverRecord, actor: Actor) -> str:
    """Do what was asked, dossier by dossier; the first fault in words."""
    wanted, faults = str(request.POST.get("do", "scan")), []
    if wanted == "scan":
        scan = read_scan(str(request.POST.get("code", "")))
        found = dossier_of(scan, actor) if scan is not None and scan.kind is ScanKind.DOSSIER else None
        if found is None:
            return say("parcel_scan_unknown")
        return _one(request, record, found.uid, actor, missing=False)
    for uid in _uuids(request.POST.getlist("dossier")):
        faults.append(_one(request, record, uid, actor, missing=wanted == "missing"))
    return next((one for one in faults if one), "")


def _one(request: HttpRequest, record: HandoverRecord, dossier: UUID, actor: Actor, *, missing: bool) -> str:
    try:
        if missing:
            miss(record.uid, dossier, actor=actor, now=now())
        elif receive(record.uid, dossier, actor=actor, now=now()) is ItemState.EXTRA:
            messages.warning(request, say("parcel_not_on_sheet"))
    except NotAllowed:
        raise
    except DomainError as error:
        code = Dossier.objects.filter(uid=dossier).values_list("code", flat=True).first()
        return f"{code}: {say(error.code, error.params)}"
    return ""


COLUMNS = (
    Column("TT", 10, right=True),
    Column("Mã hồ sơ", 44),
    Column("Người nộp", 56),
    Column("Thủ tục"),
    Column("Ghi nhận", 40),
)


@official(CARRY)
@require_GET
def sheet(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    record = record_of(uid, actor_at(request))
    body = print_paper(_paper(record, items_of(record)))
    name = f"bien-ban-{record.number}-{record.year}.pdf"
    headers = download_headers(name=name, media_type="application/pdf", size=len(body), inline=True)
    return HttpResponse(body, headers=headers)


def _paper(record: HandoverRecord, items: Sequence[HandoverItem]) -> BookSheet:
    giver = record.from_unit
    place = settings.PROVINCE_NAME.removeprefix("Tỉnh ").removeprefix("Thành phố ")
    taker = record.to_unit.name if record.to_unit else f"Bưu chính: {record.clerk}"
    who = record.given_by.full_name if record.given_by else ""
    lines = [f"Bên giao: {giver.name}" + (f" ({who})" if who else ""), f"Bên nhận: {taker}"]
    lines.append(f"Lập lúc {moment(record.given_at)['words']}")
    if record.received_by is not None and record.closed_at is not None:
        lines.append(f"{record.received_by.full_name} xác nhận lúc {moment(record.closed_at)['words']}")
    return BookSheet(
        office=Office(
            superior=giver.parent.name if giver.parent else settings.PROVINCE_NAME,
            name=giver.name,
            place=place,
            address=giver.address,
            phone=giver.phone,
        ),
        title="Biên bản bàn giao",
        number=f"{record.number:02d}/{record.year}/BBBG",
        issued_at=record.given_at,
        lines=lines,
        columns=COLUMNS,
        rows=[
            BookRow(
                (
                    str(number),
                    one.dossier.code or one.dossier.receipt_no,
                    one.dossier.applicant_name,
                    one.dossier.version.name,
                    str(words(ITEM_STATES, one.state)) if one.state != ItemState.GIVEN.value else "",
                )
            )
            for number, one in enumerate(items, 1)
        ],
        foot=[f"Cộng: {len(items)} hồ sơ."],
        signs=("Người giao", "Người nhận"),
        url=f"{settings.BASE_URL}{reverse('desk:parcel', args=[record.uid])}",
    )
