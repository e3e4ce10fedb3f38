"""Registries as facts: what we knew of units and decisions on a day, and what we learnt late."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from motcua.core.clock import FrozenClock
from motcua.figures.facts.build import build, update
from motcua.figures.facts.reader import open_facts
from motcua.figures.facts.registries import relations
from motcua.figures.models import RegistryChange
from motcua.figures.registry_log import note_changes_operations, recorded_as_at
from motcua.organisation.models import Unit, UnitSuccession
from motcua.organisation.services.closure import rebuild_closure
from motcua.procedures.models import ServiceLevel
from tests.dossiers.world import World
from tests.organisation.factories import UnitFactory

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def asked(sql: str, as_of: dt.datetime | None = None, **how: Any) -> list[tuple[Any, ...]]:
    with open_facts(as_of, **how) as facts:
        return facts.connection.execute(sql).fetchall()


def merged(world: World, at: dt.datetime) -> Unit:
    """The commune becomes part of a new one, from a day long past: entered late."""
    on = dt.date(2026, 7, 1)
    with recorded_as_at(at):
        new = UnitFactory(commune=True, code="TS-0900", parent=world.province, valid_from=on)
        Unit.objects.filter(pk=world.commune.pk).update(valid_to=on)
        UnitSuccession.objects.create(old=world.commune, new=new, share=Decimal(1), is_default=True, on=on)
        rebuild_closure()
    return new


ENDED = "SELECT valid_to FROM units WHERE code = 'TS-0101'"
SUCCESSORS = (
    "SELECT o.code, n.code, s.share, s.taken_over_on FROM successions s"
    " JOIN units o ON o.uid = s.old JOIN units n ON n.uid = s.new"
)
ABOVE = (
    "SELECT a.code FROM unit_above u JOIN units a ON a.uid = u.ancestor JOIN units d ON d.uid = u.descendant"
    " WHERE d.code = 'TS-0101.MC' AND u.depth = 1 AND u.valid_to IS NULL ORDER BY 1"
)


def test_merger_when_entered_late_then_figures_of_before_know_nothing_of_it(
    world: World, clock: FrozenClock, root: Path, tmp_path: Path
) -> None:
    world.submit(now=clock.now())
    build(now=clock.now())
    before = clock.now() + HOUR

    new = merged(world, clock.now() + DAY)
    clock.advance(2 * DAY)

    share = ("TS-0101", new.code, Decimal(1), dt.date(2026, 7, 1))
    for how in ({}, {"root": tmp_path / "anew"}, {}):
        if how:
            build(now=clock.now(), root=tmp_path / "anew")
        assert asked(ENDED, **how) == [(dt.date(2026, 7, 1),)]
        assert asked(SUCCESSORS, **how) == [share]
        assert asked(ABOVE, **how) == [(new.code,)]
        assert asked(ENDED, before, **how) == [(None,)]
        assert asked(SUCCESSORS, before, **how) == []
        assert asked(ABOVE, before, **how) == [("TS-0101",)]
        update(now=clock.now())


def test_registry_row_that_was_there_before_the_first_dossier_is_known_from_the_beginning(
    world: World, clock: FrozenClock, root: Path
) -> None:
    build(now=clock.now())
    long_ago = clock.now() - 3000 * DAY

    assert asked(ENDED, long_ago) == [(None,)]
    assert asked("SELECT count(*) FROM procedures", long_ago) == [(1,)]


def test_registry_row_when_taken_away_then_it_is_gone_from_then_on(
    world: World, clock: FrozenClock, root: Path
) -> None:
    world.submit(now=clock.now())
    clock.advance(HOUR)
    with recorded_as_at(clock.now()):
        unit = UnitFactory(code="TS-0999", parent=world.province)
    build(now=clock.now())
    with recorded_as_at(clock.now() + DAY):
        unit.delete()

    found = "SELECT count(*) FROM units WHERE code = 'TS-0999'"
    assert asked(found, clock.now()) == [(1,)]
    assert asked(found, clock.now() + DAY) == [(0,)]
    clock.advance(2 * DAY)
    update(now=clock.now())
    assert asked(found, tail=False) == [(0,)]
    assert asked(found, clock.now() - 2 * DAY, tail=False) == [(1,)]


def test_change_of_a_column_that_no_fact_has_is_not_noted(world: World) -> None:
    noted = RegistryChange.objects.count()

    Unit.objects.filter(pk=world.commune.pk).update(phone="0243")
    assert RegistryChange.objects.count() == noted

    Unit.objects.filter(pk=world.commune.pk).update(name="Xã khác")
    change = RegistryChange.objects.order_by("-position").first()
    assert change is not None
    assert (change.relation, change.subject, change.body["name"]) == ("units", world.commune.pk, "Xã khác")
    assert "phone" not in change.body


def test_change_is_recorded_when_its_row_says_it_was_learnt(world: World, clock: FrozenClock) -> None:
    decision = world_decision(world)
    learnt = clock.now() - 5 * DAY

    ServiceLevel.objects.create(
        procedure=decision.versions.get().procedure,
        decision=decision,
        level="full",
        valid_from=dt.date(2026, 1, 1),
        recorded_at=learnt,
    )

    change = RegistryChange.objects.filter(relation="service_levels").get()
    assert change.recorded_at == learnt


def world_decision(world: World) -> Any:
    from motcua.procedures.models import Decision

    decision = Decision.objects.order_by("id").first()
    assert decision is not None
    return decision


def test_registry_log_takes_rows_and_keeps_them(world: World) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|append-only"), transaction.atomic():
        RegistryChange.objects.update(baseline=True)
    with pytest.raises(DatabaseError, match=r"permission denied|append-only"), transaction.atomic():
        RegistryChange.objects.all().delete()


def test_every_relation_is_noted_with_the_columns_its_facts_are_made_of(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(tgargs, 'escape') FROM pg_trigger WHERE tgname LIKE '%\\_figures'")
        arguments = [row[0].split("\\000") for row in cursor.fetchall()]
    noted = {
        name: {*columns.split(","), *re.findall(r"'([a-z_]+)', [ct]\.", more[0] if more else "")}
        for name, columns, *more in arguments
    }

    assert set(noted) == set(relations())
    for name, relation in relations().items():
        needed = {field.source for field in relation.fields} | (
            {relation.name_by} if any(name in other.referred for other in relations().values()) else set()
        )
        assert needed <= noted[name], name


def test_decision_with_its_items_and_procedures_are_joined_by_public_names(world: World, root: Path) -> None:
    build(now=dt.datetime(2026, 11, 24, tzinfo=dt.UTC))

    found = asked(
        "SELECT d.kind, p.procedure, v.field, v.levels FROM procedure_versions v"
        " JOIN decisions d ON d.decision = v.decision JOIN procedures p ON p.procedure = v.procedure"
    )
    assert found == [("baseline", "1.009999", "Hộ tịch", ["commune"])]


def test_names_that_are_not_plain_make_no_trigger() -> None:
    with pytest.raises(ValueError, match="plain"):
        note_changes_operations("units; DROP TABLE dossier", "organisation_unit", ("uid",))
