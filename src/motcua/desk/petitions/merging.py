"""Two petitions side by side, to see whether they are about the same, and one put into the other."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.petitions.advice import like_it, point_of
from motcua.desk.petitions.reading import category_name, petition_of, said
from motcua.desk.petitions.shown import badges
from motcua.desk.petitions.wording import CHANNELS
from motcua.desk.wording import words
from motcua.people.actors import Actor
from motcua.petitions.lifecycle import Action, Merge
from motcua.petitions.models import Petition
from motcua.petitions.permissions import READ, decide_read, require_act
from motcua.petitions.selectors import by_receipt
from motcua.petitions.services import act
from motcua.web.access import official
from motcua.web.once import expected, once
from motcua.web.words import instant


@official(READ)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    petition = petition_of(uid, actor)
    if request.method != "POST":
        require_act(actor, Action.MERGE, petition)
        return _page(request, petition, str(request.GET.get("into", "")))

    def run() -> str:
        target = _named(str(request.POST.get("into", "")), actor)
        if target is None:
            raise Invalid("merge_target_missing", errors=[{"field": "into", "code": "merge_target_missing"}])
        act(uid, Merge(into=target.uid), actor=actor, now=at, expected_seq=expected(request))
        return reverse("desk:petition", args=[target.uid])

    try:
        address, fresh = once(request, f"desk.petitions.merge:{uid}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _page(request, petition_of(uid, actor), str(request.POST.get("into", "")), error=error)
    if fresh:
        messages.success(request, _("Đã gộp {code} vào đây.").format(code=petition.receipt_no))
    return HttpResponseRedirect(address)


def _named(number: str, actor: Actor) -> Petition | None:
    found = by_receipt(number[:20]) if number.strip() else None
    return found if found is not None and decide_read(actor, found).allowed else None


def _page(
    request: HttpRequest, petition: Petition, number: str, *, error: DomainError | None = None
) -> HttpResponseBase:
    actor = actor_at(request)
    target = _named(number, actor)
    fault = error
    if fault is None and number and target is None:
        fault = Invalid("petition_unknown")
    if target is not None and target.pk == petition.pk:
        target, fault = None, Invalid("merge_into_itself")
    near = like_it(
        petition.words.text,
        category=petition.category,
        point=point_of(petition),
        place=petition.place,
        at=petition.submitted_at,
        leave_out=petition,
    )
    context = {
        "petition": petition,
        "number": number,
        "target": target,
        "columns": [_column(petition), _column(target)] if target else [],
        "same": [] if target else near,
        "senders": _senders(petition),
        "errors": [{"text": say(fault.code, fault.params), "href": "#into"}] if fault else [],
        "idempotency_key": str(new_id()),
        "back": reverse("desk:petition", args=[petition.uid]),
        "post_line": post_line(actor),
        "nav": "petitions",
    }
    status = error.status if error else 200
    return render(request, "desk/petitions/merge.jinja", context, status=status)


def _senders(petition: Petition) -> int:
    """How many people go along: the sender, those merged into it before, and who follows."""
    return 1 + petition.merged.count() + petition.followers.count()


def _column(petition: Petition) -> Mapping[str, object]:
    on = legal_date(petition.submitted_at)
    pin = f"{petition.lat:.5f}, {petition.lng:.5f}" if petition.lat is not None and petition.lng is not None else ""
    photos = [
        {"href": reverse("desk:petition_file", args=[petition.uid, one.file.uid]), "name": one.file.name}
        for one in petition.files.select_related("file").filter(role="sender").order_by("seq", "ordinal")[:4]
        if one.file.media_type.startswith("image/")
    ]
    return {
        "code": petition.receipt_no,
        "href": reverse("desk:petition", args=[petition.uid]),
        "badges": badges(petition),
        "said": said(petition, 90),
        "rows": [
            (_("Gửi lúc"), instant(petition.submitted_at)),
            (_("Kênh"), words(CHANNELS, petition.channel)),
            (_("Loại việc"), category_name(petition.category, on)),
            (
                _("Nơi xảy ra"),
                ", ".join(
                    one for one in (petition.words.address_words, petition.place.name if petition.place else "") if one
                ),
            ),
            (_("Chỗ ghim"), pin),
            (_("Nội dung"), petition.words.text),
        ],
        "photos": photos,
    }
