"""A board in public: a copy by hash of what the job worked out, never the live one; withdrawn with a reason."""

from __future__ import annotations

import datetime as dt
import json
from uuid import UUID

import structlog
from django.db import transaction

from motcua.core.canonical import Json, digest, encode
from motcua.core.errors import Conflict, Invalid, NotFound
from motcua.figures.definitions.model import UnitLevel
from motcua.figures.periods import parse_code
from motcua.organisation.models import Unit, in_force
from motcua.people.actors import Actor
from motcua.people.permissions import require

from .models import BoardPublication, BoardRow, BoardRun, Breakdown
from .verbs import PUBLISH

log = structlog.get_logger(__name__)


@transaction.atomic
def publish_board(run: BoardRun, *, actor: Actor, now: dt.datetime) -> BoardPublication:
    """Publish what a run holds; an earlier publication of the same board is replaced by it.

    Raises NotAllowed, Conflict ``board_published_already`` when this very board stands published.
    """
    _require(run.unit, run.period, actor)
    body = encode(board_json(run)).decode()
    sha256 = digest(body.encode()).hex()
    before = published(run.index, UnitLevel(run.level), run.period)
    if before is not None and before.sha256 == sha256:
        raise Conflict("board_published_already")
    return _note(run.index, run.level, run.period, body, sha256, before, "", actor, now)


@transaction.atomic
def withdraw_board(uid: UUID, *, reason: str, actor: Actor, now: dt.datetime) -> BoardPublication:
    """Take a board out of public, saying why; what was published stays on record.

    Raises NotFound, NotAllowed, Invalid ``board_reason_missing``, Conflict ``board_published_already`` when it stands
    no more.
    """
    found = BoardPublication.objects.filter(uid=uid).exclude(body="").first()
    if found is None:
        raise NotFound("board_not_worked_out")
    _require(str(json.loads(found.body)["unit"]), found.period, actor)
    if not reason.strip():
        raise Invalid("board_reason_missing")
    if BoardPublication.objects.filter(takes_back=found).exists():
        raise Conflict("board_published_already")
    return _note(found.index, found.level, found.period, "", "", found, reason.strip()[:1000], actor, now)


def _require(unit: str, period: str, actor: Actor) -> None:
    day = parse_code(period).last
    pk = Unit.objects.filter(in_force(day), code=unit).values_list("pk", flat=True).first()
    require(actor, PUBLISH, [pk])


def _note(
    index: str,
    level: str,
    code: str,
    body: str,
    sha256: str,
    before: BoardPublication | None,
    reason: str,
    actor: Actor,
    now: dt.datetime,
) -> BoardPublication:
    period = parse_code(code)
    made = BoardPublication.objects.create(
        index=index,
        level=level,
        period=code,
        first=period.first,
        last=period.last,
        body=body,
        sha256=sha256,
        takes_back=before,
        reason=reason,
        published_by=actor.uid,
        published_at=now,
    )
    log.info("board.published", publication=str(made.uid), level=level, period=code, withdrawn=not body)
    return made


def board_json(run: BoardRun) -> dict[str, Json]:
    """A whole board as plain JSON: exact points, ranks and what is missing; no list of anything."""
    rows = run.rows.order_by("ordinal")
    return {
        "format": "motcua-board/1",
        "index": run.index,
        "level": run.level,
        "unit": run.unit,
        "period": run.period,
        "as_of": run.as_of.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
        "manifest": run.manifest,
        "definition": run.tree_hash,
        "members": [_member(row) for row in rows],
    }


def _member(row: BoardRow) -> dict[str, Json]:
    return {
        "code": row.member,
        "name": row.name,
        "totals": row.score["totals"],
        "groups": row.score["groups"],
        "rank": row.score["rank"],
        "missing": row.score["missing"],
        "since_last": row.score["since_last"]["points"],
        "since_last_year": row.score["since_last_year"]["points"],
    }


def published(index: str, level: UnitLevel, period: str) -> BoardPublication | None:
    """What stands published of a board now."""
    return (
        BoardPublication.objects.filter(index=index, level=level.value, period=period, taken_back_by=None)
        .exclude(body="")
        .order_by("-published_at")
        .first()
    )


def standing(index: str) -> list[BoardPublication]:
    """Every board that stands published, the newest period first; without their bodies."""
    return list(
        BoardPublication.objects.filter(index=index, taken_back_by=None)
        .exclude(body="")
        .defer("body")
        .order_by("-last", "first", "level")[:200]
    )


def can_publish(run: BoardRun) -> bool:
    """Boards of units are published, not those of a unit's procedures."""
    return run.breakdown == Breakdown.UNITS
