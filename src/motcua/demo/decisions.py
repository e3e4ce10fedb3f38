"""Decisions after the first day: drafted, checked, signed by a second person with the second factor and put in force by
the services of the registry, each on its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from motcua.core.clock import FrozenClock, use_clock
from motcua.demo.accounts import totp_secret
from motcua.demo.files import Row, at, rows
from motcua.demo.registry import competence_proposals, decisions, own_processes, terms_content
from motcua.people import totp
from motcua.people.actors import Actor, load_actor
from motcua.people.models import User
from motcua.procedures.content import to_json
from motcua.procedures.items import SCHEMA_VERSION
from motcua.procedures.lifecycle import DecisionKind, DecisionState, ItemKind
from motcua.procedures.models import Decision
from motcua.procedures.selectors.wording import content_of
from motcua.procedures.services.baseline import Proposal
from motcua.procedures.services.decisions import check_decision, put_in_force, sign_decision, submit_decision
from motcua.procedures.services.drafting import draft_decision, propose_item
from motcua.procedures.services.standing import version_on
from motcua.procedures.source_rows import read_row

DRAFTER: Final = "kiemsoat"
CHECKER: Final = "truong.kiemsoat"
SIGNER: Final = "chutich.tinh"

STATES: Final = (
    DecisionState.DRAFT,
    DecisionState.SUBMITTED,
    DecisionState.CHECKED,
    DecisionState.SIGNED,
    DecisionState.IN_FORCE,
)


def load_decisions(*, now: dt.datetime) -> None:
    """Every decision of ``decisions.toml`` that did not come as a baseline, up to the state the file gives it. One that
    an earlier run left half way goes on from there."""
    known = {(one.number, one.title): one for one in Decision.objects.exclude(kind=DecisionKind.BASELINE.value)}
    for row in decisions():
        if _is_baseline(row):
            continue
        wanted = DecisionState(row.get("state", DecisionState.IN_FORCE))
        found = known.get((row["number"] or _draft_number(row), row["title"]))
        if found is None or STATES.index(DecisionState(found.state)) < STATES.index(wanted):
            _bring(row, found, wanted, now)


def _is_baseline(row: Row) -> bool:
    """What took effect on the first day came in with the registry."""
    return bool(row["effective_on"] <= decisions()[0]["effective_on"])


def _bring(row: Row, found: Decision | None, wanted: DecisionState, now: dt.datetime) -> None:
    signed_on = row.get("signed_on")
    day = at(signed_on) if signed_on else now - dt.timedelta(days=4)
    clock = FrozenClock(day - dt.timedelta(days=6))
    with use_clock(clock):
        decision = found or _drafted(row, clock.now())
        if wanted is DecisionState.DRAFT:
            return
        clock.set(day - dt.timedelta(days=4))
        if decision.state == DecisionState.DRAFT:
            decision = submit_decision(decision.uid, actor=_actor(DRAFTER, clock.now()), now=clock.now())
        if wanted is DecisionState.SUBMITTED:
            return
        clock.set(day - dt.timedelta(days=2))
        if decision.state == DecisionState.SUBMITTED:
            decision = check_decision(decision.uid, actor=_actor(CHECKER, clock.now()), now=clock.now())
        if wanted is DecisionState.CHECKED:
            return
        signer = _actor(SIGNER, day)
        if decision.state == DecisionState.CHECKED:
            clock.set(day)
            code = totp.code_of(totp_secret(SIGNER), totp.step_at(day))
            sign_decision(decision.uid, digest=decision.digest, code=code, actor=signer, now=day, signed_on=signed_on)
        clock.set(day + dt.timedelta(hours=1))
        put_in_force(decision.uid, actor=signer, now=clock.now())


def _drafted(row: Row, now: dt.datetime) -> Decision:
    drafter = _actor(DRAFTER, now)
    decision = draft_decision(
        DecisionKind(row["kind"]),
        title=row["title"],
        effective_on=row["effective_on"],
        law_effective_on=row.get("law_effective_on"),
        number=row["number"] or _draft_number(row),
        source=row["source"],
        actor=drafter,
        now=now,
    )
    for proposal in _proposals(row):
        propose_item(decision.uid, proposal.kind, proposal.procedure_key, proposal.content, actor=drafter, now=now)
    return decision


def _draft_number(row: Row) -> str:
    """A decision that is checked has a number set aside; it is no decision before it is signed."""
    return "" if row["state"] == DecisionState.DRAFT else f"…/QĐ-UBND ({row['effective_on']:%Y})"


def _actor(username: str, at_: dt.datetime) -> Actor:
    return load_actor(User.objects.get(username=username).pk, at_.date())


def _proposals(row: Row) -> Iterator[Proposal]:
    contents = row.get("contents", ())
    if "competence" in contents:
        yield from competence_proposals(row["number"])
    if "processes" in contents:
        yield from own_processes(row["number"])
    for item in row.get("item", ()):
        for key in item.get("procedures", (item.get("procedure"),)):
            yield _proposal(ItemKind(item["kind"]), key, item, row["effective_on"])


def _proposal(kind: ItemKind, key: str, item: Row, on: dt.date) -> Proposal:
    head = {"schema_version": SCHEMA_VERSION}
    match kind:
        case ItemKind.PROCEDURE:
            return Proposal(kind, key, {**head, **_wording(key, item, on)})
        case ItemKind.LOCAL_TERMS:
            return Proposal(kind, key, terms_content({name: item[name] for name in item if name != "kind"}))
        case ItemKind.SERVICE_LEVEL:
            named: tuple[str, ...] = ("level", "reason", "ground")
        case ItemKind.TAG:
            named = ("tag",)
        case _:
            named = ("ground", "replaced_by")
    return Proposal(kind, key, {**head, **{name: item[name] for name in named if name in item}})


def _wording(key: str, item: Row, on: dt.date) -> Row:
    """Today's wording of the catalogue, or the wording in force with what the item changes."""
    if "after" not in item:
        reading = read_row(next(row for row in rows("procedures.jsonl") if key in {row.get("code"), row["key"]}))
        return {"code": reading.code, "source": reading.source, "content": to_json(reading.content)}
    version = version_on(key, on)
    if version is None:
        raise ValueError(f"{key} is not in force on {on}")
    content = {**to_json(content_of(version)), **item["after"]}
    return {"code": version.procedure.code, "source": "", "content": content}
