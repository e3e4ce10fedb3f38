"""Dry runs of a decision, on its page: for who drafts, checks and signs it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from motcua.foresight.trial.change import Item, Staffing, digest_of
from motcua.foresight.trial.models import TrialReport, TrialState
from motcua.foresight.trial.services import items_of
from motcua.people.actors import Actor
from motcua.procedures.lifecycle import DecisionState
from motcua.procedures.models import Decision
from motcua.web import words
from motcua.web.access import holds
from motcua.web.navigation import address

SHOWN = 5
_STATES = {
    TrialState.ASKED: "soon",
    TrialState.DONE: "ontime",
    TrialState.FAILED: "late",
    TrialState.CANCELLED: "paused",
}
_OPEN = frozenset({DecisionState.DRAFT, DecisionState.SUBMITTED, DecisionState.CHECKED})


def _state(row: TrialReport) -> str:
    return {
        TrialState.ASKED: _("đang chạy"),
        TrialState.DONE: _("xong"),
        TrialState.FAILED: _("không chạy được"),
        TrialState.CANCELLED: _("đã dừng"),
    }[TrialState(row.state)]


def _digest(row: TrialReport, items: Sequence[Item]) -> str:
    return digest_of(items, [Staffing.from_json(one) for one in row.staffing], row.measured)


def trial_rows(trials: Sequence[TrialReport], decision: Decision) -> list[dict[str, object]]:
    """The newest few, marked where the decision says something else by now. One statement, none without a run."""
    if not trials:
        return []
    items = items_of(decision)
    return [
        {
            "href": f"{address('studio:trials') or ''}{row.uid}/",
            "text": _("Hồ sơ từ {first} đến {last}").format(
                first=words.day(row.first_day), last=words.day(row.last_day)
            ),
            "state": _state(row),
            "look": _STATES[TrialState(row.state)],
            "older": row.items_digest
            != digest_of(items, [Staffing.from_json(one) for one in row.staffing], row.measured),
            "digest": row.digest,
            "paper": f"{address('studio:trials') or ''}{row.uid}/bao-cao.pdf" if row.digest else "",
        }
        for row in trials[:SHOWN]
    ]


def trial_address(actor: Actor, decision: Decision) -> str:
    """Where a dry run of the decision is asked for; empty where it cannot be."""
    found = address("studio:trial_new") if decision.state in _OPEN and holds(actor, "procedure.draft") else None
    return f"{found}?decision={decision.uid}" if found else ""


def with_trials(history: list[dict[str, object]], trials: Sequence[TrialReport]) -> list[dict[str, object]]:
    """The decision's history with the reports that came of dry runs, by their digests."""
    done: list[dict[str, object]] = [
        {
            "title": _("Có báo cáo chạy thử"),
            "by": row.asked_by.full_name if row.asked_by else _("Hệ thống"),
            "at": row.ended_at,
            "text": row.digest,
            "state": "",
        }
        for row in trials
        if row.state == TrialState.DONE
    ]
    if not done:
        return history
    return sorted([*history, *done], key=lambda one: str(one["at"]), reverse=True)
