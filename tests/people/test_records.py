"""The trail of reading, follow-up tasks and tokens."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from motcua.core.errors import Conflict, Invalid, NotAllowed, NotSignedIn
from motcua.core.ids import new_id
from motcua.organisation.services.closure import rebuild_closure
from motcua.people.actors import SYSTEM, ActorKind, load_actor, load_actor_by_token
from motcua.people.models import AccessRecord, ApiToken, FollowUpTask
from motcua.people.permissions import standing_for
from motcua.people.selectors import open_tasks, who_read
from motcua.people.services.records import record_list, record_read
from motcua.people.services.tasks import cancel_task, complete_task, open_task
from motcua.people.services.tokens import create_token, revoke_token
from tests.organisation.factories import PostFactory

from .factories import AssignmentFactory, DelegationFactory, UserFactory

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)


# ---- access records


@pytest.mark.django_db
def test_reading_when_recorded_then_who_what_when_and_by_whose_authority() -> None:
    head = AssignmentFactory(post__role="unit_head")
    delegation = DelegationFactory(delegator=head.user, post=head.post)
    rebuild_closure()
    actor = load_actor(delegation.delegate_id, TODAY)
    subject = new_id()

    with CaptureQueriesContext(connection) as queries:
        standing = standing_for(actor, "dossier.settle", [head.post.unit_id])
        record_read(actor, "dossier.settle", "dossier", subject, now=NOW, standing=standing)

    assert len(queries) == 1
    row = who_read("dossier", str(subject)).get()
    assert (row.user_id, row.actor_kind, row.delegation_id, row.recorded_at) == (
        delegation.delegate_id,
        "official",
        delegation.pk,
        NOW,
    )


@pytest.mark.django_db
def test_list_when_recorded_then_its_filter_without_numbers_of_people() -> None:
    record_list(
        SYSTEM,
        "dossier.read",
        "dossier",
        {"q": "Hoa 001099012345 hoa@example.vn", "state": "processing", "unit": ["AS.S01"], "late": True, "page": ""},
        rows=37,
        now=NOW,
    )

    row = AccessRecord.objects.get()
    assert row.rows == 37
    assert row.filter == {
        "schema_version": 1,
        "q": "Hoa 001•••••2345 h•••@example.vn",
        "state": "processing",
        "unit": ["AS.S01"],
        "late": True,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["\x00", "\ud800", "a\nb", "\u202e"])
def test_list_when_the_filter_is_nasty_then_recorded_all_the_same(text: str) -> None:
    record_list(SYSTEM, "dossier.read", "dossier", {"q": text, "unit": [text]}, rows=0, now=NOW)

    assert AccessRecord.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE people_accessrecord SET verb = 'x'", "DELETE FROM people_accessrecord"])
def test_record_when_somebody_would_change_it_then_the_database_refuses(statement: str) -> None:
    record_read(SYSTEM, "dossier.read", "dossier", new_id(), now=NOW)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_record_when_the_owner_of_the_table_would_change_it_then_refused_too(
    owner_connection: psycopg.Connection,
) -> None:
    record_read(SYSTEM, "dossier.read", "dossier", new_id(), now=NOW)

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner_connection.execute("DELETE FROM people_accessrecord")


# ---- tasks


@pytest.mark.django_db
def test_task_when_opened_then_its_owners_see_it_in_order_until_it_is_done() -> None:
    assignment = AssignmentFactory()
    rebuild_closure()
    actor = load_actor(assignment.user_id, TODAY)
    later = open_task("Sau", assignment.post, TODAY + DAY, actor=SYSTEM, now=NOW, source_kind="inspection")
    sooner = open_task("Trước", assignment.post, TODAY, actor=actor, now=NOW, source_kind="inspection")
    open_task("Của người khác", PostFactory(), TODAY, actor=actor, now=NOW, source_kind="inspection")
    assert list(open_tasks(actor)) == [sooner, later]

    done = complete_task(sooner, "Biên bản số 3", actor=actor, now=NOW)
    cancel_task(later, "Không cần nữa", actor=actor, now=NOW)

    assert (done.state, done.evidence, done.closed_at, done.closed_by_id) == (
        "done",
        "Biên bản số 3",
        NOW,
        assignment.user_id,
    )
    assert not open_tasks(actor)
    with pytest.raises(Conflict, match="task_closed"):
        complete_task(later, "x", actor=actor, now=NOW)


@pytest.mark.django_db
def test_task_when_done_without_evidence_then_refused_by_the_service_and_by_the_database() -> None:
    task = open_task("x", PostFactory(), TODAY, actor=SYSTEM, now=NOW, source_kind="x")

    with pytest.raises(Invalid, match="task_without_evidence"):
        complete_task(task, "  ", actor=SYSTEM, now=NOW)
    for values in ({"state": "done", "closed_at": NOW}, {"state": "cancelled"}, {"state": "lost"}, {"closed_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FollowUpTask.objects.update(**values)


# ---- tokens


@pytest.mark.django_db
def test_token_when_made_then_it_loads_the_actor_with_its_scopes_in_one_statement() -> None:
    assignment = AssignmentFactory()
    rebuild_closure()
    row, token = create_token(
        assignment.user, ["dossiers:read", "units:read", "units:read"], actor=SYSTEM, now=NOW, name="báo cáo"
    )

    with CaptureQueriesContext(connection) as queries:
        actor = load_actor_by_token(token, NOW)

    assert len(queries) == 1
    assert actor.scopes == {"dossiers:read", "units:read"}
    assert (actor.kind, actor.user_id, actor.roles) == (ActorKind.OFFICIAL, assignment.user_id, {"settling_officer"})
    row.refresh_from_db()
    assert row.last_used_on == TODAY
    assert token.encode() not in bytes(row.digest)
    assert token.startswith(row.hint)
    assert len(row.hint) < len(token) / 3


@pytest.mark.django_db
def test_token_when_of_a_program_then_a_client() -> None:
    _, token = create_token(UserFactory(service=True), ["figures:read"], actor=SYSTEM, now=NOW)

    assert load_actor_by_token(token, NOW).kind is ActorKind.CLIENT


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["unknown", "expired", "revoked", "account off", "empty"])
def test_token_when_it_is_no_good_then_one_answer_whatever_the_reason(case: str) -> None:
    user = UserFactory(is_active=case != "account off")
    row, token = create_token(user, ["figures:read"], actor=SYSTEM, now=NOW, life=DAY)
    if case == "revoked":
        revoke_token(row, actor=SYSTEM, now=NOW)
    tried = {"unknown": token + "x", "empty": ""}.get(case, token)

    with pytest.raises(NotSignedIn, match="token_refused"):
        load_actor_by_token(tried, NOW + DAY if case == "expired" else NOW)


@pytest.mark.django_db
def test_token_when_used_again_the_same_day_then_nothing_is_written() -> None:
    _, token = create_token(UserFactory(), ["figures:read"], actor=SYSTEM, now=NOW)
    load_actor_by_token(token, NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid FROM people_apitoken")  # another place means another version of the row
        before = cursor.fetchone()
        load_actor_by_token(token, NOW + dt.timedelta(hours=1))
        cursor.execute("SELECT ctid FROM people_apitoken")
        after = cursor.fetchone()

    assert after == before


@pytest.mark.django_db
def test_token_when_asked_for_too_much_or_nothing_then_refused() -> None:
    user = UserFactory()
    for scopes in (["dossiers:everything"], []):
        with pytest.raises(Invalid, match="unknown_scope"):
            create_token(user, scopes, actor=SYSTEM, now=NOW)
    with pytest.raises(NotAllowed):
        create_token(user, ["figures:read"], actor=load_actor(user.pk, TODAY), now=NOW)
    assert not ApiToken.objects.exists()


@pytest.mark.django_db
def test_token_when_its_own_user_revokes_it_then_it_is_void_and_another_may_not() -> None:
    user, other = UserFactory(), UserFactory()
    row, token = create_token(user, ["figures:read"], actor=SYSTEM, now=NOW)

    with pytest.raises(NotAllowed):
        revoke_token(row, actor=load_actor(other.pk, TODAY), now=NOW)
    revoke_token(row, actor=load_actor(user.pk, TODAY), now=NOW)

    with pytest.raises(NotSignedIn):
        load_actor_by_token(token, NOW)
