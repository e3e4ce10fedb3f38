"""A round of assessment for the matrices of addresses: appealed against, and published once before it was reopened."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from uuid import UUID

from motcua.figures.assessments.models import AssessmentRound, Kind, Part, Stage
from motcua.figures.assessments.services import appeals, entries, publishing, rounds, surveys
from motcua.figures.assessments.services.entries import Typed
from motcua.figures.assessments.services.evidence import Upload, store
from motcua.figures.periods import parse_code
from motcua.people.actors import SYSTEM, load_actor
from tests.documents import samples
from tests.dossiers.world import World
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory


@dataclass(frozen=True)
class Assessed:
    round: UUID
    sheet: UUID
    appeal: UUID
    evidence: UUID
    survey: UUID


def assessed(world: World, now: dt.datetime) -> Assessed:
    """Of the department of the world; the control officer appraises, a leader decides and signs."""
    leader_post = PostFactory(unit=world.province, role="province_leader", title="Chủ tịch")
    leader = UserFactory(username="assessing-leader", full_name="Lãnh đạo ký")
    AssignmentFactory(user=leader, post=leader_post, valid_from=BEGINNING)
    signer = load_actor(leader.pk, now.date())
    until = now.date() + dt.timedelta(days=30)
    order = rounds.Order(
        title="Chấm điểm cải cách hành chính sở, ngành",
        kind=Kind.DEPARTMENT,
        tree="internal_example",
        period=parse_code("2026-Q3"),
        deadlines=rounds.Deadlines(until, until, until, until),
        signer=str(leader_post.uid),
        judges=[
            (Part.APPRAISER, str(world.posts["control"].uid), ""),
            (Part.COUNCIL, str(leader_post.uid), ""),
        ],
    )
    made = rounds.make_round(order, actor=SYSTEM, now=now)
    sheet = made.sheets.get(unit=world.consulted)
    rounds.advance(made.uid, actor=SYSTEM, now=now)
    table = b"unit,criterion,points\n" + world.consulted.code.encode() + b",4.1,18\n"
    seen = surveys.preview(
        AssessmentRound.objects.get(pk=made.pk), table, file_name="a.csv", declared_type="", actor=SYSTEM, now=now
    )
    surveys.take(made.uid, seen.uid, actor=SYSTEM, now=now)
    uploads = [Upload(io.BytesIO(samples.pdf()), "sáng kiến.pdf", "application/pdf")]
    head = _head(world, now)
    typed = Typed({"value": "1"}, reason="một", files=store(uploads, actor=head, now=now))
    entry = entries.enter(sheet.uid, "1.3", typed, actor=head, now=now)
    AssessmentRound.objects.filter(pk=made.pk).update(stage=Stage.APPEAL)
    appeal = appeals.appeal(sheet.uid, "4.1", text="Thiếu phiếu", wanted="19", actor=head, now=now)
    AssessmentRound.objects.filter(pk=made.pk).update(stage=Stage.FINAL)
    publishing.sign(made.uid, decision_number="3/QĐ-UBND", signed_on=now.date(), actor=signer, now=now)
    AssessmentRound.objects.filter(pk=made.pk).update(stage=Stage.APPEAL)
    return Assessed(made.uid, sheet.uid, appeal.uid, entry.evidence[0], seen.uid)


def _head(world: World, now: dt.datetime):  # type: ignore[no-untyped-def]
    post = PostFactory(unit=world.consulted, role="unit_head", title="Giám đốc Sở")
    user = UserFactory(username="assessed-head", full_name="Giám đốc")
    AssignmentFactory(user=user, post=post, valid_from=BEGINNING)
    return load_actor(user.pk, now.date())
