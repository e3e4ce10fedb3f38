"""A period that is over, and the people who pass a report on."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from motcua.core.clock import FrozenClock, legal_date
from motcua.figures.facts.build import build as build_facts
from motcua.figures.statutory import tasks
from motcua.people.actors import load_actor
from tests.dossiers.world import NOW, World
from tests.dossiers.world import build as build_world
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

LATER = dt.datetime(2026, 12, 15, 2, tzinfo=dt.UTC)
"""The day after the period ended."""


@pytest.fixture
def house(transactional_db: None, clock: FrozenClock, settings: Settings, tmp_path: Path) -> World:
    """Everybody in office; no dossiers."""
    settings.FACTS_ROOT, settings.FILES_ROOT = tmp_path / "facts", tmp_path / "files"
    settings.FACTS_MEMORY_MIB, settings.FACTS_THREADS = 256, 1
    settings.FILES_BACKEND = settings.CLAMD = ""
    world = build_world()
    people = (
        ("chair", world.commune, "unit_head"),
        ("officer", world.province, "control_officer"),
        ("control", world.province, "control_head"),
        ("deputy", world.province, "control_head"),
    )
    for name, unit, role in people:
        user = UserFactory(username=name, full_name=f"Cán bộ {name}", email=f"{name}@example.vn")
        AssignmentFactory(user=user, post=PostFactory(unit=unit, role=role, title=name), valid_from=BEGINNING)
        world.users[name], world.actors[name] = user, load_actor(user.pk, legal_date(NOW))
    clock.set(LATER)
    build_facts(now=LATER)
    return world


@pytest.fixture
def world(house: World, clock: FrozenClock) -> World:
    """With one dossier settled and one open in a commune."""
    clock.set(NOW)
    house.accepted(NOW)
    house.returned(NOW, channel="counter")
    clock.set(LATER)
    return house


def work() -> int:
    """What pages queued, done as the worker does it; how many jobs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, task_name, args FROM procrastinate_jobs WHERE task_name LIKE '%statutory.tasks%'")
        rows = cursor.fetchall()
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name LIKE '%statutory.tasks%'")
    by_name = {task.name: task for task in (tasks.count_report, tasks.do_batch)}
    for _id, name, args in rows:
        by_name[name](**(json.loads(args) if isinstance(args, str) else args))
    return len(rows)
