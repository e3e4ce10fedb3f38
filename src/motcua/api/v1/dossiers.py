"""``/dossiers``: submit, attach, act, read."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from motcua.api.auth import KEY_HEADER, Token, actor_of, require_key, required_claim
from motcua.core.canonical import encode
from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, Invalid
from motcua.core.etags import matches
from motcua.core.idempotency import known
from motcua.documents.services import erase_file, store_upload
from motcua.dossiers.lifecycle import Action
from motcua.dossiers.selectors import reading
from motcua.dossiers.selectors.maps import api_counts
from motcua.dossiers.services.act import Answer, act
from motcua.dossiers.services.papers import add_document, require_attachable
from motcua.dossiers.services.receipts import newest_kind, receipt_file
from motcua.dossiers.services.submit import Application, submit_dossier
from motcua.dossiers.traces import circumstances
from motcua.people.actors import Actor

router = Router(tags=["dossiers"])


def _may_attach(request: HttpRequest, actor: Actor) -> None:
    """Papers of a caller who may not hand them in are never taken in. A repeat goes on to the answer of the first
    request, whatever became of the dossier since."""
    match = request.resolver_match
    dossier = UUID(str(match.kwargs["dossier"]) if match else "")
    try:
        require_attachable(dossier, actor=actor)
    except DomainError:
        key = request.headers.get(KEY_HEADER, "")
        if "\x00" in key or not known(str(actor.uid), _attaching(dossier), key):
            raise


def _attaching(dossier: UUID) -> str:
    """The operation under which the keys of papers for a dossier are kept."""
    return f"dossiers.documents:{dossier}"


submit_token, read_token, act_token = Token("dossiers:submit"), Token("dossiers:read"), Token("dossiers:act")


Component = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]+$")]


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class Submission(Strict):
    procedure: str = Field(max_length=100)
    case: str = Field("default", max_length=80)
    channel: str = Field("online", max_length=10)
    place: str = Field(max_length=40)
    applicant: dict[str, Any]
    answers: dict[str, Any] = {}
    on_behalf_of: str = Field("", max_length=300)
    assisted: bool = False
    desk: str = Field("", max_length=40)


class Act(Strict):
    action: str = Field(max_length=40)
    expected_seq: int | None = Field(None, ge=0, le=2_000_000_000)
    data: dict[str, Any] = {}


def _answered(answer: Answer) -> JsonResponse:
    # In one order, so that a repeat is the first answer to the byte.
    response = JsonResponse(dict(answer.body), status=answer.status, json_dumps_params={"sort_keys": True})
    if answer.replayed:
        response["Idempotency-Replayed"] = "true"
    if "seq" in answer.body and "state" in answer.body:
        response["ETag"] = f'"{answer.body["seq"]}"'
    return response


@router.post("", auth=submit_token, operation_id="submit_dossier")
def submit(request: HttpRequest, payload: Submission) -> HttpResponse:
    """File an application. 201 with the dossier; the same key gives the same answer and no second dossier."""
    content = payload.dict()
    application = Application(
        procedure=payload.procedure,
        case=payload.case,
        channel=payload.channel,
        place=payload.place,
        applicant=payload.applicant,
        answers=payload.answers,
        on_behalf_of=payload.on_behalf_of,
        desk=payload.desk,
        circumstances=circumstances(request, now=now(), assisted=payload.assisted),
    )
    claim = required_claim(request, "dossiers.submit", _hashable(content))
    return _answered(submit_dossier(application, actor=actor_of(request), now=now(), idempotency=claim))


def _hashable(content: object) -> object:
    """The request body as something canonical. Raises Invalid for numbers with a fraction."""
    try:
        encode({"body": content})
    except (TypeError, ValueError) as error:
        raise Invalid("data_invalid", errors=[{"field": "", "code": "not_canonical"}]) from error
    return content


@router.post("/{uuid:dossier}/documents", auth=Token("dossiers:submit", also=_may_attach), operation_id="add_document")
def attach(
    request: HttpRequest,
    dossier: UUID,
    component: Form[Component],
    file: UploadedFile = File(...),  # noqa: B008 - how the framework declares a file
) -> HttpResponse:
    """Attach a file to a component. 201 ``{document, seq}``."""
    actor, at = actor_of(request), now()
    require_key(request)
    stored = store_upload(
        file,
        file_name=file.name or "",
        declared_type=file.content_type or "",
        actor=actor,
        now=at,
        purpose="dossier",
    )
    content = {"component": component, "sha256": bytes(stored.sha256).hex()}
    try:
        claim = required_claim(request, _attaching(dossier), content)
        answer = add_document(dossier=dossier, component=component, file=stored, actor=actor, now=at, idempotency=claim)
    except BaseException:
        erase_file(stored, now=at)
        raise
    if answer.replayed:
        erase_file(stored, now=at)
    return _answered(answer)


@router.post("/{uuid:dossier}/actions", auth=act_token, operation_id="act_on_dossier")
def actions(request: HttpRequest, dossier: UUID, payload: Act) -> HttpResponse:
    """Do an act. 409 ``stale`` when ``expected_seq`` is not the dossier's; the reason's code when it is refused."""
    try:
        action = Action(payload.action)
    except ValueError:
        raise Invalid("action_unknown", params={"action": payload.action}) from None
    claim = required_claim(request, f"dossiers.act:{dossier}", _hashable(payload.dict()))
    answer = act(
        dossier=dossier,
        action=action,
        data=payload.data,
        expected_seq=payload.expected_seq,
        actor=actor_of(request),
        now=now(),
        idempotency=claim,
    )
    return _answered(answer)


@router.get("", auth=read_token, operation_id="list_dossiers")
def listing(
    request: HttpRequest,
    state: str = Query("", max_length=30),
    unit: str = Query("", max_length=40),
    cursor: str = Query("", max_length=400),
    place: str = Query("", max_length=40),
    on: dt.date | None = Query(None),  # noqa: B008
) -> HttpResponse:
    """Dossiers the caller may read, newest first. ``next`` continues the list. ``place`` is the code of a place on the
    map of the day ``on`` (today's when no day is given): what became of it, or came to it, counts with it."""
    day = on or legal_date(now())
    found = reading.api_list(actor_of(request), state=state, unit=unit, cursor=cursor, place=place, on=day)
    return JsonResponse(found)


@router.get("/counts", auth=read_token, operation_id="count_dossiers")
def counts(
    request: HttpRequest,
    on: dt.date | None = Query(None),  # noqa: B008
    by: Literal["place", "reception", "settling", "holder"] = "place",
    closed: bool = False,
) -> HttpResponse:
    """How many dossiers the caller may read, by the units of the map of a day (today's when no day is given); open
    ones, with ``closed`` all. ``estimated`` are shared out where a place was split and the address does not tell."""
    day = on or legal_date(now())
    return JsonResponse(api_counts(actor_of(request), on=day, by=by, with_closed=closed))


def _with_etag(request: HttpRequest, body: dict[str, Any], tag: str) -> HttpResponse:
    etag = f'"{tag}"'
    unchanged = matches(etag, request.headers.get("If-None-Match"))
    response = HttpResponse(status=304) if unchanged else JsonResponse(body)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


@router.get("/{uuid:dossier}", auth=read_token, operation_id="read_dossier")
def read(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """One dossier. Reading it is recorded."""
    body = reading.api_dossier(dossier, actor=actor_of(request), now=now())
    return _with_etag(request, body, _digest(body))


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(encode(body)).hexdigest()[:16]


@router.get("/{uuid:dossier}/events", auth=read_token, operation_id="read_events")
def events(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """The chain: codes, ids, instants and hashes; no personal data."""
    body = reading.api_events(dossier, actor=actor_of(request), now=now())
    return _with_etag(request, body, str(len(body["items"])))


@router.get("/{uuid:dossier}/receipt", auth=read_token, operation_id="read_receipt")
def receipt(request: HttpRequest, dossier: UUID, kind: Literal["submitted", "accepted"] | None = None) -> HttpResponse:
    """The signed receipt of the acceptance (before it, of the submission; ``kind`` asks for one of them), and from the
    day after its day the proof that it is in the published root. 404 ``receipt_not_there`` before the event."""
    found = reading.readable(dossier, actor=actor_of(request), now=now())
    body = receipt_file(found, kind or newest_kind(found), now=now())
    return _with_etag(request, body, _digest(body))


@router.get("/{uuid:dossier}/clocks", auth=read_token, operation_id="read_clocks")
def clocks(request: HttpRequest, dossier: UUID, explain: bool = False) -> HttpResponse:
    """Every clock run with its pauses; with ``explain`` the working of each due date."""
    body = reading.api_clocks(dossier, actor=actor_of(request), now=now(), explain=explain)
    return _with_etag(request, body, _digest(body))
