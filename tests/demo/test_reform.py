"""The province's first of July 2025 with open dossiers: three levels become two, and nothing gets lost on the way."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.db import connection

from motcua.core.clock import FrozenClock, use_clock
from motcua.core.remember import forget_everything
from motcua.demo import reform
from motcua.demo.files import BEGINNING, at
from motcua.dossiers import references
from motcua.dossiers.log.rebuild import differences
from motcua.dossiers.models import Dossier
from motcua.dossiers.selectors.maps import counts_on_map, reconcile
from motcua.dossiers.services import reroute as service
from motcua.dossiers.services.reorganise import enact_published
from motcua.dossiers.services.reroute import run_reroute
from motcua.organisation.models import Unit
from motcua.procedures import selectors as registry
from motcua.worktime import selectors as calendars

pytestmark = pytest.mark.django_db

DOSSIERS = 172
DAY = dt.timedelta(days=1)

NEW_MAP = """
SELECT n.code, count(*) FROM dossier d
JOIN organisation_unitsuccession s ON s.old_id = d.place_id
JOIN organisation_unit n ON n.id = s.new_id
WHERE (SELECT count(*) FROM organisation_unitsuccession x WHERE x.old_id = d.place_id) = 1
GROUP BY 1
UNION ALL
SELECT n.code, count(*) FROM dossier d
JOIN people_party p ON p.id = d.applicant_id
JOIN organisation_successionpart t ON t.old_id = d.place_id AND p.address LIKE t.name || ',%%'
JOIN organisation_unit n ON n.id = t.new_id
GROUP BY 1
"""
"""Independent of the program's own way: addresses and successions as they are stored."""


@pytest.fixture
def before_the_day() -> None:
    forget_everything()
    references.forget()
    registry.forget()
    calendars.forget()
    reform.load_three_levels()
    registry.forget()
    reform.file_open(DOSSIERS)


def test_reform_when_dossiers_are_open_then_both_maps_count_the_same_and_each_has_a_holder(
    before_the_day: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_old = {one.code: one.total for one in counts_on_map(Dossier.objects.all(), BEGINNING - DAY)}
    seen: list[int] = []
    real = service._together

    def sampled(*given: object) -> list[int]:
        seen.append(Dossier.objects.filter(closed=False, holder_unit=None).count())
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "_together", sampled)
    with use_clock(FrozenClock(at(BEGINNING))):
        _made, enacted = enact_published([reform.reform()], now=at(BEGINNING))
        reform.settle_in()
        forget_everything()
        job = run_reroute(enacted.jobs[0], rest=0)
        told = {one.code: (one.exact, one.estimated) for one in counts_on_map(Dossier.objects.all(), BEGINNING)}
        again = {one.code: one.total for one in counts_on_map(Dossier.objects.all(), BEGINNING - DAY)}
        sheet = reconcile(job)

    assert (job.total, job.moved, job.failed) == (DOSSIERS, DOSSIERS, 0)
    assert seen
    assert set(seen) == {0}
    assert sum(on_old.values()) == sum(exact + shared for exact, shared in told.values()) == DOSSIERS
    assert again == on_old
    assert sheet.total_old == sheet.total_new == DOSSIERS
    with connection.cursor() as cursor:
        cursor.execute(NEW_MAP)
        exact: Counter[str] = Counter()
        for code, number in cursor.fetchall():
            exact[code] += number
        cursor.execute(
            "SELECT u.code, count(*) FROM dossier d JOIN organisation_unit u ON u.id = d.place_id GROUP BY 1"
        )
        places = dict(cursor.fetchall())
    assert {code: number for code, (number, _) in told.items() if number} == dict(exact)
    assert places == on_old
    ended = set(Unit.objects.filter(valid_to=BEGINNING).values_list("pk", flat=True))
    held = Dossier.objects.filter(closed=False).values_list("holder_unit", "reception_unit", "settling_unit")
    assert not {unit for row in held for unit in row} & ended
    some = Dossier.objects.order_by("pk")[:12]
    assert [differences(dossier) for dossier in some] == [[]] * 12
