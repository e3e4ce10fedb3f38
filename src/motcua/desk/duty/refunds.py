"""A paid fee of a withdrawn dossier: it goes back, or is kept with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import now
from motcua.core.errors import NotFound
from motcua.desk.duty import form
from motcua.desk.inbox import actor_at
from motcua.dossiers.models import DossierFee
from motcua.dossiers.permissions import RECEIVE
from motcua.dossiers.selectors.reading import readable
from motcua.dossiers.services.fees import settle_refund
from motcua.web.access import official
from motcua.web.words import instant, money


@official(RECEIVE)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, uid: UUID, key: str) -> HttpResponseBase:
    actor = actor_at(request)
    dossier = readable(uid, actor=actor, now=now())
    fee = DossierFee.objects.filter(dossier=dossier, key=key).first()
    if fee is None or fee.paid_at is None:
        raise NotFound("dossier_unknown")

    def run(answers: Mapping[str, object]) -> str:
        settle_refund(uid, key, answer=str(answers["answer"]), reason=str(answers["reason"]), actor=actor, now=now())
        return reverse("desk:dossier", args=[uid])

    asking = form.Asking(
        heading=_("Hoàn phí khi rút hồ sơ"),
        save=_("Ghi lại"),
        back=reverse("desk:dossier", args=[uid]),
        back_text=_("Hồ sơ {code}").format(code=dossier.code or dossier.receipt_no),
        fields=[
            form.choice("answer", _("Xử lý thế nào"), [("repaid", _("Đã hoàn trả")), ("kept", _("Không hoàn trả"))]),
            form.text("reason", _("Căn cứ, lý do"), long=True, most=1000),
        ],
        done=_("Đã ghi việc hoàn phí."),
        facts=[
            (_("Khoản phí"), fee.name or _("Phí, lệ phí")),
            (_("Số tiền"), money(fee.amount)),
            (_("Đã nộp"), instant(fee.paid_at)),
        ],
        nav="inbox",
        operation=f"refund:{uid}:{key}",
        blocked="" if fee.refund == "check" else _("Khoản này không cần xem xét hoàn trả."),
    )
    return form.ask(request, asking, run)
