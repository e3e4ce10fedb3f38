"""A head has somebody see to a dossier that is likely to be late: a follow-up task, given by hand."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import Invalid, NotFound
from motcua.desk.duty import form
from motcua.desk.inbox import actor_at
from motcua.desk.lateness.words import band_words, reason_words
from motcua.dossiers.models import Dossier
from motcua.dossiers.permissions import ASSIGN, UNIT_FIELDS
from motcua.dossiers.selectors.reading import readable
from motcua.foresight.lateness.selectors import warning_about
from motcua.organisation.models import Post, in_force
from motcua.people.actors import Actor
from motcua.people.permissions import scope
from motcua.people.services.tasks import open_task
from motcua.web.access import official

SOURCE = "lateness"


@official(ASSIGN)
@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    actor, at = actor_at(request), now()
    readable(uid, actor=actor, now=at)
    dossier = _assignable(uid, actor)
    row = warning_about(dossier.pk)
    if row is None:
        raise NotFound("lateness_not_warned")
    posts = _posts(dossier)

    def run(answers: Mapping[str, object]) -> str:
        owner, due = posts.get(str(answers["owner"])), form.day_of(answers["due_on"])
        if owner is None or due < legal_date(at):
            raise Invalid("lateness_task_day" if owner is not None else "post_unknown")
        open_task(str(answers["title"]), owner, due, actor=actor, now=at, source_kind=SOURCE, source_uid=dossier.uid)
        return reverse("desk:lateness")

    code = dossier.code or dossier.receipt_no
    asking = form.Asking(
        heading=_("Giao theo dõi hồ sơ có nguy cơ trễ"),
        save=_("Giao việc"),
        back=reverse("desk:lateness"),
        back_text=_("Nguy cơ trễ hẹn"),
        fields=[
            form.text("title", _("Việc phải làm"), most=300),
            form.choice("owner", _("Giao cho vị trí"), [(key, one.title) for key, one in posts.items()]),
            form.date("due_on", _("Xong trước ngày")),
        ],
        done=_("Đã giao việc theo dõi."),
        explain=_("Hồ sơ vẫn ở người đang giữ; việc này chỉ nhắc xem lại. Mô hình cảnh báo, không tự giao việc."),
        facts=[(_("Hồ sơ"), code), (_("Khả năng trễ"), band_words(row)), (_("Lý do"), "; ".join(reason_words(row)))],
        operation=f"lateness:{uid}",
    )
    return form.ask(request, asking, run, given={"title": _("Xem lại hồ sơ {code}").format(code=code)})


def _assignable(uid: UUID, actor: Actor) -> Dossier:
    found = Dossier.objects.filter(scope(actor, ASSIGN, *UNIT_FIELDS), uid=uid).first()
    if found is None:
        raise NotFound("dossier_unknown")
    return found


def _posts(dossier: Dossier) -> Mapping[str, Post]:
    """Posts in force of the unit that holds it, and of the one that settles it."""
    units = {dossier.holder_unit_id, dossier.settling_unit_id}
    rows = Post.objects.filter(in_force(legal_date(now())), unit__in=[one for one in units if one]).order_by("code")
    return {str(one.uid): one for one in rows}
