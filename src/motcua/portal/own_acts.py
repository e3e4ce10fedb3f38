"""What a person may do with the own dossier: send what was asked for, or withdraw it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from motcua.core.clock import now
from motcua.core.errors import DomainError
from motcua.core.idempotency import Claim, request_hash
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.documents.services import erase_file
from motcua.dossiers.lifecycle import Action, EventKind, State
from motcua.dossiers.models import Dossier, DossierComponent, DossierDocument
from motcua.dossiers.services.act import act
from motcua.dossiers.services.papers import OTHER, add_document
from motcua.people.actors import Actor
from motcua.portal import history, progress
from motcua.portal.dossier_page import moments_of
from motcua.portal.my_dossiers import actor_of, own
from motcua.portal.phrases import spoken_name
from motcua.portal.uploading import ACCEPT, arrivals, size_hint
from motcua.web.access import citizen
from motcua.web.fields import FieldView, error_list
from motcua.web.words import file_size

MOST_NOTE = 5000


def _claim(request: HttpRequest, actor: Actor, operation: str, *content: str) -> Claim:
    """The key that the page carried; a page without one gets a key of its own."""
    key = request.POST.get("idempotency_key", "")[:60] or str(new_id())
    return Claim(str(actor.uid), operation, key, request_hash({"content": list(content)}))


@citizen
@require_http_methods(["GET", "POST"])
def supplement(request: HttpRequest, dossier: UUID) -> HttpResponseBase:
    """Files for the papers asked for, kept as they come, and a word to the office."""
    found, actor, at = own(request, dossier), actor_of(request), now()
    if not progress.needs_supplement(State(found.state)):
        return HttpResponseRedirect(reverse("portal:own_dossier", args=[found.uid]))
    moments = moments_of(found, at)
    names = dict(DossierComponent.objects.filter(dossier=found).values_list("component", "name"))
    asked = history.asked_papers(moments, names)
    since = next((one.seq for one in reversed(moments) if one.kind is EventKind.SUPPLEMENT_REQUESTED), 0)
    faults: dict[str, str] = {}
    note = request.POST.get("note", "").replace("\x00", "")[:MOST_NOTE]
    if request.method == "POST":
        faults = _keep_files(request, found, [row["code"] for row in asked], actor, at)
        if not faults and not note.strip() and not _added(found, since):
            faults["note"] = say("supplement_empty")
        if not faults:
            act(
                dossier=found.uid,
                action=Action.ANSWER_SUPPLEMENT,
                data={"note": note} if note.strip() else {},
                actor=actor,
                now=at,
                idempotency=_claim(request, actor, f"portal.supplement:{found.uid}"),
            )
            messages.success(request, gettext("Đã gửi bổ sung. Cơ quan xem xét và trả lời bạn."))
            return HttpResponseRedirect(reverse("portal:own_dossier", args=[found.uid]))
    return _ask_supplement(request, found, asked, _added(found, since), faults, note, at)


def _keep_files(
    request: HttpRequest, dossier: Dossier, codes: list[str], actor: Actor, at: dt.datetime
) -> dict[str, str]:
    known = set(DossierComponent.objects.filter(dossier=dossier).values_list("component", flat=True))
    faults: dict[str, str] = {}
    for code in codes:
        for number, one in enumerate(arrivals(request, f"file_{code}", actor=actor, now=at)):
            fault = one.fault
            if one.file is not None:
                sha256 = bytes(one.file.sha256).hex()
                operation = f"portal.document:{dossier.uid}:{code}:{number}:{sha256[:16]}"
                try:
                    added = add_document(
                        dossier=dossier.uid,
                        component=code if code in known else OTHER,
                        file=one.file,
                        actor=actor,
                        now=at,
                        idempotency=_claim(request, actor, operation, sha256),
                    )
                    if added.replayed:
                        erase_file(one.file, now=at)
                except DomainError as error:
                    erase_file(one.file, now=at)
                    if error.code != "documents_too_many":
                        raise
                    fault = say(error.code, error.params)
            if fault:
                faults.setdefault(code, fault)
    return faults


def _added(dossier: Dossier, since: int) -> dict[str, list[dict[str, str]]]:
    """Files handed in after the request, by paper."""
    found: dict[str, list[dict[str, str]]] = {}
    rows = DossierDocument.objects.filter(dossier=dossier, added_seq__gt=since, added_by_applicant=True)
    for row in rows.select_related("file").order_by("added_seq"):
        found.setdefault(row.component, []).append({"name": row.file.name, "size": file_size(row.file.size)})
    return found


def _ask_supplement(
    request: HttpRequest,
    dossier: Dossier,
    asked: list[dict[str, str]],
    added: dict[str, list[dict[str, str]]],
    faults: dict[str, str],
    note: str,
    at: dt.datetime,
) -> HttpResponse:
    views = [
        FieldView(
            key=f"file_{row['code']}",
            kind="file",
            label=row["name"],
            required=True,
            hint=gettext("Vì sao: {why}").format(why=row["why"]) if row["why"] else "",
            error=faults.get(row["code"], ""),
            multiple=True,
            accept=ACCEPT,
        )
        for row in asked
    ]
    rows = [{"view": view, "files": added.get(row["code"], [])} for view, row in zip(views, asked, strict=True)]
    answer = FieldView(
        key="note",
        kind="long_text",
        label=gettext("Lời trả lời cho cơ quan"),
        hint=gettext("Ví dụ giấy nào bạn sẽ mang bản chính đến quầy"),
        value=note,
        error=faults.get("note", ""),
        max_length=2000,
    )
    context = {
        "nav": "my_dossiers",
        "dossier": dossier,
        "code": dossier.code or dossier.receipt_no,
        "procedure": spoken_name(dossier.version.name, dossier.version.summary),
        "rows": rows,
        "answer": answer,
        "hint": size_hint(at),
        "key": request.POST.get("idempotency_key", "")[:60] or str(new_id()),
        "errors": error_list([*views, answer]),
        "back": reverse("portal:own_dossier", args=[dossier.uid]),
        "deadline": dossier.next_at,
    }
    return render(request, "portal/supplement.jinja", context)


@citizen
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, dossier: UUID) -> HttpResponseBase:
    """Withdraw before a result, after asking once more."""
    found, actor, at = own(request, dossier), actor_of(request), now()
    back = reverse("portal:own_dossier", args=[found.uid])
    reason = request.POST.get("reason", "").replace("\x00", "")[:MOST_NOTE]
    fault = ""
    if request.method == "POST":
        if request.POST.get("sure") == "on":
            act(
                dossier=found.uid,
                action=Action.WITHDRAW,
                data={"reason": reason} if reason.strip() else {},
                actor=actor,
                now=at,
                idempotency=_claim(request, actor, f"portal.withdraw:{found.uid}"),
            )
            messages.success(request, gettext("Đã rút hồ sơ."))
            return HttpResponseRedirect(back)
        fault = say("withdrawal_unconfirmed")
    sure = FieldView("sure", "consent", gettext("Tôi muốn rút hồ sơ này"), required=True, error=fault)
    why = FieldView("reason", "long_text", gettext("Lý do"), value=reason, max_length=1000)
    context = {
        "nav": "my_dossiers",
        "code": found.code or found.receipt_no,
        "procedure": spoken_name(found.version.name, found.version.summary),
        "sure": sure,
        "why": why,
        "errors": error_list([sure]),
        "key": request.POST.get("idempotency_key", "")[:60] or str(new_id()),
        "back": back,
    }
    return render(request, "portal/withdraw.jinja", context)
