"""Pages for what went wrong: what happened, that nothing was lost, what to do, and the stable code.

One template serves both faces, with or without a database behind it. Under ``/api/`` the same faults are problems.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from motcua.core import problems, texts
from motcua.core.database import is_away
from motcua.core.errors import DomainError

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

log = structlog.get_logger()

DESK_PATHS = ("/desk/", "/command/", "/reform/", "/studio/", "/admin/")
RETRY_AFTER_SECONDS = "30"


@dataclass(frozen=True)
class Kind:
    """The words of one HTTP status: the page's heading and what the reader can do."""

    title: str | StrPromise
    advice: str | StrPromise
    nothing_lost: bool = True


KINDS: Mapping[int, Kind] = {
    400: Kind(_("Yêu cầu chưa đúng"), _("Quay lại trang trước, tải lại rồi thử lần nữa.")),
    401: Kind(_("Bạn cần đăng nhập lại"), _("Đăng nhập lại; hệ thống đưa bạn về đúng trang đang làm.")),
    403: Kind(
        _("Bạn không được mở trang này"),
        _("Kiểm tra xem bạn có đang dùng đúng tài khoản không. Cán bộ cần thêm quyền thì hỏi quản trị đơn vị mình."),
    ),
    404: Kind(
        _("Không tìm thấy trang này"),
        _("Xem lại địa chỉ hoặc mã hồ sơ. Bạn cũng có thể bắt đầu lại từ trang chủ."),
        nothing_lost=False,
    ),
    405: Kind(_("Không mở được theo cách này"), _("Quay lại trang trước rồi bấm nút trên trang đó.")),
    409: Kind(
        _("Có thay đổi trong lúc bạn đang làm"),
        _("Mở lại trang để xem tình trạng mới nhất, rồi làm tiếp nếu vẫn cần."),
    ),
    413: Kind(
        _("Tệp hoặc nội dung gửi lên quá lớn"),
        _("Giảm dung lượng tệp (chụp lại, nén PDF) hoặc gửi từng tệp một."),
    ),
    422: Kind(_("Chưa thực hiện được"), _("Quay lại trang trước, sửa chỗ được nêu rồi gửi lại.")),
    429: Kind(_("Bạn thao tác hơi nhanh"), _("Chờ một phút rồi thử lại.")),
    500: Kind(
        _("Hệ thống gặp lỗi"),
        _("Chờ vài phút rồi thử lại. Nếu vẫn lỗi, gọi 1022 và đọc mã sự cố bên dưới."),
    ),
    503: Kind(_("Hệ thống đang tạm ngừng"), _("Chờ vài phút rồi thử lại; việc bạn đã gửi xong vẫn còn nguyên.")),
}


class ProblemPages:
    """Turns domain errors of page views, and a database that went away, into a page with their status and code."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return domain_problem(request, exception)
        if is_away(exception):
            return problem(request, 503, "database_unavailable")
        if isinstance(exception, OperationalError):
            log.error("web.database_refused", error=type(exception).__name__)
            return problem(request, 503, "unavailable")
        return None


def domain_problem(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page for a domain error: its own sentence, each single fault, its code and status."""
    faults = [texts.say(str(fault.get("code", "")), fault) for fault in error.errors]
    sign_in = error.params.get("sign_in")
    response = problem(
        request,
        error.status,
        error.code,
        params=error.params,
        faults=faults,
        sign_in=str(sign_in) if sign_in else None,
    )
    if error.status == 429 and "seconds" in error.params:
        response.headers["Retry-After"] = str(error.params["seconds"])
    return response


def problem(
    request: HttpRequest,
    status: int,
    code: str,
    *,
    params: Mapping[str, object] | None = None,
    faults: list[str] | None = None,
    sign_in: str | None = None,
) -> HttpResponse:
    """Answer with the problem page (to htmx its fragment, to a program problem+json). Never fails for want of a session
    or database."""
    if problems.for_programs(request.path_info):
        return problems.problem(status, code, params=params)
    kind = KINDS.get(status, KINDS[400])
    fragment = request.headers.get("HX-Request") == "true"
    context = {
        "face": "desk" if is_desk(request.path) else "portal",
        "status": status,
        "code": code,
        "title": kind.title,
        "sentence": texts.say(code, params),
        "faults": faults or [],
        "advice": kind.advice,
        "nothing_lost": kind.nothing_lost,
        "sign_in": sign_in,
        "incident": getattr(request, "request_id", "") if status >= 500 else "",
        "signed_out": status >= 500,
    }
    template = "web/problem_fragment.jinja" if fragment else "web/problem.jinja"
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def is_desk(path: str) -> bool:
    """Whether an address belongs to the officials' face."""
    return path.removeprefix("/en").startswith(DESK_PATHS)


# ---- what Django calls


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return problem(request, 413, "too_large")
    return problem(request, 400, "bad_request")


def permission_denied(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    return problem(request, 403, "not_allowed")


def page_not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    return problem(request, 404, "not_found")


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the exception is being handled; the database may have gone before any view was reached."""
    happened = sys.exc_info()[1]
    if happened is not None and is_away(happened):
        return problem(request, 503, "database_unavailable")
    return problem(request, 500, "internal_error")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is old or missing: most often a tab left open over a sign-out."""
    return problem(request, 403, "form_expired")
