"""A questionnaire of the made-up province, a wave of last month that is published and one that is being asked, with
invented answers: by the real services; loading twice changes nothing."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from django.db import transaction

from motcua.core.clock import legal_date
from motcua.core.errors import Invalid
from motcua.core.ids import new_id
from motcua.forms.schema import FormSchema
from motcua.forms.schema import from_json as form_from_json
from motcua.forms.shape import FieldKind
from motcua.organisation.models import in_force
from motcua.people.actors import SYSTEM
from motcua.people.models import Assignment
from motcua.surveys.definition import from_json, to_json
from motcua.surveys.design import Design
from motcua.surveys.keys import key_of
from motcua.surveys.lifecycle import CaseState, Mode
from motcua.surveys.models import Survey, Wave, WaveCase
from motcua.surveys.sampling.drawing import Stratum
from motcua.surveys.services.closing import close_wave, publish_result
from motcua.surveys.services.fielding import Entry, answer_by_key, hand_out, record_fate, start_fielding
from motcua.surveys.services.registering import publish_survey, start_survey
from motcua.surveys.services.waves import Plan, draw_wave, plan_wave

KEY: Final = "hai-long"
HERE: Final = Path(__file__).parent / "data" / "surveys"
_SHARES: Final = {
    "very_satisfied": 5,
    "satisfied": 11,
    "neutral": 3,
    "dissatisfied": 2,
    "very_dissatisfied": 1,
    "na": 1,
}
_DESIGN: Final = Design(
    {"commune": Stratum(12, 3, 6), "province": Stratum(6, 2, 6)}, (Mode.EMAIL, Mode.INTERVIEWER), 20
)


def shipped() -> tuple[dict[str, object], FormSchema]:
    """The definition as JSON, and the form."""
    body = json.loads((HERE / f"{KEY}.json").read_text(encoding="utf-8"))
    return body["definition"], form_from_json(body["form"])


def load_surveys(*, now: dt.datetime) -> None:
    """Nothing when one is there, or when no dossier was finished last month."""
    if Survey.objects.exists():
        return
    with transaction.atomic():
        definition, form = shipped()
        start_survey(KEY, to_json(from_json(definition)), actor=SYSTEM, now=now)
        publish_survey(KEY, form, expected=1, valid_from=legal_date(now), actor=SYSTEM, now=now)
    first = legal_date(now).replace(day=1)
    before = (first - dt.timedelta(days=1)).replace(day=1)
    try:
        _published(before, first, form, now)
        _running(before, first, form, now)
    except Invalid:  # a history without dossiers of last month
        return


@transaction.atomic
def _published(since: dt.date, until: dt.date, form: FormSchema, now: dt.datetime) -> None:
    wave = _fielded(f"Tháng {since.month} năm {since.year}", since, until, now)
    dice = random.Random(since.toordinal())  # noqa: S311 - invented answers
    for case in _asked(wave):
        fate = dice.random()
        if fate < 0.68:
            _answer(case, form, dice, now)
        elif fate < 0.8:
            record_fate(case.uid, CaseState.REFUSED, actor=SYSTEM, now=now)
        elif fate < 0.84:
            record_fate(case.uid, CaseState.INELIGIBLE, actor=SYSTEM, now=now)
    close_wave(wave.uid, actor=SYSTEM, now=now)
    publish_result(wave.uid, actor=SYSTEM, now=now)


@transaction.atomic
def _running(since: dt.date, until: dt.date, form: FormSchema, now: dt.datetime) -> None:
    wave = _fielded("Đợt đang hỏi", since, until, now)
    dice = random.Random(until.toordinal())  # noqa: S311 - invented answers
    cases = _asked(wave)
    for case in cases[::4]:
        _answer(case, form, dice, now)
    officers = Assignment.objects.filter(in_force(legal_date(now)), post__role="control_officer").select_related("user")
    interviewer = officers.order_by("pk").first()
    if interviewer is not None:
        hand_out(wave.uid, [one.uid for one in cases[1::4]], interviewer.user, actor=SYSTEM, now=now)


def _fielded(title: str, since: dt.date, until: dt.date, now: dt.datetime) -> Wave:
    ends_on = legal_date(now) + dt.timedelta(days=21)
    wave = plan_wave(KEY, Plan(title, since, until, ends_on, _DESIGN), actor=SYSTEM, now=now)
    draw_wave(wave.uid, seed=f"demo-{title.encode().hex()[:24]}", actor=SYSTEM, now=now)
    return start_fielding(wave.uid, actor=SYSTEM, now=now)


def _asked(wave: Wave) -> list[WaveCase]:
    return list(WaveCase.objects.filter(wave=wave).exclude(state=CaseState.RESERVE.value).order_by("pk"))


def _answer(case: WaveCase, form: FormSchema, dice: random.Random, now: dt.datetime) -> None:
    lean = dice.choice((0, 0, 1, 3))
    answers: dict[str, object] = {}
    for field in form.fields():
        if field.kind is FieldKind.CHOICE:
            keys = [option.key for option in field.options]
            answers[field.key] = dice.choices(keys, [_weight(key, lean, _SHARES) for key in keys])[0]
    answer_by_key(key_of(case.uid), Entry(new_id(), answers, Mode.EMAIL, legal_date(now)), now=now)


def _weight(key: str, lean: int, shares: Mapping[str, int]) -> int:
    """Somebody content is content with most things."""
    return shares.get(key, 4) * (1 + lean * (key in {"very_satisfied", "satisfied"}))
