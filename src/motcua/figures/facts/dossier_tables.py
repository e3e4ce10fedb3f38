"""The fact tables that follow from the logs of dossiers. Meanings are in docs/guides/facts.md."""

from __future__ import annotations

from typing import Final

from .schema import Column, Kind, Table, register

_DOSSIER: Final = Column("dossier", Kind.UID, "public id of the dossier")
_PROCEDURE: Final = Column("procedure", Kind.TEXT, "code of the procedure")


def _flag(name: str, about: str) -> Column:
    return Column(name, Kind.FLAG, about)


def _at(name: str, about: str) -> Column:
    return Column(name, Kind.INSTANT, about)


def _text(name: str, about: str) -> Column:
    return Column(name, Kind.TEXT, about)


def _number(name: str, about: str) -> Column:
    return Column(name, Kind.INTEGER, about)


DOSSIERS: Final = register(
    Table(
        "dossiers",
        "One row for each dossier: an application, or one agency's part of it (grain).",
        (
            _DOSSIER,
            _text("grain", "single, whole (has parts at agencies) or part"),
            Column("whole", Kind.UID, "the dossier it is a part of; null"),
            _text("part", "key of the part in its bundle; null"),
            _flag("umbrella", "a whole without work of its own: agencies count its parts"),
            _text("state", "state of the lifecycle"),
            _PROCEDURE,
            _text("version", "public id of the version it was filed under"),
            _text("case", "key of the case"),
            _text("channel", "online, counter or post"),
            _text("place", "public id of the place's unit"),
            _text("reception_unit", "public id of the unit that receives"),
            _text("settling_unit", "public id of the unit that settles"),
            _flag("electronic", "nothing on paper"),
            _flag("assisted", "an official filed it on the person's behalf"),
            _flag("boundary_free", "received at another place's desk"),
            _flag("instant", "answered on the spot"),
            _flag("late_warned", "an apology was sent"),
            _flag("reappointed", "a new appointment was given"),
            _flag("corrected", "the agency corrected its result"),
            _flag("provisional", "a due date rests on calendar days that are not final"),
            _at("filed_at", "submission"),
            _at("accepted_at", "acceptance as complete"),
            _at("finished_at", "result issued"),
            _at("handed_over_at", "result in the applicant's hands"),
            _at("closed_at", "end, however it ended"),
            _at("statutory_due_at", "due by law; null while a supplement resets the time"),
            _at("committed_due_at", "due by the province's commitment; null without one"),
            _at("appointed_due_at", "due by the appointment in force"),
            Column("filed_on", Kind.DATE, "legal day of filed_at"),
            Column("accepted_on", Kind.DATE, "legal day of accepted_at"),
            Column("finished_on", Kind.DATE, "legal day of finished_at"),
            Column("closed_on", Kind.DATE, "legal day of closed_at"),
            _text("outcome", "granted, refusal (a result), refused (at reception), withdrawn, closed; null while open"),
            _text("statutory_timeliness", "early (on an earlier day), on_time or late, by statutory_due_at; null"),
            _text("committed_timeliness", "the same by committed_due_at"),
            _text("appointed_timeliness", "the same by appointed_due_at"),
            _number("supplements_reception", "supplement requests before acceptance"),
            _number("supplements_settlement", "supplement requests after it"),
            _number("papers_required", "papers that the case demands"),
            _number("papers_present", "papers that came, in whatever way"),
            _number("papers_on_paper", "papers shown on paper"),
            _number("papers_scanned", "of those shown on paper, how many were digitised"),
            _number("papers_by_file", "papers the applicant sent as files"),
            _number("papers_reused", "papers taken from an earlier result or from the whole"),
            _number("papers_from_store", "papers taken from the person's store"),
            _flag("result_electronic", "the newest result is electronic; null without one"),
            _text("handed_over_way", "counter, post or online; null"),
            _number("papers_digitised", "papers that are there as a file, digitised or reused"),
            _number("required_digitised", "of the papers that the case demands, how many are so"),
            _number("settlement_minutes", "working minutes of settlement, pauses left out; null until it ended"),
            _at("statutory_last_at", "statutory_due_at, or what it was before a supplement reset it"),
            _at("committed_last_at", "the same of committed_due_at"),
            _at("appointed_last_at", "the same of appointed_due_at"),
            _at("asked_at", "the first request for a supplement at settlement; null"),
            _at("answered_at", "its answer; null"),
            _at("asked_again_at", "the second request at settlement; null"),
            _at("answered_again_at", "its answer; null"),
            _at("asked_last_at", "the newest request at settlement; null"),
            _at("answered_last_at", "its answer; null"),
            _flag("result_digitised", "the newest result is electronic or was digitised; null without one"),
            _number("fees_recorded", "fees recorded as paid, in dong; exempt is 0; null while none is recorded"),
        ),
    )
)

STEPS: Final = register(
    Table(
        "steps",
        "One row for each stay of a dossier in a step of its process.",
        (
            _DOSSIER,
            _PROCEDURE,
            _number("visit", "which stay of the dossier, from 1"),
            _text("step", "key of the step"),
            _text("unit", "public id of the unit that held it"),
            Column("post", Kind.TEXT, "public id of the post (an office, not a person) that had it last; null"),
            _text("role", "role that acts there"),
            _at("entered_at", "came in"),
            _at("left_at", "went on; null while it is there"),
            _at("due_at", "when it is to leave; null for a step without a limit"),
            _number("allowed_minutes", "working minutes from coming in to the first due date; null"),
            _number("used_minutes", "working minutes it took, pauses left out; null until it left, or without a limit"),
            _flag("late", "left after due_at; null until it left, or without a limit"),
            _text("outcome", "key of the outcome chosen; null"),
        ),
    )
)

CLOCKS: Final = register(
    Table(
        "clocks",
        "Runs of the clocks of law: response, transfer, settlement, consultation, payment. Those of steps: see steps.",
        (
            _DOSSIER,
            _PROCEDURE,
            _text("clock", "kind of clock"),
            _text("about", "key of the consultation; empty"),
            _number("run", "which run, from 1"),
            _text("unit", "public id of the unit that answered for it at its start"),
            _number("amount", "length of the limit"),
            _text("amount_unit", "working_hour, hour, working_day, day or month"),
            _text("basis", "end_of_day or same_hour"),
            _text("calendar", "code of the calendar"),
            _number("calendar_revision", "its revision"),
            _flag("provisional", "rests on days that are not final"),
            _at("started_at", "start"),
            _at("due_at", "due date in force"),
            _at("ended_at", "end; null while it runs"),
        ),
    )
)

PAUSES: Final = register(
    Table(
        "pauses",
        "Time that did not count, for the clocks of the table clocks.",
        (
            _DOSSIER,
            _text("clock", "kind of clock"),
            _number("run", "which run of it"),
            _text("kind", "supplement, payment, stop or outage"),
            _at("paused_from", "beginning"),
            _at("paused_to", "end; null while it lasts"),
            _at("due_before", "due date before it"),
            _at("due_after", "due date after it; null while it lasts, or when the clock ended in it"),
        ),
    )
)

SUPPLEMENTS: Final = register(
    Table(
        "supplements",
        "Requests for supplements.",
        (
            _DOSSIER,
            _PROCEDURE,
            _text("stage", "reception or settlement"),
            _number("number", "which request of the stage, from 1"),
            _number("papers", "papers asked for"),
            _text("reason", "code of the reason"),
            _text("clock_rule", "reset or pause; null at reception"),
            _flag("notice_late", "asked later than law allows; null at reception"),
            _at("asked_at", "asked"),
            _at("until", "date set for the answer"),
            _at("answered_at", "answered; null"),
        ),
    )
)

COMPONENTS: Final = register(
    Table(
        "components",
        "Papers of a dossier that came, and how.",
        (
            _DOSSIER,
            _PROCEDURE,
            _text("component", "code of the paper in the case"),
            _flag("required", "the case demands it"),
            _flag("on_paper", "shown on paper"),
            _flag("scanned", "digitised by an official"),
            _flag("by_file", "sent as a file by the applicant"),
            _flag("reused", "taken from an earlier result or from the whole"),
            _flag("from_store", "taken from the person's store"),
        ),
    )
)

RESULTS: Final = register(
    Table(
        "results",
        "Results issued, corrected ones included.",
        (
            _DOSSIER,
            _PROCEDURE,
            _number("number", "which result of the dossier, from 1"),
            _text("kind", "granted or refusal"),
            _flag("electronic", "issued electronically"),
            _flag("correction", "takes the place of the one before"),
            _text("fault", "whose mistake a correction mends; null"),
            _number("cost", "cost of a correction in dong; null"),
            _at("issued_at", "issued"),
            _at("handed_over_at", "handed over; null"),
            _text("way", "counter, post or online; null"),
        ),
    )
)

CONSULTATIONS: Final = register(
    Table(
        "consultations",
        "Opinions asked of other units.",
        (
            _DOSSIER,
            _text("consultation", "its key"),
            _text("unit", "public id of the unit that is asked"),
            _at("asked_at", "asked"),
            _at("due_at", "answer due"),
            _at("answered_at", "answered or given up; null"),
            _flag("lapsed", "work went on without an answer"),
        ),
    )
)

CONTACTS: Final = register(
    Table(
        "contacts",
        "Times the applicant had to come, was written to or was visited.",
        (
            _DOSSIER,
            _PROCEDURE,
            _text("kind", "visit, message or field_check"),
            _text("purpose", "submit, collect_result, supplement_reception, supplement_settlement, verification"),
            _text("unit", "public id of the unit that receives"),
            _at("at", "when"),
            _number("waited_minutes", "minutes waited, where known"),
        ),
    )
)

CAUSES: Final = register(
    Table(
        "causes",
        "Decided responsibility for lateness.",
        (
            _DOSSIER,
            Column("account", Kind.UID, "public id of the account of hours"),
            _text("unit", "public id of the unit"),
            _text("cause", "code of the cause"),
            _flag("external", "nobody of the administration answers for it"),
            _text("decision", "accepted, not_accepted or shared"),
            _number("minutes", "working minutes that were theirs"),
            _number("over_minutes", "of them beyond the limit"),
            _number("late_minutes", "working minutes the dossier was late"),
            _at("decided_at", "decided"),
        ),
    )
)
