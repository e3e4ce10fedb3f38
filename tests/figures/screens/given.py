"""Facts made by hand for command screens: settled ones as for summaries, and open ones of every age."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from django.test import Client

from motcua.figures.facts.reader import Facts
from tests.dossiers.world import CODE, World
from tests.figures.counting.made import at, dossier, facts_of
from tests.figures.summaries.given import AS_OF, rows_of
from tests.matrix.addresses import signed_in
from tests.organisation.factories import BEGINNING, PostFactory
from tests.people.factories import AssignmentFactory, UserFactory

SOON: Final = "01936f00-0000-7000-8000-000000000001"
HALF: Final = "01936f00-0000-7000-8000-000000000002"
LATE: Final = "01936f00-0000-7000-8000-000000000003"
WAITS: Final = "01936f00-0000-7000-8000-000000000004"
PART: Final = "01936f00-0000-7000-8000-000000000005"


def facts_with(world: World) -> Facts:
    """As of Monday 23 November, 08:00."""
    ours = str(world.commune.uid)

    def waiting(name: str, due: str, **more: Any) -> dict[str, Any]:
        more = {"settling_unit": ours, "reception_unit": ours, "procedure": CODE, **more}
        found: dict[str, Any] = dossier(name, "2026-11-09 08:00", due=due, **more)
        return found

    asked = at("2026-11-12 08:00")
    still_open = [
        waiting(SOON, "2026-11-24 17:00"),
        waiting(HALF, "2026-12-07 08:00"),
        waiting(LATE, "2026-11-13 17:00"),
        waiting(WAITS, "2026-11-24 17:00", asked_at=asked, asked_last_at=asked),
        waiting(PART, "2026-11-24 17:00", grain="part", whole=HALF),
    ]
    rows = rows_of(world)
    rows["dossiers"] = [row for row in rows["dossiers"] if row["finished_at"]] + still_open
    return replace(facts_of(rows, AS_OF), settled_at=AS_OF)


def real_facts(world: World) -> Facts:
    """The same, every name a public id and two of the open ones dossiers that are really there."""
    found = facts_with(world)
    named = {SOON: str(world.accepted().uid), LATE: str(world.accepted().uid)}
    for table in ("dossiers", "steps", "contacts", "supplements"):
        rows = found.connection.execute(f"SELECT DISTINCT dossier FROM {table}").fetchall()
        for (name,) in rows:
            uid = named.get(name) or str(uuid5(NAMESPACE_OID, name))
            given = {"uid": uid, "name": name}
            found.connection.execute(f"UPDATE {table} SET dossier = $uid WHERE dossier = $name", given)
    return found


def leader(world: World) -> Client:
    """Somebody who leads the province, signed in."""
    post = PostFactory(unit=world.province, role="province_leader", title="Chủ tịch")
    user = world.users["leader"] = UserFactory(username="leader")
    AssignmentFactory(post=post, user=user, valid_from=BEGINNING)
    return signed_in(world, "leader")
