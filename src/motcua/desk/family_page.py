"""What an official does about the parts of a whole."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.core.clock import now
from motcua.desk.inbox import actor_at
from motcua.dossiers.permissions import READ
from motcua.dossiers.services.family import open_again
from motcua.web.access import official


@official(READ)
@require_POST
def open_parts(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Try the parts that could not open once more; the page says what came of it."""
    if open_again(uid, actor=actor_at(request), now=now()):
        messages.success(request, _("Đã xem lại các phần liên thông."))
    else:
        messages.warning(request, _("Vẫn chưa giao được: lý do chưa thay đổi."))
    return HttpResponseRedirect(reverse("desk:dossier", args=[uid]))
