"""The pages of genuine online: units with intervals for who may see figures, one dossier's signals for inspectors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from motcua.core.clock import FrozenClock
from motcua.desk.figures import genuine
from motcua.figures.genuine import scoring
from motcua.figures.genuine.rates import Rate
from motcua.figures.genuine.share import Share
from motcua.people.models import AccessRecord
from tests.desk.conftest import SignIn, sign_in, world  # noqa: F401  (fixtures)
from tests.dossiers.world import World

PAGE = "/desk/so-lieu/tu-nop-truc-tuyen/"


@contextmanager
def _no_facts(as_of: object = None) -> Iterator[None]:
    yield None


def test_units_when_shown_then_official_beside_estimate_with_its_interval_and_few_without(
    world: World,  # noqa: F811
    sign_in: SignIn,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = {
        world.province.code: Rate(1000, 600, Share(600, 50, 350, 250, 420)),
        world.commune.code: Rate(40, 12, None),
    }
    monkeypatch.setattr(genuine, "borrowed", _no_facts)
    monkeypatch.setattr(genuine, "rates", lambda facts, codes, period: found)

    body = sign_in("auditor").get(PAGE, {"ky": "2026-10"}).content.decode()

    assert "<strong>60%</strong>" in body
    assert "<strong>35%</strong>" in body
    assert "từ 25% đến 42%" in body
    assert "50 hồ sơ" in body
    assert "30% (12/40)" in body
    assert "style=" not in body
    assert sign_in("auditor").get(PAGE, {"ky": "tháng hai"}).status_code == 200
    assert sign_in("settling").get(PAGE).status_code == 403


def test_signals_of_a_dossier_when_opened_then_by_inspectors_only_and_on_record(
    world: World,  # noqa: F811
    sign_in: SignIn,  # noqa: F811
    clock: FrozenClock,
) -> None:
    dossier = world.accepted()
    clock.advance(dt.timedelta(hours=1))
    address = f"{PAGE}{dossier.uid}/"
    assert sign_in("auditor").get(address).status_code == 404, "not scored yet"
    scoring.run(now=clock.now())

    page = sign_in("auditor").get(address)

    assert page.status_code == 200
    assert "Dấu hiệu không phải bằng chứng" in page.content.decode()
    record = AccessRecord.objects.get(verb="figures.genuine")
    assert (record.subject_kind, record.subject_uid) == ("genuine_score", dossier.uid)
    for who in ("reception", "settling", "head"):
        if who in world.users:
            assert sign_in(who).get(address).status_code == 403
