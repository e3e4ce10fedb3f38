"""Electronic copies made ready for certification. They are issued once there are electronic signatures."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.certification.models import ElectronicCopy
from motcua.certification.permissions import CERTIFY
from motcua.certification.selectors import desk_of
from motcua.certification.services.electronic import prepare_copy
from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed
from motcua.core.texts import say
from motcua.desk.inbox import actor_at, post_line
from motcua.web.access import official

SHOWN = 30


@official(CERTIFY)
@require_http_methods(["GET", "POST"])
def copies(request: HttpRequest) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    desk = desk_of(actor, legal_date(at))
    fault, status = "", 200
    title, requester = (str(request.POST.get(name, ""))[:500].replace("\x00", "") for name in ("title", "requester"))
    if request.method == "POST":
        try:
            made = prepare_copy(request.FILES.get("file"), title=title, requester=requester, actor=actor, now=at)
        except NotAllowed:
            raise
        except DomainError as error:
            fault, status = say(error.code, error.params), error.status
        else:
            done = _("Đã chuẩn bị “{title}”, {pages} trang. Bản này chưa phát hành.")
            messages.success(request, done.format(title=made.paper_name, pages=made.pages))
            return HttpResponseRedirect(reverse("desk:electronic_copies"))
    rows = ElectronicCopy.objects.filter(desk=desk.centre).order_by("-pk")[:SHOWN]
    context = {
        "rows": [(row, bytes(row.sha256).hex()) for row in rows],
        "fault": fault,
        "title": title,
        "requester": requester,
        "post_line": post_line(actor),
        "nav": "certify",
    }
    return render(request, "desk/certifying/electronic.jinja", context, status=status)
