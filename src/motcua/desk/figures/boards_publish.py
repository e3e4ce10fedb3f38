"""Publishing the board of a level, and taking it out of public again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.core.clock import legal_date, now
from motcua.core.errors import DomainError, NotAllowed, NotFound
from motcua.core.texts import say
from motcua.desk.figures.boards_address import asked_in, side_links
from motcua.desk.inbox import actor_at, post_line
from motcua.desk.wording import words
from motcua.figures.boards import runs
from motcua.figures.boards.publishing import publish_board, published, withdraw_board
from motcua.figures.boards.runs import of_level
from motcua.figures.boards.verbs import PUBLISH
from motcua.figures.boards.words import LEVEL_NAMES
from motcua.figures.period_texts import period_name
from motcua.web.access import official
from motcua.web.words import instant, number


@official(PUBLISH)
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponseBase:
    """Says what would be published, and publishes or withdraws on POST."""
    actor, at = actor_at(request), now()
    asked = asked_in(request.POST if request.method == "POST" else request.GET, legal_date(at))
    spec = of_level(asked.level, asked.period)
    run, stands = runs.newest(spec), published(spec.index, asked.level, asked.period.code)
    back, fault = f"{reverse('desk:boards')}?{asked.query}", ""
    if run is None:
        raise NotFound("board_not_worked_out")
    if request.method == "POST":
        try:
            if request.POST.get("act") == "withdraw" and stands is not None:
                withdraw_board(stands.uid, reason=str(request.POST.get("reason", "")), actor=actor, now=at)
                messages.success(request, _("Đã thu hồi bảng điểm khỏi trang công khai."))
            else:
                publish_board(run, actor=actor, now=at)
                messages.success(request, _("Đã công bố bảng điểm."))
        except (NotAllowed, NotFound):
            raise
        except DomainError as error:
            fault = say(error.code, error.params)
        else:
            return HttpResponseRedirect(back)
    context = {
        "links": side_links(actor, "boards"),
        "asked": asked,
        "level": words(LEVEL_NAMES, asked.level),
        "period": period_name(asked.period),
        "as_of": instant(run.as_of),
        "count": number(run.members),
        "stands": stands,
        "stands_at": instant(stands.published_at) if stands else "",
        "fault": fault,
        "back": back,
        "post_line": post_line(actor),
        "nav": "figures",
    }
    return render(request, "desk/figures/board_publish.jinja", context, status=409 if fault else 200)
