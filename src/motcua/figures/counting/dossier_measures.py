"""Measures of dossiers. Each is written once, as its sentence in ``measures.toml`` says."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from motcua.figures.definitions.model import CountsFor, DueDate
from motcua.figures.facts.reader import Facts

from .binding import Apart, Binding, Counted, When
from .cuts import FIRST, LAST, PERIOD, UNTIL, Cut, standing, within
from .dimensions import Dimension
from .listed import Thing

if TYPE_CHECKING:
    import ibis.expr.types as ir

_READ: Final = (
    *("dossier", "grain", "umbrella", "procedure", "version", "channel", "reception_unit", "settling_unit"),
    *("electronic", "late_warned", "outcome", "settlement_minutes", "result_electronic", "result_digitised"),
    *(
        "filed_at",
        "accepted_at",
        "accepted_on",
        "finished_at",
        "finished_on",
        "handed_over_at",
        "closed_at",
        "closed_on",
    ),
    *(f"{date}_{which}_at" for date in ("statutory", "committed", "appointed") for which in ("due", "last")),
    *(f"{what}_{which}at" for what in ("asked", "answered") for which in ("", "again_", "last_")),
    *("papers_required", "papers_present", "papers_digitised", "papers_reused", "papers_from_store"),
    *("required_digitised", "weight"),
)
"""Columns that a measure may ask for."""
ENDED_WITHOUT_RESULT: Final = ("withdrawn", "closed")
# Full online services are named so since 15 August 2022; before they were of level 4.
_PAPERLESS: Final = """
    SELECT version FROM procedure_versions WHERE version NOT IN (SELECT version FROM version_results) ORDER BY version
"""
_FULL_SERVICES: Final = "SELECT procedure, valid_from, valid_to FROM service_levels WHERE level IN ('full', '4')"


def rows(facts: Facts, cuts: Sequence[Cut], when: When, view: ir.Table | None = None) -> ir.Table:
    """Dossiers that were accepted, beside each period in which they count at that moment."""
    import ibis

    every = facts["dossiers"] if view is None else view
    paperless = without_document(facts)
    found = every.filter(every.accepted_at.notnull())
    found = found.select(*(name for name in _READ if name in every.columns)).mutate(
        gives_document=~found.version.isin(paperless) if paperless else ibis.literal(True),
        thing=found.dossier,
        ended_at=found.finished_at.coalesce(found.closed_at),
        ended_on=found.finished_on.coalesce(found.closed_on),
        grain_work=~found.umbrella,
        grain_whole=found.grain != "part",
    )
    match when:
        case When.RECEIVED:
            return _with_services(facts, within(found, "accepted_on", cuts), cuts)
        case When.SETTLED:
            found = within(_ended_near(found, cuts), "ended_on", cuts)
            over = found.handed_over_at.coalesce(found.closed_at, found[UNTIL])
            return found.mutate(waited_minutes=over.delta(found.filed_at, unit="second") // 60)
        case When.OPEN:
            return standing(found, "accepted_on", "ended_on", cuts)
        case When.CARRIED:
            return standing(found, "accepted_on", "ended_on", cuts, at_first=True)
        case _:
            raise ValueError(f"dossiers do not count {when.value}")


def _ended_near(found: ir.Table, cuts: Sequence[Cut]) -> ir.Table:
    """Of one period: by columns that files are bounded by, so that most of them are not read."""
    import ibis

    if len(cuts) != 1:
        return found
    first, last = ibis.literal(cuts[0].period.first), ibis.literal(cuts[0].period.last)
    finished = found.filter(found.finished_on >= first, found.finished_on <= last)
    closed = found.filter(found.finished_on.isnull(), found.closed_on >= first, found.closed_on <= last)
    return ibis.union(finished, closed)


def without_document(facts: Facts) -> list[str]:
    """Versions of procedures that give no document as result."""
    return [str(row[0]) for row in facts.asked(_PAPERLESS)]


def _with_services(facts: Facts, found: ir.Table, cuts: Sequence[Cut]) -> ir.Table:
    """With ``of_full_service``: whether the procedure is a full online service at the end of the period."""
    import ibis

    levels = facts.asked(_FULL_SERVICES)
    by_last: dict[frozenset[str], list[int]] = {}
    for cut in cuts:
        last = cut.period.last
        full = frozenset(row[0] for row in levels if row[1] <= last and (row[2] is None or last < row[2]))
        by_last.setdefault(full, []).append(cut.number)
    is_full = ibis.literal(False)
    for full, numbers in by_last.items():
        one = found.procedure.isin(sorted(full)) if full else ibis.literal(False)
        is_full = one if len(by_last) == 1 else is_full | (found[PERIOD].isin(numbers) & one)
    return found.mutate(of_full_service=is_full.coalesce(ibis.literal(False)))


def fields(facts: Facts) -> Mapping[str, str]:
    """The field of each version of a procedure."""
    return dict(facts.asked("SELECT version, field FROM procedure_versions"))


# --- in time ----------------------------------------------------------------------------------------------------


def due(row: ir.Table, tested: DueDate) -> ir.TimestampValue:
    """The tested date in force; a dossier without a commitment is held to the limit of law."""
    if tested is DueDate.COMMITTED:
        return row.committed_due_at.coalesce(row.statutory_due_at)
    return row[f"{tested.value}_due_at"]


def due_before_reset(row: ir.Table, tested: DueDate) -> ir.TimestampValue:
    """The same, or what it was before a supplement took it away."""
    in_force = due(row, tested)
    if tested is DueDate.COMMITTED:
        return in_force.coalesce(row.committed_last_at, row.statutory_last_at)
    return in_force.coalesce(row[f"{tested.value}_last_at"], row.statutory_last_at)


def legal_day(at: ir.TimestampValue) -> ir.DateValue:
    """Asia/Ho_Chi_Minh is seven hours ahead all year."""
    import ibis

    return (at + ibis.interval(hours=7)).date()


def is_late(row: ir.Table, tested: DueDate) -> ir.BooleanValue:
    """Of what is settled. A date that a supplement took away cannot have been missed."""
    import ibis

    return (row.ended_at > due(row, tested)).coalesce(ibis.literal(False))


def is_early(row: ir.Table, tested: DueDate) -> ir.BooleanValue:
    """Of what is settled: on an earlier day, by a result."""
    import ibis

    before = (row.ended_on < legal_day(due(row, tested))).coalesce(ibis.literal(False))
    return before & ~row.outcome.isin(ENDED_WITHOUT_RESULT)


def is_on_time(row: ir.Table, tested: DueDate) -> ir.BooleanValue:
    """Of what is settled. Those withdrawn or closed count here unless they were late."""
    return ~is_late(row, tested) & ~is_early(row, tested)


def waits(row: ir.Table) -> ir.BooleanValue:
    """A request for a supplement is unanswered at the end of the period."""
    import ibis

    open_then = [
        asked.notnull() & (asked < row[UNTIL]) & (answered.isnull() | (answered >= row[UNTIL]))
        for asked, answered in (
            (row.asked_at, row.answered_at),
            (row.asked_again_at, row.answered_again_at),
            (row.asked_last_at, row.answered_last_at),
        )
    ]
    return functools.reduce(operator.or_, open_then).coalesce(ibis.literal(False))


def is_overdue(row: ir.Table, tested: DueDate) -> ir.BooleanValue:
    """Of what is open: its date has passed and nobody waits for the applicant."""
    import ibis

    return (due(row, tested) < row[UNTIL]).coalesce(ibis.literal(False)) & ~waits(row)


def settled_in_time_766(row: ir.Table, tested: DueDate) -> ir.BooleanValue:
    end = row.finished_at.coalesce(row.handed_over_at, row.closed_at, row[UNTIL])
    return _in_time_766(row, end, tested)


def open_in_time_766(row: ir.Table, tested: DueDate) -> ir.BooleanValue:
    return _in_time_766(row, row[UNTIL], tested)


def _in_time_766(row: ir.Table, end: ir.TimestampValue, tested: DueDate) -> ir.BooleanValue:
    """By the national rule. The end of what is open is the end of the period. The time of one request for a supplement
    is taken off, so that an open one makes its own time the end; more than one is late."""
    import ibis

    asked_twice = (row.asked_again_at < row[UNTIL]).coalesce(ibis.literal(False))
    answered = ibis.least(row.answered_at.coalesce(end), end)
    is_asked = (row.asked_at < end).coalesce(ibis.literal(False))
    off = ibis.ifelse(is_asked, answered.delta(row.asked_at, unit="microsecond"), 0)
    over = end.delta(due_before_reset(row, tested), unit="microsecond") - off
    return ~asked_twice & (over <= 0).coalesce(ibis.literal(False))


# --- papers, results, online ------------------------------------------------------------------------------------


def online(row: ir.Table) -> ir.BooleanValue:
    return row.channel == "online"


def was_received_too(row: ir.Table) -> ir.BooleanValue:
    return (row.accepted_on >= row[FIRST]) & (row.accepted_on <= row[LAST])


def has_result(row: ir.Table) -> ir.BooleanValue:
    """Of what is settled: by a result, of a procedure whose wording lists a document as result."""
    return row.finished_at.notnull() & row.gives_document


def owes_no_electronic_result(row: ir.Table) -> ir.BooleanValue:
    """There is one, or none is due: no result yet, or its procedure gives no document."""
    return row.finished_at.isnull() | ~row.gives_document | has_electronic_result(row)


def has_digitised_result(row: ir.Table) -> ir.BooleanValue:
    import ibis

    return row.result_digitised.coalesce(ibis.literal(False))


def has_electronic_result(row: ir.Table) -> ir.BooleanValue:
    import ibis

    return row.result_electronic.coalesce(ibis.literal(False))


def online_throughout(row: ir.Table) -> ir.BooleanValue:
    return online(row) & has_electronic_result(row) & row.electronic


def every(row: ir.Table) -> ir.BooleanValue:
    import ibis

    return ibis.literal(True)


def _plain(
    when: When,
    which: Callable[[ir.Table], ir.BooleanValue] = every,
    amount: str = "",
    apart: Apart | None = None,
) -> Binding:
    """A measure that tests no date."""
    return Binding({when: lambda row, _tested: which(row)}, amount, apart)


_IN_ONE_PERIOD: Final = Apart(
    "spans", "accepted_on", was_received_too, lambda _facts, found, day, cuts: within(found, day, cuts)
)
_OF_FULL_SERVICES: Final = Apart(
    "services",
    "procedure",
    lambda row: row.of_full_service,
    lambda facts, found, day, cuts: _with_services(facts, within(found, day, cuts), cuts),
)

_received = functools.partial(_plain, When.RECEIVED)
_settled = functools.partial(_plain, When.SETTLED)

BINDINGS: Final[Mapping[str, Binding]] = {
    "dossiers_received": _received(),
    "dossiers_received_online": _received(online),
    "dossiers_received_counter": _received(lambda row: row.channel == "counter"),
    "dossiers_received_post": _received(lambda row: row.channel == "post"),
    "dossiers_carried_over": _plain(When.CARRIED),
    "dossiers_settled": _settled(),
    "dossiers_settled_early": Binding({When.SETTLED: is_early}),
    "dossiers_settled_on_time": Binding({When.SETTLED: is_on_time}),
    "dossiers_settled_late": Binding({When.SETTLED: is_late}),
    "dossiers_open": _plain(When.OPEN),
    "dossiers_open_within": Binding({When.OPEN: lambda row, tested: ~is_overdue(row, tested)}),
    "dossiers_open_late": Binding({When.OPEN: is_overdue}),
    "dossiers_in_time_766": Binding({When.SETTLED: settled_in_time_766, When.OPEN: open_in_time_766}),
    "dossiers_completed": _settled(apart=_IN_ONE_PERIOD),
    "settlement_minutes": _settled(every, "settlement_minutes", _IN_ONE_PERIOD),
    "dossiers_apologised": Binding(
        {
            When.SETTLED: lambda row, tested: is_late(row, tested) & row.late_warned,
            When.OPEN: lambda row, tested: is_overdue(row, tested) & row.late_warned,
        }
    ),
    "waiting_minutes": _settled(every, "waited_minutes"),
    "dossiers_all_components_digitised": _received(lambda row: row.required_digitised >= row.papers_required),
    "dossiers_result_digitised": _received(has_digitised_result),
    "components_received": _received(every, "papers_present"),
    "components_digitised": _received(every, "papers_digitised"),
    "dossiers_with_result": _settled(has_result),
    "dossiers_electronic_result": _settled(lambda row: has_result(row) & has_electronic_result(row)),
    "dossiers_digitised_766": _received(lambda row: (row.papers_digitised > 0) & owes_no_electronic_result(row)),
    "dossiers_reusing_data": _received(lambda row: (row.papers_reused + row.papers_from_store) > 0),
    "dossiers_from_store": _received(lambda row: row.papers_from_store > 0),
    "dossiers_online_counted": _received(lambda row: online(row) & owes_no_electronic_result(row)),
    "dossiers_of_full_services": _received(apart=_OF_FULL_SERVICES),
    "dossiers_full_online": _received(online_throughout, apart=_OF_FULL_SERVICES),
}

DOSSIERS: Final = Counted(
    "dossiers",
    Thing.DOSSIER,
    rows,
    {
        CountsFor.RECEIVING: "reception_unit",
        CountsFor.SETTLING: "settling_unit",
        CountsFor.OWNER: "settling_unit",
    },
    BINDINGS,
    {Dimension.PROCEDURE: "procedure", Dimension.FIELD: "version", Dimension.CHANNEL: "channel"},
    {Dimension.FIELD: fields},
    has_tally=True,
    is_once=True,
    depends=lambda facts: (*without_document(facts), *facts.asked(_FULL_SERVICES)),
)
