"""Reports and editions as services and pages read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from motcua.core.canonical import decode
from motcua.core.errors import NotFound
from motcua.figures.periods import Period
from motcua.people.actors import Actor

from .lifecycle import State
from .loader import Forms, shipped
from .models import StatutoryClosing, StatutoryDeadline, StatutoryEdition, StatutoryReport
from .permissions import readable
from .table import Table, read_table

STATE = F("state")
NOTHING = "none"
"""The state of a report that nobody began."""


def find_report(uid: UUID) -> StatutoryReport:
    """Raises NotFound ``report_unknown``."""
    row = StatutoryReport.objects.select_related("unit").filter(uid=uid).first()
    if row is None:
        raise NotFound("report_unknown")
    return row


def readable_report(uid: UUID, actor: Actor) -> StatutoryReport:
    """Raises NotFound ``report_unknown`` also for one out of reach."""
    row = StatutoryReport.objects.select_related("unit").filter(readable(actor), uid=uid).first()
    if row is None:
        raise NotFound("report_unknown")
    return row


def newest(report: StatutoryReport) -> StatutoryEdition | None:
    return report.editions.order_by("-number").first()


def with_state(rows: QuerySet[StatutoryReport]) -> QuerySet[StatutoryReport]:
    """Each with ``state`` of its newest edition, :data:`NOTHING` where there is none, and ``edition_number``."""
    editions = StatutoryEdition.objects.filter(report=OuterRef("pk")).order_by("-number")
    return rows.annotate(
        state=Coalesce(Subquery(editions.values("state")[:1]), Value(NOTHING), output_field=CharField()),
        edition_number=Subquery(editions.values("number")[:1]),
    )


def states_of(rows: QuerySet[StatutoryReport]) -> dict[int, str]:
    """The state of each. One statement."""
    return {key: str(state) for key, state in with_state(rows).values_list("pk", STATE)}


def counts_of(rows: QuerySet[StatutoryReport]) -> dict[str, int]:
    """How many there are in each state."""
    counted = with_state(rows).order_by().values_list(STATE).annotate(n=Count("pk"))
    return {str(state): int(number) for state, number in counted}


def in_states(rows: QuerySet[StatutoryReport], states: Iterable[str]) -> QuerySet[StatutoryReport]:
    """Those whose newest edition is in one of these states (:data:`NOTHING`: there is none)."""
    return with_state(rows).filter(Q(("state__in", list(states))))


def table_of(edition: StatutoryEdition, forms: Forms | None = None) -> Table:
    """What stands in an edition. Raises NotFound ``report_form_unknown``."""
    return read_table(decode(bytes(edition.body)), forms or shipped())


def last_issued(form: str, unit_code: str, period: Period) -> StatutoryEdition | None:
    """The edition that was issued last for a unit and period, by the code of the unit."""
    rows = StatutoryEdition.objects.filter(
        report__form=form, report__unit__code=unit_code, report__period=period.code, state=State.LOCKED
    )
    return rows.order_by("-number").first()


def received(form: str, period: Period) -> dict[str, StatutoryEdition]:
    """Code of a unit -> the edition of it that a roll-up takes: the newest that was received or issued."""
    rows = StatutoryEdition.objects.filter(
        report__form=form, report__period=period.code, state__in=[State.RECEIVED, State.LOCKED]
    )
    return {row.report.unit.code: row for row in rows.select_related("report__unit").order_by("number")}


def is_closed(form: str, period: str) -> bool:
    """Whether a period of a form is locked."""
    row = StatutoryClosing.objects.filter(form=form, period=period).order_by("-pk").first()
    return row is not None and row.closed


def closed_periods(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Of these (form, period), those that are locked. One statement."""
    wanted = set(pairs)
    rows = StatutoryClosing.objects.filter(
        form__in={form for form, _ in wanted}, period__in={period for _, period in wanted}
    )
    newest_ = rows.order_by("form", "period", "-pk").distinct("form", "period")
    return {(row.form, row.period) for row in newest_ if row.closed} & wanted


def deadlines() -> Mapping[str, list[StatutoryDeadline]]:
    """Every row of the province, by form."""
    found: dict[str, list[StatutoryDeadline]] = {}
    for row in StatutoryDeadline.objects.order_by("pk"):
        found.setdefault(row.form, []).append(row)
    return found
