"""Measures of dossiers. Each is written once, as its sentence in ``measures.toml`` says."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from motcua.figures.definitions.model import CountsFor, DueDate
from motcua.figures.facts.reader import Facts

from .binding import Binding, Counted, Which
from .cuts import FIRST, LAST, UNTIL, Cut, laid
from .dimensions import Dimension
from .listed import Thing

if TYPE_CHECKING:
    import ibis.expr.types as ir

ENDED_WITHOUT_RESULT: Final = ("withdrawn", "closed")
FULL: Final = ("full", "4")
"""Service levels that are full online services: since 15 August 2022, and before."""


def rows(facts: Facts, cuts: Sequence[Cut]) -> ir.Table:
    """Dossiers that were accepted, beside each period they were open in."""
    found = facts["dossiers"]
    found = found.filter(found.accepted_at.notnull()).mutate(
        thing=found.dossier,
        ended_at=found.finished_at.coalesce(found.closed_at),
        ended_on=found.finished_on.coalesce(found.closed_on),
        grain_work=~found.umbrella,
        grain_whole=found.grain != "part",
    )
    found = laid(found, found.accepted_on, found.ended_on, cuts)
    over = found.handed_over_at.coalesce(found.closed_at, found[UNTIL])
    return _with_law(facts, found.mutate(waited_minutes=over.delta(found.filed_at, unit="second") // 60))


def _with_law(facts: Facts, found: ir.Table) -> ir.Table:
    """With the field of its version, and whether its procedure is a full online service at the end."""
    versions, levels = facts["procedure_versions"], facts["service_levels"]
    law = versions.select("field", law_version="version")
    found = found.left_join(law, found.version == law.law_version)
    full = levels.filter(levels.level.isin(FULL)).select(
        level_procedure="procedure", level_from="valid_from", level_to="valid_to"
    )
    joined = found.left_join(
        full,
        [
            found.procedure == full.level_procedure,
            found[LAST] >= full.level_from,
            full.level_to.isnull() | (found[LAST] < full.level_to),
        ],
    )
    return joined.mutate(of_full_service=joined.level_procedure.notnull())


# --- when -------------------------------------------------------------------------------------------------------


def _any_date(of: Callable[[ir.Table], ir.BooleanValue]) -> Which:
    return lambda row, _tested: of(row)


def received(row: ir.Table) -> ir.BooleanValue:
    return (row.accepted_on >= row[FIRST]) & (row.accepted_on <= row[LAST])


def settled(row: ir.Table) -> ir.BooleanValue:
    return row.ended_on.notnull() & (row.ended_on >= row[FIRST]) & (row.ended_on <= row[LAST])


def is_open(row: ir.Table) -> ir.BooleanValue:
    return (row.accepted_on <= row[LAST]) & (row.ended_on.isnull() | (row.ended_on > row[LAST]))


def carried_over(row: ir.Table) -> ir.BooleanValue:
    return (row.accepted_on < row[FIRST]) & (row.ended_on.isnull() | (row.ended_on >= row[FIRST]))


def online(row: ir.Table) -> ir.BooleanValue:
    return row.channel == "online"


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


def _late(row: ir.Table, tested: DueDate) -> ir.BooleanValue:
    """A date that a supplement took away cannot have been missed."""
    import ibis

    return (row.ended_at > due(row, tested)).coalesce(ibis.literal(False))


def settled_late(row: ir.Table, tested: DueDate) -> ir.BooleanValue:
    return settled(row) & _late(row, tested)


def settled_early(row: ir.Table, tested: DueDate) -> ir.BooleanValue:
    import ibis

    before = (row.ended_on < legal_day(due(row, tested))).coalesce(ibis.literal(False))
    return settled(row) & before & ~row.outcome.isin(ENDED_WITHOUT_RESULT)


def settled_on_time(row: ir.Table, tested: DueDate) -> ir.BooleanValue:
    """Those withdrawn or closed count here unless they were late."""
    return settled(row) & ~_late(row, tested) & ~settled_early(row, tested)


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


def open_late(row: ir.Table, tested: DueDate) -> ir.BooleanValue:
    import ibis

    passed = (due(row, tested) < row[UNTIL]).coalesce(ibis.literal(False))
    return is_open(row) & passed & ~waits(row)


def open_within(row: ir.Table, tested: DueDate) -> ir.BooleanValue:
    return is_open(row) & ~open_late(row, tested)


def late(row: ir.Table, tested: DueDate) -> ir.BooleanValue:
    return settled_late(row, tested) | open_late(row, tested)


def in_time_766(row: ir.Table, tested: DueDate) -> ir.BooleanValue:
    """By the national rule. The end of what is open is the end of the period. The time of one request for a supplement
    is taken off, so that an open one makes its own time the end; more than one is late."""
    import ibis

    ended = row.finished_at.coalesce(row.handed_over_at, row.closed_at, row[UNTIL])
    end = ibis.ifelse(is_open(row), row[UNTIL], ended)
    asked_twice = (row.asked_again_at < row[UNTIL]).coalesce(ibis.literal(False))
    answered = ibis.least(row.answered_at.coalesce(end), end)
    is_asked = (row.asked_at < end).coalesce(ibis.literal(False))
    off = ibis.ifelse(is_asked, answered.delta(row.asked_at, unit="microsecond"), 0)
    over = end.delta(due_before_reset(row, tested), unit="microsecond") - off
    return (settled(row) | is_open(row)) & ~asked_twice & (over <= 0).coalesce(ibis.literal(False))


# --- papers, results, online ------------------------------------------------------------------------------------


def has_result(row: ir.Table) -> ir.BooleanValue:
    """Settled by a result. Every procedure is taken to give a document: the facts do not say otherwise yet."""
    return settled(row) & row.finished_at.notnull()


def has_electronic_result(row: ir.Table) -> ir.BooleanValue:
    import ibis

    return row.result_electronic.coalesce(ibis.literal(False))


def fully_online(row: ir.Table) -> ir.BooleanValue:
    return received(row) & row.of_full_service & online(row) & has_electronic_result(row) & row.electronic


def _received(which: Callable[[ir.Table], ir.BooleanValue], amount: str = "") -> Binding:
    return Binding(_any_date(lambda row: received(row) & which(row)), amount)


def _every(which: Callable[[ir.Table], ir.BooleanValue], amount: str = "") -> Binding:
    return Binding(_any_date(which), amount)


BINDINGS: Final[Mapping[str, Binding]] = {
    "dossiers_received": _every(received),
    "dossiers_received_online": _received(online),
    "dossiers_received_counter": _received(lambda row: row.channel == "counter"),
    "dossiers_received_post": _received(lambda row: row.channel == "post"),
    "dossiers_carried_over": _every(carried_over),
    "dossiers_settled": _every(settled),
    "dossiers_settled_early": Binding(settled_early),
    "dossiers_settled_on_time": Binding(settled_on_time),
    "dossiers_settled_late": Binding(settled_late),
    "dossiers_open": _every(is_open),
    "dossiers_open_within": Binding(open_within),
    "dossiers_open_late": Binding(open_late),
    "dossiers_in_time_766": Binding(in_time_766),
    "dossiers_completed": _every(lambda row: settled(row) & received(row)),
    "settlement_minutes": _every(lambda row: settled(row) & received(row), "settlement_minutes"),
    "dossiers_apologised": Binding(lambda row, tested: late(row, tested) & row.late_warned),
    "waiting_minutes": _every(settled, "waited_minutes"),
    "dossiers_all_components_digitised": _received(lambda row: row.required_digitised >= row.papers_required),
    "dossiers_result_digitised": _received(has_electronic_result),
    "components_received": _every(received, "papers_present"),
    "components_digitised": _every(received, "papers_digitised"),
    "dossiers_with_result": _every(has_result),
    "dossiers_electronic_result": _every(lambda row: has_result(row) & has_electronic_result(row)),
    "dossiers_digitised_766": _received(
        lambda row: (row.papers_digitised > 0) & (row.finished_at.isnull() | has_electronic_result(row))
    ),
    "dossiers_reusing_data": _received(lambda row: (row.papers_reused + row.papers_from_store) > 0),
    "dossiers_shared_for_reuse": _received(lambda row: (row.papers_from_store > 0) | has_electronic_result(row)),
    "dossiers_online_counted": _received(
        lambda row: online(row) & (row.finished_at.isnull() | has_electronic_result(row))
    ),
    "dossiers_of_full_services": _received(lambda row: row.of_full_service),
    "dossiers_full_online": _every(fully_online),
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
    {Dimension.PROCEDURE: "procedure", Dimension.FIELD: "field", Dimension.CHANNEL: "channel"},
)
