"""What was issued: the registry, one publication with its proof, and figures that do not agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.core.clock import now
from motcua.core.errors import DomainError, Invalid, NotFound
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.documents.services import open_plaintext
from motcua.documents.serving import download_headers
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import READ as DOSSIER_READ
from motcua.dossiers.permissions import scope_read
from motcua.figures.counting import Thing
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.period_texts import period_name
from motcua.figures.periods import parse_code
from motcua.figures.publications.difference import Difference, Explained, difference
from motcua.figures.publications.document import read_document
from motcua.figures.publications.models import KINDS, Disagreement, Publication
from motcua.figures.publications.permissions import READ, RECONCILE, may_publish
from motcua.figures.publications.recompute import Outcome, note, recompute
from motcua.figures.publications.services import find, withdraw
from motcua.figures.publications.wording import CAUSES, CHANGES, KIND_NAMES, OUTCOMES
from motcua.figures.wording import language
from motcua.people.actors import Actor
from motcua.people.permissions import holds
from motcua.people.services.records import record_list
from motcua.web.access import official
from motcua.web.words import file_size

PAGE = 50
NAV = "figures"


def _links(actor: Actor, here: str) -> list[dict[str, object]]:
    rows = [("figures_publications", _("Số liệu đã công bố")), ("reform_reports", _("Báo cáo cải cách"))]
    if holds(actor, RECONCILE):
        rows.append(("figures_disagreements", _("Số liệu không khớp")))
    return [{"text": text, "href": reverse(f"desk:{name}"), "current": name == here} for name, text in rows]


@official(READ)
@require_GET
def registry(request: HttpRequest) -> HttpResponseBase:
    """The newest first; filters by unit, period and kind."""
    actor, asked = actor_at(request), request.GET
    rows = Publication.objects.select_related("withdrawal").defer("body").order_by("-pk")
    unit, period, kind = (asked.get(name, "").strip()[:40] for name in ("unit", "period", "kind"))
    if unit:
        rows = rows.filter(unit_code=unit)
    if period:
        rows = rows.filter(period_code=period)
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    after = asked.get("after", "")
    if after.isascii() and after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: PAGE + 1])
    query = {"unit": unit, "period": period, "kind": kind}
    context = {
        "rows": [(row, _period(row.period_code), KIND_NAMES[row.kind], _end(row)) for row in found[:PAGE]],
        "kinds": [{"value": value, "text": KIND_NAMES[value], "selected": value == kind} for value in KINDS],
        "unit": unit,
        "period": period,
        "more": f"?{urlencode({**query, 'after': found[PAGE - 1].pk})}" if len(found) > PAGE else "",
        "links": _links(actor, "figures_publications"),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/publications.jinja", context)


def _period(code: str) -> str:
    try:
        return period_name(parse_code(code))
    except Invalid:
        return code


def _end(row: Publication) -> object | None:
    return getattr(row, "withdrawal", None)


@official(READ)
@require_GET
def one(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """What it says, how it was checked since, its files; with ``?difference=1`` what moved since and why."""
    actor, row = actor_at(request), find(uid)
    body = read_document(bytes(row.body))
    figures = body["figures"]
    context: dict[str, object] = {
        "row": row,
        "kind": KIND_NAMES[row.kind],
        "period": _period(row.period_code),
        "end": _end(row),
        "figures": _figures(figures if isinstance(figures, dict) else {}),
        "files": [(file, file_size(file.size)) for file in row.files.order_by("pk")],
        "checks": [
            (check, OUTCOMES[Outcome(check.outcome)], say(check.why) if check.why else "")
            for check in row.recomputations.order_by("-pk")[:5]
        ],
        "difference": None,
        "difference_fault": "",
        "may_publish": may_publish(actor, row.unit_code, row.map_day),
        "links": _links(actor, "figures_publications"),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    if request.GET.get("difference"):
        context |= _difference(row, actor)
    return render(request, "desk/figures/publication.jinja", context)


def _figures(figures: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """Name of the indicator, what was printed, and the exact parts."""
    found = []
    for figure in figures.values():
        if isinstance(figure, dict):
            versions = shipped().indicators.get(str(figure["indicator"]), ())
            name = versions[-1].name(language()) if versions else str(figure["indicator"])
            above, below = figure["numerator"], figure["denominator"]
            parts = f"{above} / {below}" if below is not None else ""
            found.append((name, str(figure["printed"] or _("không có")), parts))
    return found


def _difference(row: Publication, actor: Actor) -> dict[str, object]:
    try:
        found = difference(row, now=now())
    except DomainError as error:
        return {"difference_fault": say(error.code, error.params)}
    return {
        "difference": found,
        "moved": _moved(found, actor),
        "causes": [(CAUSES[kind], number) for kind, number in sorted(found.causes().items())],
        "definitions": [(name, version, say(code)) for name, version, code in found.definitions],
    }


def _moved(found: Difference, actor: Actor) -> list[dict[str, object]]:
    """Each number with what moved in it; dossiers only where the reader may see them."""
    named = {UUID(thing.id) for one in found.explained if one.thing is Thing.DOSSIER for thing, _why in one.moved}
    visible = set(Dossier.objects.filter(scope_read(actor), uid__in=named).values_list("uid", flat=True))
    record_list(
        actor, DOSSIER_READ, "dossier", {"publication": str(found.publication.uid)}, rows=len(visible), now=now()
    )
    return [_number(one, visible) for one in found.explained if one.moved]


def _number(one: Explained, visible: set[UUID]) -> dict[str, object]:
    measure = shipped().measures.get(one.number.key.measure)
    rows: list[dict[str, object]] = []
    for thing, causes in one.moved:
        is_dossier = one.thing is Thing.DOSSIER
        if is_dossier and UUID(thing.id) not in visible:
            continue
        rows.append(
            {
                "id": thing.id,
                "href": reverse("desk:dossier", args=[thing.id]) if is_dossier else "",
                "change": CHANGES[thing.change],
                "causes": [(CAUSES[cause.kind], cause) for cause in causes],
            }
        )
    return {
        "name": measure.name(language()) if measure else one.number.key.measure,
        "one": one,
        "rows": rows,
        "hidden": len(one.moved) - len(rows),
    }


@official(READ)
@require_POST
def check(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Make it again now, from the facts there are, and keep the answer."""
    actor, at = actor_at(request), now()
    result = recompute(find(uid), now=at)
    note(result, actor=actor, now=at)
    if result.outcome is Outcome.EQUAL:
        messages.success(request, _("Đã tính lại: trùng khớp từng byte với bản đã công bố."))
    else:
        why = say(result.why) if result.why else _("khác tại {place}").format(place=result.path)
        messages.warning(request, _("Đã tính lại, không trùng khớp: {why}").format(why=why))
    return HttpResponseRedirect(reverse("desk:figures_publication", args=[uid]))


@official(READ)
@require_POST
def end(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor = actor_at(request)
    try:
        withdraw(uid, reason=request.POST.get("reason", ""), actor=actor, now=now())
        messages.success(request, _("Đã thu hồi."))
    except Invalid as error:
        messages.warning(request, say(error.code, error.params))
    return HttpResponseRedirect(reverse("desk:figures_publication", args=[uid]))


@official(READ)
@require_GET
def canonical(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The very bytes that the hash is of."""
    row = find(uid)
    body = bytes(row.body)
    headers = download_headers(name=f"{row.uid}.json", media_type="application/json", size=len(body))
    return HttpResponse(body, headers=headers)


@official(READ)
@require_GET
def file(request: HttpRequest, uid: UUID, file_uid: UUID) -> HttpResponseBase:
    """A file in which it went out."""
    found = find(uid).files.select_related("stored").filter(uid=file_uid).first()
    if found is None:
        raise NotFound("publication_unknown")
    headers = download_headers(name=f"{uid}.{found.form}", media_type=found.stored.media_type, size=found.size)
    return StreamingHttpResponse(open_plaintext(found.stored), headers=headers)


@official(RECONCILE)
@require_GET
def disagreements(request: HttpRequest) -> HttpResponseBase:
    """Figures that should agree and do not; with ``?gone=1`` those that agree again."""
    actor, gone = actor_at(request), bool(request.GET.get("gone"))
    rows = Disagreement.objects.filter(gone_at__isnull=not gone).order_by("-first_seen_at", "-pk")
    names = {one.id: one for one in shipped().identities}
    found: Sequence[Disagreement] = list(rows[:200])
    context = {
        "rows": [
            (
                row,
                names[row.identity].name(language()) if row.identity in names else row.identity,
                _period(row.period_code),
            )
            for row in found
        ],
        "count": rows.count(),
        "gone": gone,
        "links": _links(actor, "figures_disagreements"),
        "post_line": post_line(actor),
        "nav": NAV,
    }
    return render(request, "desk/figures/disagreements.jinja", context)
