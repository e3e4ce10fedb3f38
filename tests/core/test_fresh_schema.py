"""A database made the quick way is the one that Django makes its own way."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.state import ProjectState
from pytest_django import DjangoDbBlocker

from motcua import launcher
from motcua.cli.connection import use_database
from motcua.core.fresh_schema import states_in_place
from tests import template_database
from tests.template_database import url_for

Schema = Callable[[AbstractContextManager[None]], str]


@pytest.fixture
def schema(cluster: launcher.Cluster, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Schema]:
    """The schema of a database migrated from nothing within the given block, as text."""
    before, name = settings.DATABASE_URL, "from_nothing"

    def made(block: AbstractContextManager[None]) -> str:
        with template_database.owner(cluster) as connection:
            template_database.drop(connection, name)
            template_database.create(connection, name)
        with block:
            use_database(url_for(cluster.owner_url, name))
            call_command("migrate", verbosity=0, interactive=False)
        connections.close_all()
        command = [cluster.pg_dump, "--schema-only", f"--dbname={url_for(cluster.superuser_url, name)}"]
        lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        return "\n".join(line for line in lines if not line.startswith(("\\restrict", "\\unrestrict")))

    with django_db_blocker.unblock():
        yield made
        use_database(before)
        with template_database.owner(cluster) as connection:
            template_database.drop(connection, name)


@pytest.mark.foreign
def test_schema_when_migrated_in_place_then_the_one_of_djangos_own_way(schema: Schema) -> None:
    quick = schema(states_in_place())

    assert quick.count("CREATE TABLE") > 100
    assert quick.count("ADD CONSTRAINT") > 300
    assert quick == schema(nullcontext())


def test_states_when_the_block_is_left_then_carried_on_as_django_does() -> None:
    before = ProjectState.add_model, ProjectState.add_field

    with states_in_place():
        assert (ProjectState.add_model, ProjectState.add_field) != before

    assert (ProjectState.add_model, ProjectState.add_field) == before
