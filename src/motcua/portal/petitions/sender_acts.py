"""What the sender may do with the own petition: answer a question, rate, say that it is not settled, withdraw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError
from motcua.core.texts import say
from motcua.documents.models import StoredFile
from motcua.documents.services import erase_file
from motcua.petitions.intake.keeping import check_room, keep
from motcua.petitions.intake.limits import intake_limits
from motcua.petitions.intake.media import Sort
from motcua.petitions.lifecycle import Action, Command, Rate, Reopen, SenderAnswers
from motcua.petitions.lifecycle.commands import Withdraw
from motcua.petitions.models import Petition
from motcua.petitions.permissions import allowed_actions
from motcua.petitions.services import act
from motcua.web.fields import FieldView, OptionView, error_list

from . import attaching, guard
from .opening import actor_of, own_link, taking_files
from .tracking import opened


@dataclass(frozen=True, slots=True)
class Asked:
    """One page of an act: what it is called, its question, its button, and the command its form becomes."""

    action: Action
    title: str
    label: str
    hint: str
    button: str
    done: str
    command: Callable[[Mapping[str, Any], list[StoredFile]], Command]
    takes_files: bool = False
    rates: bool = False
    needs_words: bool = True


def _answer() -> Asked:
    return Asked(
        Action.SENDER_ANSWERS,
        gettext("Trả lời câu hỏi của cơ quan"),
        gettext("Lời trả lời của bạn"),
        gettext("Có thể gửi kèm ảnh."),
        gettext("Gửi trả lời"),
        gettext("Đã gửi trả lời. Thời hạn xử lý tính tiếp từ bây giờ."),
        lambda typed, files: SenderAnswers(words=typed["words"], files=files),
        takes_files=True,
    )


def _rate() -> Asked:
    return Asked(
        Action.RATE,
        gettext("Bạn có hài lòng với cách giải quyết không?"),
        gettext("Nói thêm"),
        gettext("Chỉ dùng để cải thiện phục vụ, không công khai tên bạn."),
        gettext("Gửi đánh giá"),
        gettext("Cảm ơn bạn đã đánh giá."),
        lambda typed, files: Rate(score=int(typed["score"]), words=typed["words"]),
        rates=True,
        needs_words=False,
    )


def _reopen() -> Asked:
    return Asked(
        Action.REOPEN,
        gettext("Việc chưa xong: đề nghị xem lại"),
        gettext("Còn vướng điều gì?"),
        gettext("Ảnh chụp hiện tại giúp thấy ngay việc chưa xong."),
        gettext("Đề nghị xem lại"),
        gettext("Đã gửi đề nghị. Việc được giao xử lý lại với thời hạn mới."),
        lambda typed, files: Reopen(words=typed["words"], files=files),
        takes_files=True,
    )


def _withdraw() -> Asked:
    return Asked(
        Action.WITHDRAW,
        gettext("Rút phản ánh, kiến nghị"),
        gettext("Lý do"),
        gettext("Rút rồi thì việc này không được xử lý nữa."),
        gettext("Rút"),
        gettext("Đã rút."),
        lambda typed, files: Withdraw(words=typed["words"]),
        needs_words=False,
    )


@own_link
@taking_files
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, receipt: str, secret: str) -> HttpResponseBase:
    return _page(request, receipt, secret, _answer())


@own_link
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, receipt: str, secret: str) -> HttpResponseBase:
    return _page(request, receipt, secret, _rate())


@own_link
@taking_files
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, receipt: str, secret: str) -> HttpResponseBase:
    return _page(request, receipt, secret, _reopen())


@own_link
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, receipt: str, secret: str) -> HttpResponseBase:
    return _page(request, receipt, secret, _withdraw())


def _page(request: HttpRequest, receipt: str, secret: str, asked: Asked) -> HttpResponseBase:
    """Ask, do, and lead back. What was done already (a double click, the way back) leads back as well."""
    petition, actor, at = opened(receipt, secret), actor_of(request), now()
    back = HttpResponseRedirect(reverse("portal:petition", args=[receipt, secret]))
    if asked.action not in allowed_actions(actor, petition, secret):
        return back
    typed = {name: request.POST.get(name, "").replace("\x00", "") for name in ("words", "score")}
    if request.method != "POST":
        return _ask(request, petition, asked, typed, {})
    faults = _faults(asked, typed)
    if faults:
        return _ask(request, petition, asked, typed, faults)
    files: list[StoredFile] = []
    try:
        if asked.takes_files:
            files = _files(request, petition)
        act(petition.uid, asked.command(typed, files), actor=actor, now=at, secret=secret, expected_seq=_seq(request))
    except DomainError as error:
        for kept in files:
            erase_file(kept, now=at)
        if error.status >= 500:
            raise
        if error.code == "stale":
            return back
        where = "files" if error.code.startswith(OF_FILES) else "words"
        return _ask(request, petition, asked, typed, {where: say(error.code, error.params)})
    messages.success(request, asked.done)
    return back


def _seq(request: HttpRequest) -> int | None:
    text = request.POST.get("expected_seq", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


def _faults(asked: Asked, typed: Mapping[str, str]) -> Mapping[str, str]:
    faults = {}
    if asked.needs_words and not typed["words"].strip():
        faults["words"] = gettext("Hãy viết vài lời.")
    if asked.rates and typed["score"] not in {"1", "2", "3", "4", "5"}:
        faults["score"] = gettext("Hãy chọn một mức.")
    return faults


def _files(request: HttpRequest, petition: Petition) -> list[StoredFile]:
    """All of them or none: the first that cannot be kept is told, and the words stay. Raises DomainError."""
    at, kept = now(), list[StoredFile]()
    sorts: list[Sort] = []
    try:
        for upload in request.FILES.getlist("files"):
            guard.allow_file(request, now=at)
            fault = getattr(upload, "fault", None)
            if fault is not None:
                raise fault
            found = keep(attaching.opened_file(upload), file_name=upload.name or "", actor=actor_of(request), now=at)
            check_room(sorts, [one.size for one in kept], found.sort, found.file.size, intake_limits(legal_date(at)))
            kept.append(found.file)
            sorts.append(found.sort)
    except DomainError:
        for one in kept:
            erase_file(one, now=at)
        raise
    return kept


OF_FILES = ("petition_", "media", "video", "voice", "photo", "image", "pdf", "file")
SCORES = (5, 4, 3, 2, 1)


def _score_words() -> dict[int, str]:
    return {
        5: gettext("Rất hài lòng"),
        4: gettext("Hài lòng"),
        3: gettext("Bình thường"),
        2: gettext("Không hài lòng"),
        1: gettext("Rất không hài lòng"),
    }


def _ask(
    request: HttpRequest, petition: Petition, asked: Asked, typed: Mapping[str, str], faults: Mapping[str, str]
) -> HttpResponseBase:
    fields = []
    if asked.rates:
        options = tuple(OptionView(str(n), _score_words()[n], typed["score"] == str(n)) for n in SCORES)
        fields.append(FieldView("score", "choice", asked.title, True, options=options, error=faults.get("score", "")))
    fields.append(
        FieldView(
            "words",
            "long_text",
            asked.label,
            asked.needs_words,
            hint=asked.hint,
            value=typed["words"],
            error=faults.get("words", ""),
            max_length=5000,
        )
    )
    errors = error_list(fields) + ([{"text": faults["files"], "href": "#f-files"}] if "files" in faults else [])
    context = {
        "nav": "voices",
        "petition": petition,
        "asked": asked,
        "fields": fields,
        "errors": errors,
        "file_fault": faults.get("files", ""),
        "back": reverse("portal:petition", args=[petition.receipt_no, petition.secret]),
        **attaching.limits_context(legal_date(now())),
    }
    return render(request, "portal/petitions/act.jinja", context)
