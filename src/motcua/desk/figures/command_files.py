"""A command screen as a file: PDF and PNG of one drawing, XLSX of the same numbers."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.core.canonical import Json
from motcua.core.clock import LEGAL_ZONE, legal_date, now
from motcua.core.errors import NotFound
from motcua.desk.export import TYPES, harmless, xlsx
from motcua.desk.figures.command_scope import scope_of
from motcua.desk.figures.command_shown import Bar, Screen
from motcua.desk.inbox import actor_at
from motcua.documents.printing import render_pdf, render_png
from motcua.figures.screens.packing import Shown
from motcua.figures.screens.permissions import COMMAND
from motcua.web.access import official
from motcua.web.words import instant, number

MOST = 10
LONGEST = 42
"""Signs of a name on the drawing; the workbook has it whole."""
_KINDS = {"pdf": "application/pdf", "png": "image/png", "xlsx": TYPES["xlsx"]}


@official(COMMAND)
@require_GET
def file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Raises NotFound ``figures_screen_gone`` where nothing was counted yet."""
    if kind not in _KINDS:
        raise Http404
    at = now()
    scope = scope_of(request, actor_at(request), legal_date(at))
    if scope is None or scope.row is None:
        raise NotFound("figures_screen_gone")
    screen = Screen(scope.row, at)
    title = f"{_('Điều hành')}: {scope.name}"
    if kind == "xlsx":
        response: HttpResponseBase = StreamingHttpResponse(xlsx(_lines(title, screen), _("Điều hành")))
    else:
        render = render_pdf if kind == "pdf" else render_png
        response = HttpResponse(render("command_screen", drawing_of(title, screen), made_at=screen.run.as_of))
    response["Content-Type"] = _KINDS[kind]
    name = f"dieu-hanh-{screen.run.as_of.astimezone(LEGAL_ZONE):%Y%m%d-%H%M}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _said(one: Shown) -> str:
    return one.printed or one.why


def tiles_of(screen: Screen) -> list[tuple[str, str]]:
    """What the tiles say: title, number in words."""
    wanted = (
        (_("Hôm nay nhận"), "today", "dossiers_new"),
        (_("Hôm nay giải quyết"), "today", "dossiers_settled_total"),
        (_("Đang giải quyết"), "month", "dossiers_open_total"),
        (_("Quá hạn tháng này"), "month", "dossiers_late_total"),
        (_("Đúng hạn tháng này"), "month", "on_time_rate_ii06"),
        (_("Đúng hạn từ đầu năm"), "year", "on_time_rate_ii06"),
        (_("Nộp trực tuyến tháng này"), "month", "online_rate"),
    )
    found = [(title, _said(screen.figure(when, name))) for title, when, name in wanted]
    if screen.threatened is not None:
        found.insert(4, (_("Sắp quá hạn"), number(screen.threatened)))
    return found


def _panels(screen: Screen) -> list[tuple[str, list[Bar]]]:
    found = [
        (_("Quá hạn tháng này, theo thủ tục"), screen.late_procedures(MOST)),
        (_("Quá hạn tháng này, theo bước"), screen.late_steps(MOST)),
        (_("Sắp quá hạn, theo đơn vị"), screen.threatened_units(MOST)),
        (_("Sắp quá hạn, theo thủ tục"), screen.threats(MOST)),
    ]
    return [(title, bars) for title, bars in found if bars]


def drawing_of(title: str, screen: Screen) -> dict[str, Json]:
    """What the drawing is made of."""
    return {
        "title": title,
        "office": {"name": screen.row.name},
        "as_of": f"{_('Số liệu tính đến')} {instant(screen.run.as_of)}",
        "proof": screen.run.manifest[:16],
        "tiles": [[name, value] for name, value in tiles_of(screen)],
        "finding": screen.finding(),
        "heads": [_("Tháng"), _("Nhận"), _("Giải quyết"), _("Đúng hạn")],
        "course": [
            [
                str(line["month"]),
                *(_said(figure) for figure in _figures(line)),
                _whole(str(line["received"])),
                _whole(str(line["settled"])),
            ]
            for line in screen.course()
        ],
        "panels": [
            {"title": name, "lines": [[_short(one.name), number(one.number), _whole(one.used)] for one in bars]}
            for name, bars in _panels(screen)
        ],
    }


def _whole(used: str) -> int:
    """Whole per cent of a bar."""
    return round(float(used))


def _short(name: str) -> str:
    """What fits on one line of a panel."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def _figures(line: dict[str, object]) -> list[Shown]:
    figures = line["figures"]
    if not isinstance(figures, dict):
        raise TypeError("a line of the course has figures")
    return [figures[name] for name in ("dossiers_new", "dossiers_settled_total", "on_time_rate_ii06")]


def _lines(title: str, screen: Screen) -> Iterator[list[str]]:
    for line in _cells(title, screen):
        yield [harmless(cell) for cell in line]


def _cells(title: str, screen: Screen) -> Iterator[list[str]]:
    yield [title]
    yield [_("Số liệu tính đến"), instant(screen.run.as_of)]
    yield [_("tệp số liệu"), screen.run.manifest]
    yield []
    yield from ([name, value] for name, value in tiles_of(screen))
    yield []
    yield [_("Tháng"), _("Nhận"), _("Giải quyết"), _("Đúng hạn")]
    for line in screen.course():
        yield [str(line["month"]), *(_said(one) for one in _figures(line))]
    for name, bars in _panels(screen):
        yield []
        yield [name]
        yield from ([one.name, number(one.number)] for one in bars)
    units = screen.units()
    if units:
        yield []
        yield [_("Mã"), _("Đơn vị"), *(one.name for one in units[0].figures.values()), _("Sắp quá hạn")]
        for unit in units:
            yield [unit.code, unit.name, *(_said(one) for one in unit.figures.values()), number(unit.threatened)]
