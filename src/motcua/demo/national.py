"""Made-up files of the national portal and one issued document, by the real services: this month's list of synchronised
dossiers, last quarter's published scores, and the figures of last month. Loading twice does nothing."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction

from motcua.core.clock import legal_date
from motcua.core.errors import DomainError
from motcua.dossiers.models import Dossier
from motcua.figures.boards.models import NationalImport, NationalKind, NationalState
from motcua.figures.boards.national import Brought, begin_taking, bring, take_import
from motcua.figures.periods import Period, PeriodKind, period_of, previous
from motcua.figures.publications.asked import FigureAsked
from motcua.figures.publications.models import Publication
from motcua.figures.publications.services import publish_figures
from motcua.organisation.models import Post, Unit, in_force
from motcua.people.actors import Actor, load_actor
from motcua.people.models import Assignment

CONTROL: Final = "AS.S01.P1"
SOURCE: Final = "Cổng Dịch vụ công quốc gia (số liệu mẫu, hư cấu)"
EVERY: Final = 17
"""One dossier in so many is missing there."""
FIGURES: Final = ("on_time_rate_ii06", "on_time_rate_766", "components_digitised_rate")


def load_national(*, now: dt.datetime) -> int:
    """How many files were taken."""
    on = legal_date(now)
    province = Unit.objects.filter(in_force(on), code="AS").first()
    actor = _control_head(on)
    if province is None or actor is None or NationalImport.objects.filter(state=NationalState.TAKEN).exists():
        return 0
    month = period_of(PeriodKind.MONTH, on)
    quarter = previous(period_of(PeriodKind.QUARTER, on))
    _take(NationalKind.DOSSIERS, _list(month), province, month, actor, now)
    _take(NationalKind.SCORES, _scores(), province, quarter, actor, now)
    return 2


def load_publication(*, now: dt.datetime) -> bool:
    """The figures of last month, issued; False while facts do not reach so far, or they were issued already."""
    on = legal_date(now)
    actor = _control_head(on)
    if actor is None or Publication.objects.exists():
        return False
    period = previous(period_of(PeriodKind.MONTH, on))
    figures = {name: FigureAsked(name, "AS", period) for name in FIGURES}
    title = f"Kết quả giải quyết thủ tục hành chính tháng {period.first:%m/%Y} (số liệu mẫu)"
    try:
        publish_figures(figures, title=title, unit="AS", period=period, actor=actor, now=now)
    except DomainError:
        return False
    return True


def _control_head(on: dt.date) -> Actor | None:
    post = Post.objects.filter(in_force(on), unit__code=CONTROL, role="control_head").order_by("code").first()
    holders = Assignment.objects.filter(in_force(on), post=post).order_by("pk").values_list("user", flat=True)
    user = holders.first()
    return load_actor(user, on) if user is not None else None


@transaction.atomic
def _take(kind: NationalKind, text: str, unit: Unit, period: Period, actor: Actor, now: dt.datetime) -> None:
    brought = Brought(kind, text.encode("utf-8-sig"), SOURCE, legal_date(now), unit, period)
    made = bring(brought, actor=actor, now=now)
    begin_taking(made.uid, made.columns, actor=actor, now=now)
    take_import(made.uid, now=now)


def _list(period: Period) -> str:
    """Most dossiers of the period as the portal might hold them; a few are missing, one is not ours."""
    rows = Dossier.objects.filter(accepted_at__gte=period.starts_at, accepted_at__lt=period.ends_at, parent=None)
    lines = ["Mã hồ sơ;Ngày tiếp nhận;Trạng thái"]
    codes = rows.exclude(code=None).exclude(code="").order_by("pk").values_list("code", "accepted_at")
    for number, (code, at) in enumerate(codes, start=1):
        if number % EVERY and at is not None:
            lines.append(f"{code};{legal_date(at):%d/%m/%Y};Đang xử lý")
    return "\n".join([*lines, f"H99.0000-{period.first:%y%m%d}-0001;{period.first:%d/%m/%Y};Đang xử lý"])


def _scores() -> str:
    """A made-up line of published scores."""
    head = "Đơn vị;Tổng điểm;CKMB;TDGQ;CLGQ;TTTT;MDSH;MDHL"
    return f"{head}\nTỉnh An Sơn;78,12;14,2;18,31;8,4;5,61;15,1;16,5"
