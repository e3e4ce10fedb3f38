"""From an approved answer to what the public sees: drafts beside the original, changed by a person, then published."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import now
from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from motcua.core.ids import new_id
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.petitions.masks import (
    EMPTY_BOXES,
    MOST_BOXES,
    Area,
    areas_posted,
    marked,
    masked_draft,
    percent_text,
    still_there,
)
from motcua.desk.petitions.photos import draft_areas, masked_photo, size_of
from motcua.desk.petitions.reading import petition_of
from motcua.documents.models import StoredFile
from motcua.documents.services import erase_file, open_plaintext, store_upload
from motcua.people.actors import Actor
from motcua.petitions.lifecycle import Action, Publish, State
from motcua.petitions.masking.texts import draft
from motcua.petitions.models import Petition, PetitionFile
from motcua.petitions.permissions import PUBLISH, require_act
from motcua.petitions.selectors import latest_answer
from motcua.petitions.services import act
from motcua.web.access import official
from motcua.web.once import expected, once

TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
MOST_PHOTOS = 8
_TEXTS = ("title", "question", "answer")


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo with the boxes on it; ``is_shown``: it goes to the public."""

    file: StoredFile
    name: str
    areas: Sequence[Area]
    is_shown: bool
    faults: Sequence[str] = ()
    is_looked_at: bool = True


@official(PUBLISH)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    petition = petition_of(uid, actor)
    if request.method != "POST":
        require_act(actor, Action.PUBLISH, petition)
        return _page(request, petition, _drafts(petition), _photos(petition, None))
    texts = {name: str(request.POST.get(name, "")).replace("\x00", "") for name in _TEXTS}
    photos = _photos(petition, request.POST)
    faults = _faults(request, texts, photos)
    if faults:
        return _page(request, petition, texts, photos, errors=faults, status=400)

    def run() -> str:
        _publish(request, petition, texts, photos, actor, at)
        return reverse("desk:petition", args=[uid])

    try:
        address, fresh = once(request, f"desk.petitions.publish:{uid}", run, actor=actor, now=at)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        told = [{"text": say(error.code, error.params), "href": "#main-content"}]
        again = petition_of(uid, actor)
        return _page(request, again, texts, photos, errors=told, status=error.status, stale=isinstance(error, Conflict))
    if fresh:
        messages.success(request, _("Đã công khai {code}.").format(code=petition.receipt_no))
    return HttpResponseRedirect(address)


def _drafts(petition: Petition) -> dict[str, str]:
    words = petition.words
    return {
        "title": masked_draft(words.title),
        "question": masked_draft(words.text),
        "answer": masked_draft(latest_answer(petition)),
    }


def _rows(petition: Petition) -> list[PetitionFile]:
    rows = petition.files.select_related("file").filter(role__in=["sender", "answer"], file__media_type__in=TYPES)
    return list(rows.order_by("seq", "ordinal", "pk")[:MOST_PHOTOS])


def _photos(petition: Petition, posted: Mapping[str, str] | None) -> list[Photo]:
    """Each photo with its boxes: drafted by the rules, or as they were sent."""
    found = []
    for number, row in enumerate(_rows(petition)):
        name = f"photo-{number}"
        if posted is None:
            drafted = draft_areas(_bytes(row.file))
            looked = drafted is not None
            found.append(Photo(row.file, name, drafted or [], is_shown=looked, is_looked_at=looked))
        else:
            areas, faults = areas_posted(posted, name)
            found.append(Photo(row.file, name, areas, is_shown=bool(posted.get(f"{name}-show")), faults=faults))
    return found


def _bytes(file: StoredFile) -> bytes:
    return b"".join(open_plaintext(file))


def _faults(request: HttpRequest, texts: Mapping[str, str], photos: Sequence[Photo]) -> list[dict[str, str]]:
    """What must be put right first: empty texts, boxes that are none, and finds nobody has looked at."""
    labels = {"title": _("Tiêu đề"), "question": _("Nội dung công khai"), "answer": _("Trả lời công khai")}
    found = [
        {"text": _("Hãy ghi: {field}.").format(field=labels[name]), "href": f"#{name}"}
        for name in _TEXTS
        if not texts[name].strip()
    ]
    for photo in photos:
        found += [{"text": _("Ô che phải là số phần trăm từ 0 đến 100."), "href": f"#{one}"} for one in photo.faults]
    if not request.POST.get("seen"):
        for name in _TEXTS:
            left = still_there(texts[name])
            if left:
                text = _("{field} vẫn còn: {what}. Che đi, hoặc đánh dấu đã xem.")
                found.append({"text": text.format(field=labels[name], what=", ".join(left[:6])), "href": f"#{name}"})
    return found


def _publish(
    request: HttpRequest,
    petition: Petition,
    texts: Mapping[str, str],
    photos: Sequence[Photo],
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Mask the photos, keep them as files of their own, publish; on a refusal nothing stays."""
    kept: list[StoredFile] = []
    try:
        for number, photo in enumerate((one for one in photos if one.is_shown), start=1):
            body = masked_photo(_bytes(photo.file), photo.areas)
            kept.append(
                store_upload(
                    io.BytesIO(body),
                    file_name=f"{petition.receipt_no}-{number}.jpg",
                    declared_type="image/jpeg",
                    actor=actor,
                    now=at,
                    purpose="petition",
                )
            )
        command = Publish(title=texts["title"], question=texts["question"], answer=texts["answer"], files=tuple(kept))
        act(petition.uid, command, actor=actor, now=at, expected_seq=expected(request))
    except BaseException:
        for file in kept:
            erase_file(file, now=at)
        raise


def _page(
    request: HttpRequest,
    petition: Petition,
    texts: Mapping[str, str],
    photos: Sequence[Photo],
    *,
    errors: Sequence[dict[str, str]] = (),
    status: int = 200,
    stale: bool = False,
) -> HttpResponseBase:
    if petition.state == State.LED_AWAY:
        raise Invalid("petition_not_in_this_state")
    words, answer = petition.words, latest_answer(petition)
    originals = {"title": words.title, "question": words.text, "answer": answer}
    posted = request.POST
    context = {
        "petition": petition,
        "texts": texts,
        "originals": {name: marked(text, draft(text)) for name, text in originals.items()},
        "photos": [_drawn(petition, one) for one in photos],
        "seen": bool(posted.get("seen")),
        "asks_seen": bool(posted) and any(still_there(texts[name]) for name in _TEXTS),
        "expected": petition.seq if stale or not posted else posted.get("expected", petition.seq),
        "errors": errors,
        "idempotency_key": str(new_id()),
        "withhold": reverse("desk:petition_act", args=[petition.uid, Action.WITHHOLD.value]),
        "back_to_unit": reverse("desk:petition_act", args=[petition.uid, Action.RETURN_TO_UNIT.value]),
        "back": reverse("desk:petition", args=[petition.uid]),
        "post_line": post_line(actor_at(request)),
        "nav": "petitions",
    }
    return render(request, "desk/petitions/publish.jinja", context, status=status)


def _drawn(petition: Petition, photo: Photo) -> Mapping[str, object]:
    """A photo for the page: its boxes as rows, and a few empty ones to draw into."""
    rows = [
        {
            "name": f"{photo.name}-{number}",
            "kind": one.kind,
            "parts": [
                ("x", percent_text(one.x)),
                ("y", percent_text(one.y)),
                ("w", percent_text(one.w)),
                ("h", percent_text(one.h)),
            ],
        }
        for number, one in enumerate(photo.areas[:MOST_BOXES])
    ]
    for number in range(len(rows), min(MOST_BOXES, len(rows) + EMPTY_BOXES)):
        blank = [("x", ""), ("y", ""), ("w", ""), ("h", "")]
        rows.append({"name": f"{photo.name}-{number}", "kind": "", "parts": blank})
    width, height = size_of(_bytes(photo.file))
    return {
        "name": photo.name,
        "href": reverse("desk:petition_file", args=[petition.uid, photo.file.uid]),
        "is_shown": photo.is_shown,
        "is_looked_at": photo.is_looked_at,
        "rows": rows,
        "width": 480,
        "height": round(480 * height / width) if width else 360,
    }
