"""Submission, papers, slips, tracking, the timeline and erasure, on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import structlog
from django.db import connection

from motcua.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from motcua.documents.printing import print_paper
from motcua.dossiers.deadlines import CalendarDeadlines
from motcua.dossiers.lifecycle import Action, Stage, State
from motcua.dossiers.log.insert import Circumstances
from motcua.dossiers.models import (
    ClockRun,
    Dossier,
    DossierAlias,
    DossierComponent,
    DossierDocument,
    DossierEvent,
    DossierFee,
    EventPrivate,
    SubmissionContext,
)
from motcua.dossiers.selectors.lists import Filters, View, filtered
from motcua.dossiers.selectors.track import track
from motcua.dossiers.services.act import act
from motcua.dossiers.services.erase import erase_dossier
from motcua.dossiers.services.papers import add_document
from motcua.dossiers.services.submit import submit_dossier
from motcua.dossiers.services.verify import verify
from motcua.dossiers.slips import available, slip_data
from motcua.people.actors import SYSTEM
from motcua.people.models import Party
from motcua.worktime.selectors import compiled

from .paths import ACTS, GUARDED, data_for, led_to, worker
from .world import APPLICANT, CODE, LIFE, NOW, World, claim

pytestmark = pytest.mark.django_db

SECRET = "Bí Mật Riêng Tư"
ASKED = [{"component": "other", "note": "bản vẽ"}]


@pytest.mark.parametrize("channel", ["online", "counter", "post"])
def test_submission_when_filed_then_everything_figures_need_is_recorded(world: World, channel: str) -> None:
    who = "citizen" if channel == "online" else "reception"
    how = Circumstances(assisted=channel == "counter", counter_session="quay-3", device_hash=b"d" * 32)

    dossier = world.submit(who, channel=channel, circumstances=how)

    context = SubmissionContext.objects.get(dossier=dossier)
    fee = DossierFee.objects.get(dossier=dossier)
    paper = DossierComponent.objects.get(dossier=dossier)
    clock = ClockRun.objects.get(dossier=dossier)
    assert (context.assisted, context.counter_session) == (channel == "counter", "quay-3")
    assert context.account_id == world.users[who].pk
    assert (fee.amount, fee.paid_at) == (20000, None)
    assert (paper.component, paper.originals, paper.required) == (world.component, 1, True)
    assert ("electronic" in dossier.flags, "assisted" in dossier.flags) == (channel == "online", channel == "counter")
    assert (clock.kind, clock.due_at, clock.ended_at) == ("response", dossier.next_at, None)
    assert (dossier.holder_unit_id, dossier.holder_role) == (world.centre.pk, "reception_officer")
    assert dossier.account_id == (world.users["citizen"].pk if channel == "online" else None)


def test_submission_when_an_official_may_not_receive_there_then_refused(world: World) -> None:
    for who in ("settling", "stranger", "other_reception", "auditor"):
        with pytest.raises(NotAllowed):
            world.submit(who, channel="counter")
    assert not Dossier.objects.exists()
    assert not Party.objects.filter(name=APPLICANT["name"]).exists()


def test_submission_when_a_citizen_says_it_was_at_the_counter_then_refused(world: World) -> None:
    for channel in ("counter", "post"):
        with pytest.raises(NotAllowed) as refused:
            world.submit("citizen", channel=channel)
        assert refused.value.code == "channel_not_yours"


@pytest.mark.parametrize(
    ("changes", "error", "code"),
    [
        ({"procedure": "9.999999"}, NotFound, "procedure_not_found"),
        ({"case": "nothing"}, NotFound, "case_not_found"),
        ({"place": "TS-9999"}, NotFound, "place_unknown"),
        ({"place": "TS-0202"}, Conflict, "procedure_not_open"),
        ({"channel": "pigeon"}, Invalid, "data_invalid"),
        ({"applicant": {}}, Invalid, "data_invalid"),
    ],
)
def test_submission_when_it_cannot_be_then_the_reason(
    world: World, changes: dict[str, object], error: type[DomainError], code: str
) -> None:
    with pytest.raises(error) as refused:
        world.submit(**changes)

    assert refused.value.code == code
    assert not Dossier.objects.exists()


def test_submission_when_filed_with_papers_and_repeated_then_the_same_answer(world: World, store: Path) -> None:
    application = world.application(files=((world.component, world.file()),))
    actor = world.actors["citizen"]

    first = submit_dossier(application, actor=actor, now=NOW, idempotency=claim("k"))
    second = submit_dossier(application, actor=actor, now=NOW, idempotency=claim("k"))

    assert first.body == second.body
    assert (first.body["seq"], second.replayed) == (2, True)
    assert DossierDocument.objects.count() == 1


def test_applicant_when_a_verified_person_is_claimed_by_another_name_then_a_new_party(world: World) -> None:
    known = world.submit().applicant
    Party.objects.filter(pk=known.pk).update(verified_at=NOW)

    same = world.submit("other_citizen").applicant
    other = world.submit("other_citizen", applicant={**APPLICANT, "name": "Trần Văn Khác"}).applicant

    assert same == known
    assert other != known


def test_private_words_when_acts_are_done_then_only_in_private_bodies(world: World) -> None:
    for (state, action), doing in ACTS.items():
        dossier, at = led_to(world, state)
        data = doing.data(world)
        texts = {name: SECRET for name in data if name in {"reason", "content", "question", "answer", "legal_ground"}}
        world.act(dossier, action, doing.who, at, **{**data, **texts})

    payloads = b"".join(bytes(row) for row in DossierEvent.objects.values_list("payload", flat=True))
    outbox = _all("SELECT body::text FROM core_outbox")
    bodies = b"".join(bytes(row) for row in EventPrivate.objects.values_list("body", flat=True))
    assert SECRET.encode() in bodies
    for value in [SECRET, *(value for name, value in APPLICANT.items() if name != "kind")]:
        assert value.encode() not in payloads
        assert value not in outbox
        assert value not in _all("SELECT snapshot::text FROM dossier")
        assert value not in _all("SELECT coalesce(response::text, '') FROM core_idempotency")


def _all(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return "\n".join(str(row[0]) for row in cursor.fetchall())


def test_guards_when_the_table_allows_but_the_law_does_not_then_the_stated_code(world: World) -> None:
    found = {}
    for state, action in GUARDED:
        dossier, at = led_to(world, state)
        with pytest.raises(Conflict) as refused:
            world.act(dossier, action, worker(state, action), at, **data_for(state, action)(world))
        found[state, action] = refused.value.code
        assert DossierEvent.objects.filter(dossier=dossier).count() == dossier.seq

    assert found == GUARDED


def test_logs_when_a_whole_life_is_lived_then_nothing_personal_in_them(world: World, store: Path) -> None:
    with structlog.testing.capture_logs() as logs:
        dossier = world.submit()
        add_document(
            dossier=dossier.uid, component=world.component, file=world.file(), actor=world.actors["citizen"], now=NOW
        )
        world.act(dossier, Action.ACCEPT, "reception", note=SECRET)
        world.act(dossier, Action.APOLOGISE, "head", reason=SECRET)
        erased = world.returned()
        erase_dossier(dossier=erased.uid, decision="1/QĐ", ground="Luật 91", actor=SYSTEM, now=NOW)

    said = repr(logs)
    assert logs
    for value in [SECRET, "Ánh Tuyết", *(v for k, v in APPLICANT.items() if k != "kind")]:
        assert value not in said


def test_paper_when_a_result_exists_or_the_component_is_unknown_then_refused(world: World, store: Path) -> None:
    closed, open_ = world.ready(), world.submit()
    actor = world.actors["citizen"]

    with pytest.raises(Conflict) as late:
        add_document(dossier=closed.uid, component=world.component, file=world.file(), actor=actor, now=NOW)
    with pytest.raises(Invalid) as unknown:
        add_document(dossier=open_.uid, component="component-9", file=world.file(), actor=actor, now=NOW)
    with pytest.raises(NotFound):
        add_document(
            dossier=open_.uid,
            component=world.component,
            file=world.file(),
            actor=world.actors["other_citizen"],
            now=NOW,
        )
    answer = add_document(dossier=open_.uid, component="other", file=world.file(), actor=actor, now=NOW)

    assert (late.value.code, unknown.value.code) == ("papers_closed", "component_unknown")
    assert answer.body["seq"] == 2


def test_paper_when_the_desk_brings_it_in_then_digitised(world: World, store: Path) -> None:
    counter, online = world.submit("reception", channel="counter"), world.submit()
    for dossier, who in ((counter, "reception"), (online, "citizen")):
        add_document(
            dossier=dossier.uid, component=world.component, file=world.file(who), actor=world.actors[who], now=NOW
        )

    assert DossierComponent.objects.get(dossier=counter).digitised
    assert not DossierComponent.objects.get(dossier=online).digitised
    assert not DossierDocument.objects.get(dossier=counter).added_by_applicant


@pytest.mark.parametrize(
    ("number", "state", "action"),
    [
        ("01", State.SUBMITTED, Action.ACCEPT),
        ("02", State.SUBMITTED, Action.REQUEST_SUPPLEMENT),
        ("02", State.PROCESSING, Action.REQUEST_SUPPLEMENT),
        ("03", State.SUBMITTED, Action.REFUSE),
        ("03", State.PROCESSING, Action.REFUSE),
        ("04", State.PROCESSING, Action.APOLOGISE),
    ],
)
def test_slip_when_its_act_is_done_then_printed_with_what_the_law_asks(
    world: World, number: str, state: State, action: Action
) -> None:
    dossier, at = led_to(world, state)
    with pytest.raises(NotFound):
        slip_data(dossier, "99")
    doing = ACTS[state, action]
    world.act(dossier, action, doing.who, at, **doing.data(world))
    dossier.refresh_from_db()

    slip = slip_data(dossier, number)
    printed = print_paper(slip)

    assert number in available(dossier)
    assert slip.applicant.name == APPLICANT["name"]
    assert slip.procedure_code == CODE
    assert slip.signatory.name.startswith("Cán bộ")
    assert printed.startswith(b"%PDF-")


@pytest.mark.parametrize("way", ["originals", "from_store", "reused"])
def test_required_paper_when_it_came_in_another_way_then_accepted_and_recorded_how(world: World, way: str) -> None:
    """Decree 309/2026 art. 2: what the state holds is not asked for again."""
    dossier = world.submit()
    with pytest.raises(Conflict) as caught:
        world.act(dossier, Action.ACCEPT, "reception")

    world.act(dossier, Action.ACCEPT, "reception", **{way: [world.component]})

    assert caught.value.code == "components_missing"
    assert caught.value.errors == [{"field": world.component, "code": "components_missing"}]
    row = DossierComponent.objects.get(dossier=dossier)
    ways = {"originals": row.presented_on_paper, "from_store": row.from_store, "reused": row.reused}
    assert ways == {name: name == way for name in ways}


def test_missing_papers_when_the_desk_has_not_answered_then_named_until_they_come(world: World, store: Path) -> None:
    answer = submit_dossier(world.application(), actor=world.actors["citizen"], now=NOW)
    assert answer.body["missing"] == [world.component]
    dossier = Dossier.objects.get(uid=str(answer.body["id"]))
    citizen = world.actors["citizen"]
    add_document(dossier=dossier.uid, component=world.component, file=world.file(), actor=citizen, now=NOW)

    assert world.act(dossier, Action.REQUEST_SUPPLEMENT, "reception", items=ASKED).body["missing"] == []


def _slip(world: World, number: str, dossier: Dossier) -> str:
    dossier.refresh_from_db()
    return json.dumps(slip_data(dossier, number).to_json(), ensure_ascii=False)


def test_receipt_when_filed_for_somebody_by_post_then_says_for_whom_and_comes_back_by_post(world: World) -> None:
    dossier = world.accepted(channel="post", on_behalf_of="Công ty Hòa An")

    printed = _slip(world, "01", dossier)

    for words in ("Công ty Hòa An", "Qua dịch vụ bưu chính công ích", "Người tiếp nhận hồ sơ", dossier.code):
        assert words in printed
    assert f"/ho-so/{dossier.link_secret}/" in printed, "the QR code leads to tracking"


def test_supplement_slip_when_the_settling_unit_asks_then_the_desk_is_whom_to_ask(world: World) -> None:
    """Decree 61/2018 art. 5: a settling officer reaches the applicant through the one-stop desk alone."""
    dossier, at = led_to(world, State.PROCESSING)
    items = [{"component": world.component, "note": "mờ"}, {"component": "other", "note": "bản vẽ"}]
    world.act(dossier, Action.REQUEST_SUPPLEMENT, "settling", at, items=items)

    printed = json.loads(_slip(world, "02", dossier))

    assert printed["contact"]["name"] == world.centre.name
    assert [row["why"] for row in printed["missing"]] == ["mờ", "bản vẽ"]
    assert printed["missing"][1]["what"] == "Nội dung khác"
    assert printed["answer_by"]["words"]


def test_refusal_as_result_when_signed_then_needs_its_reason_and_prints_it(world: World) -> None:
    dossier = world.accepted()
    for action, who in LIFE[:3]:
        world.act(dossier, action, who)
    with pytest.raises(Invalid) as caught:
        world.act(dossier, Action.ISSUE_RESULT, "head", kind="refusal")

    world.act(dossier, Action.ISSUE_RESULT, "head", kind="refusal", reason="đất đang tranh chấp", legal_ground="Điều 5")

    assert caught.value.code == "refusal_needs_reason"
    printed = json.loads(_slip(world, "03", dossier))
    assert printed["reason"] == "đất đang tranh chấp"
    assert printed["legal_ground"] == "Điều 5"
    assert printed["signatory"]["role"] == "Thủ trưởng cơ quan, đơn vị"
    assert printed["at_settlement"] is True


def test_tracking_when_by_code_receipt_or_alias_then_the_stage_and_nothing_else(world: World) -> None:
    dossier = world.accepted()
    DossierAlias.objects.create(dossier=dossier, code="CU-0001", source="cũ", recorded_at=NOW)

    for text in (dossier.code, f" {dossier.code.lower()} ", dossier.receipt_no, "cu-0001"):
        found = track(text)
        assert (found.code, found.stage, found.ended) == (dossier.code, Stage.SETTLING, False)
    for text in ("", "\x00", "H99-1", "%", dossier.link_secret, str(dossier.uid), "x" * 10_000):
        with pytest.raises(NotFound):
            track(text)


def test_erasure_when_lawful_then_bodies_files_and_names_go_and_the_chain_verifies(world: World, store: Path) -> None:
    open_ = world.submit()
    dossier = world.returned()

    with pytest.raises(Conflict):
        erase_dossier(dossier=open_.uid, decision="1", ground="x", actor=SYSTEM, now=NOW)
    with pytest.raises(Invalid):
        erase_dossier(dossier=dossier.uid, decision=" ", ground="x", actor=SYSTEM, now=NOW)
    gone = erase_dossier(dossier=dossier.uid, decision="12/QĐ-UBND", ground="Luật 91/2025/QH15", actor=SYSTEM, now=NOW)
    again = erase_dossier(dossier=dossier.uid, decision="12/QĐ-UBND", ground="Luật 91", actor=SYSTEM, now=NOW)

    dossier.refresh_from_db()
    assert (gone > 0, again) == (True, 0)
    assert not EventPrivate.objects.filter(event__dossier=dossier).exists()
    assert (dossier.applicant_name, dossier.search_text) == ("—", "")
    assert verify().findings == []


def test_lists_when_searched_then_with_or_without_diacritics_in_the_order_of_dates(world: World) -> None:
    later = world.submit(now=NOW + dt.timedelta(days=1))
    first = world.submit()
    world.submit("other_citizen", applicant={**APPLICANT, "name": "Trần Văn Khác", "id_number": "001199099999"})
    soon = CalendarDeadlines(compiled("as-reception"), compiled("as-settlement")).working_minutes(480, NOW).at

    def found(text: str, view: View = View.MINE, who: str = "reception") -> list[int]:
        rows = filtered(world.actors[who], Filters(view=view, query=text), now=NOW, soon=soon)
        return list(rows.values_list("pk", flat=True))

    for text in ("Nguyễn Thị Ánh", "nguyen thi anh", "ANH TUY", APPLICANT["id_number"]):
        assert found(text) == [first.pk, later.pk], text
    assert found(first.receipt_no) == [first.pk]
    assert found("'; DROP TABLE dossier; --") == found("\x00") == found("!!!&|") == []
    assert found("tuyet", who="stranger") == found("tuyet", View.UNIT, "stranger") == []


def test_times_when_the_clock_runs_backwards_then_the_chain_does_not(world: World) -> None:
    dossier = world.submit()

    world.act(dossier, Action.ACCEPT, "reception", NOW - dt.timedelta(days=3), originals=[world.component])

    rows = list(DossierEvent.objects.order_by("seq").values_list("occurred_at", "recorded_at"))
    assert rows == sorted(rows)
    assert rows[0][1] < rows[1][1]


def test_act_when_expected_seq_is_old_then_stale_and_nothing_written(world: World) -> None:
    dossier = world.accepted()

    with pytest.raises(Conflict) as refused:
        act(
            dossier=dossier.uid,
            action=Action.WITHDRAW,
            data={},
            actor=world.actors["citizen"],
            now=NOW,
            expected_seq=1,
        )

    assert refused.value.code == "stale"
    assert DossierEvent.objects.count() == dossier.seq
