"""How long the readings of a source stay."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import now
from motcua.core.errors import NotFound
from motcua.desk.duty import form
from motcua.desk.inbox import actor_at
from motcua.figures.feeds.keeping import keep_for
from motcua.figures.feeds.models import LONGEST_KEPT, SHORTEST_KEPT, FeedSource
from motcua.figures.feeds.permissions import MANAGE
from motcua.forms.schema import Field, FieldKind
from motcua.web.access import official

NAV = "alerts"


@official(MANAGE)
@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest, code: str) -> HttpResponseBase:
    """Raises NotFound ``feed_unknown``."""
    actor, source = actor_at(request), FeedSource.objects.filter(code=code).first()
    if source is None:
        raise NotFound("feed_unknown")
    page = reverse("desk:feed", args=[code])

    def run(answers: Mapping[str, object]) -> str:
        keep_for(code, int(str(answers["days"])), actor=actor, now=now())
        return page

    days = Field(
        "days",
        _("Giữ từng lần đo trong (ngày)"),
        FieldKind.NUMBER,
        required=True,
        minimum=SHORTEST_KEPT,
        maximum=LONGEST_KEPT,
    )
    asking = form.Asking(
        heading=_("Thời gian giữ các lần đo"),
        save=_("Lưu"),
        back=page,
        back_text=source.name,
        fields=[days],
        done=_("Đã lưu thời gian giữ các lần đo."),
        explain=_("Hết thời gian này, các lần đo bị xóa mỗi đêm; con số theo giờ và theo ngày giữ mãi."),
        facts=[(_("Nguồn"), source.name)],
        nav=NAV,
        operation=f"feed_kept:{code}",
    )
    return form.ask(request, asking, run, given={"days": str(source.kept_days)})
