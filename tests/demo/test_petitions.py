"""Reports of the made-up province: in every stage, whole, and the same when loaded twice."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from motcua.demo.petitions import load_petition_rules, load_petitions
from motcua.petitions.log.verify import verify_petitions
from motcua.petitions.models import Petition, Publication
from motcua.petitions.services.sweep import alarms

from .conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_reports_of_the_province_stand_in_many_states_and_verify(province: None) -> None:
    before = Petition.objects.count()

    load_petition_rules()
    load_petitions(now=NOW)

    states = Counter(Petition.objects.values_list("state", flat=True))
    assert Petition.objects.count() == before == 60
    assert {"new", "assigned", "published", "closed"} & set(states)
    assert len(states) >= 6
    assert Publication.objects.exists()
    assert verify_petitions().ok
    assert alarms(now=NOW)["unheld"] == 0
    assert all(one.submitted_at < NOW for one in Petition.objects.all())
    assert Petition.objects.latest("submitted_at").submitted_at > NOW - dt.timedelta(days=2)


def test_some_tell_of_one_matter_near_one_another(province: None) -> None:
    pins = list(Petition.objects.exclude(lat=None).order_by("submitted_at").values_list("category", "lat", "lng"))

    near = [
        (a, b)
        for number, a in enumerate(pins)
        for b in pins[number + 1 : number + 5]
        if a[0] == b[0] and abs(a[1] - b[1]) + abs(a[2] - b[2]) < 0.001
    ]

    assert len(near) >= 5
