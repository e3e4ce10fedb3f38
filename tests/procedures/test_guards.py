"""What the database refuses by itself, whoever asks, the owner included."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from motcua.core.errors import Conflict
from motcua.people import totp
from motcua.people.models import User
from motcua.people.services import second_factor
from motcua.procedures.lifecycle import DecisionKind, DecisionState
from motcua.procedures.models import (
    Case,
    Channel,
    Component,
    Decision,
    FeeRow,
    LegalBasis,
    LocalFee,
    LocalTerms,
    ProcedureVersion,
    ProcessVersion,
    RegistryRevision,
    VersionResult,
)
from motcua.procedures.services import decisions
from tests.people.factories import UserFactory

from .given import NOW, START, competence, decide, local_terms, process, province, row, take_in
from .test_decisions import actor_of, checked, draft, propose, wording

TABLES = [
    ("procedures_case", "name = 'x'"),
    ("procedures_channel", "amount = 99"),
    ("procedures_feerow", "amount = 1"),
    ("procedures_component", "name = 'x'"),
    ("procedures_versionresult", "name = 'x'"),
    ("procedures_legalbasis", "number = 'x'"),
    ("procedures_procedureversion", "name = 'x'"),
    ("procedures_procedureversion", "valid_from = '2020-01-01'"),
    ("procedures_processversion", "steps = '{}'"),
    ("procedures_localfee", "amount = 1"),
    ("procedures_localterms", "committed_amount = 1"),
    ("procedures_competence", "settling_code = 'X'"),
    ("procedures_processbinding", "case_key = 'x'"),
    ("forms_eformversion", "schema = '{}'"),
]


def publish() -> None:
    province()
    take_in(row())
    decide(
        competence(),
        process(),
        local_terms(
            committed={"amount": 3, "unit": "working_day"}, fees=[{"amount": 5}], fee_resolution="1/2025/NQ-HĐND"
        ),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "change"), TABLES)
def test_published_rows_when_changed_or_deleted_then_refused(table: str, change: str) -> None:
    publish()

    for statement in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_published_rows_when_the_owner_changes_them_then_refused_too(owner_connection: psycopg.Connection) -> None:
    publish()

    for table, change in TABLES:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner_connection.execute(f"UPDATE {table} SET {change}")
        owner_connection.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner_connection.execute(f"DELETE FROM {table}")
        owner_connection.rollback()


@pytest.mark.django_db
def test_version_when_closed_then_only_once_and_never_opened_again() -> None:
    take_in(row())
    versions = ProcedureVersion.objects.all()

    versions.update(valid_to=dt.date(2026, 1, 1))

    for again in (dt.date(2026, 2, 1), None):
        with pytest.raises(DatabaseError), transaction.atomic():
            versions.update(valid_to=again)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "add",
    [
        lambda v: Case.objects.create(version=v, ordinal=9, key="more", form_version=v.cases.get().form_version),
        lambda v: Channel.objects.create(version=v, ordinal=9, channel="online", amount=1, unit="day"),
        lambda v: Component.objects.create(version=v, ordinal=99, code="more", name="Thêm giấy"),
        lambda v: VersionResult.objects.create(version=v, ordinal=9, name="Thêm kết quả"),
        lambda v: LegalBasis.objects.create(version=v, ordinal=99, number="1"),
        lambda v: FeeRow.objects.create(channel=v.channels.first(), ordinal=9, key="more", amount=1),
        lambda v: LocalFee.objects.create(terms=LocalTerms.objects.get(), ordinal=9, key="more", amount=1),
    ],
)
def test_published_version_when_something_is_added_later_then_refused(
    add: Callable[[ProcedureVersion], object],
) -> None:
    publish()

    with pytest.raises(DatabaseError):
        add(ProcedureVersion.objects.get())


@pytest.mark.django_db
def test_version_when_its_decision_is_not_in_force_then_refused() -> None:
    take_in(row())
    version = ProcedureVersion.objects.get()
    pending = Decision.objects.create(kind="new", state="draft", effective_on=START, drafted_at=NOW)

    with pytest.raises(DatabaseError), transaction.atomic():
        ProcessVersion.objects.create(
            procedure=version.procedure,
            number=1,
            decision=pending,
            name="x",
            steps={},
            schema_version=1,
            digest="x",
            total_minutes=0,
            created_at=NOW,
        )


@pytest.mark.django_db
def test_versions_when_two_would_be_in_force_on_a_day_then_refused() -> None:
    take_in(row())
    version = ProcedureVersion.objects.get()

    version.pk, version.uid, version.number = None, None, 2
    version._state.adding = True

    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        ProcedureVersion.objects.bulk_create([version])


@pytest.mark.django_db
def test_decision_when_signed_then_neither_it_nor_its_items_change() -> None:
    drafter, controller = actor_of(UserFactory()), actor_of(UserFactory())
    take_in(row())
    decision = draft(drafter)
    item = propose(decision, drafter, wording(name="B"))
    checked(decision, drafter, controller)
    rows = Decision.objects.filter(pk=decision.pk)
    rows.update(state="signed", signed_by=UserFactory(), signed_at=NOW, signed_on=START)

    for change in ({"number": "x"}, {"effective_on": START}, {"signed_by": None}, {"state": "draft"}, {"digest": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        type(item).objects.filter(pk=item.pk).update(procedure_key="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"state": "signed"},
        {"state": "in_force"},
        {"state": "checked"},
        {"state": "unheard_of"},
        {"kind": "whim"},
    ],
)
def test_decision_when_its_state_is_not_earned_then_refused(changes: dict[str, str]) -> None:
    values = {"kind": "new", "state": "draft", **changes}

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(effective_on=START, drafted_at=NOW, **values)


@pytest.mark.django_db
def test_decision_when_one_person_drafts_and_signs_then_the_database_refuses() -> None:
    user = UserFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            kind="new",
            state="signed",
            effective_on=START,
            drafted_at=NOW,
            drafted_by=user,
            checked_by=user,
            checked_at=NOW,
            signed_by=user,
            signed_at=NOW,
            signed_on=START,
            digest="x",
        )


@pytest.mark.django_db
def test_revision_when_the_registry_changes_then_every_process_learns_it() -> None:
    tokens = [RegistryRevision.objects.get().token]

    for change in (lambda: take_in(row()), lambda: decide(local_terms(committed={"amount": 1, "unit": "day"}))):
        change()
        tokens.append(RegistryRevision.objects.get().token)

    assert len(set(tokens)) == 3


def race(*acts: Callable[[], object]) -> list[object]:
    """Run the acts at the same moment in threads of their own; what each gave or raised."""
    results: list[object] = [None] * len(acts)
    barrier = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=20)
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def _signer(name: str) -> tuple[User, Callable[[], str]]:
    user = UserFactory(username=name)
    key = totp.new_key()
    second_factor.set_up(user, key, totp.code_of(key, totp.step_at(NOW) - 10), NOW - dt.timedelta(minutes=5))
    return user, lambda: totp.code_of(key, totp.step_at(NOW))


@pytest.mark.django_db(transaction=True)
def test_two_people_when_they_sign_at_the_same_moment_then_one_signature() -> None:
    drafter, controller = actor_of(UserFactory()), actor_of(UserFactory())
    take_in(row())
    decision = draft(drafter)
    propose(decision, drafter, wording(name="B"))
    digest = checked(decision, drafter, controller).digest
    people = [_signer("first"), _signer("second")]

    results = race(
        *(
            lambda user=user, code=code: decisions.sign_decision(  # type: ignore[misc]
                decision.uid, digest=digest, code=code(), actor=actor_of(user), now=NOW
            )
            for user, code in people
        )
    )

    assert sorted(type(one).__name__ for one in results) == ["Conflict", "Decision"]
    assert Decision.objects.get(kind=DecisionKind.AMENDED).state == DecisionState.SIGNED


@pytest.mark.django_db(transaction=True)
def test_eight_people_when_they_put_it_in_force_at_the_same_moment_then_one_version() -> None:
    drafter, controller = actor_of(UserFactory()), actor_of(UserFactory())
    take_in(row())
    decision = draft(drafter)
    propose(decision, drafter, wording(name="B"))
    digest = checked(decision, drafter, controller).digest
    user, code = _signer("signer")
    decisions.sign_decision(decision.uid, digest=digest, code=code(), actor=actor_of(user), now=NOW)

    results = race(*[lambda: decisions.put_in_force(decision.uid, actor=actor_of(user), now=NOW)] * 8)

    assert sum(isinstance(one, Decision) for one in results) == 1
    assert all(isinstance(one, Decision | Conflict) for one in results)
    assert ProcedureVersion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_imports_when_at_the_same_moment_then_each_procedure_comes_in_once() -> None:
    results = race(lambda: take_in(row()), lambda: take_in(row()))

    assert sorted(report.created for report in results) == [0, 1]  # type: ignore[attr-defined]
    assert ProcedureVersion.objects.count() == 1
