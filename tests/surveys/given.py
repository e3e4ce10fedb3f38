"""A questionnaire, a province with enough finished dossiers to draw from, and somebody who runs it."""

from __future__ import annotations

import datetime as dt
import json
import random
from uuid import UUID

from django.db import connection

from motcua.core.clock import legal_date
from motcua.core.ids import new_id
from motcua.forms.schema import Field, FieldKind, FormSchema, Option, Page
from motcua.organisation.services.closure import rebuild_closure
from motcua.people.actors import SYSTEM, Actor, load_actor
from motcua.people.models import Party
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.services.importing import import_procedures
from motcua.surveys.definition import Definition, Factor, Level, TraitSteps, to_json
from motcua.surveys.design import Design
from motcua.surveys.lifecycle import Mode
from motcua.surveys.models import Wave, WaveCase
from motcua.surveys.sampling.drawing import Stratum
from motcua.surveys.services.fielding import Entry, start_fielding
from motcua.surveys.services.registering import publish_survey, start_survey
from motcua.surveys.services.waves import Plan, draw_wave, plan_wave
from tests.dossiers.world import CATALOGUE, NOW, World, build
from tests.organisation.factories import BEGINNING, PostFactory, UnitFactory
from tests.people.factories import AssignmentFactory, UserFactory

KEY = "hai-long"
LEVELS = tuple(
    Level(value, place, name)
    for place, (value, name) in enumerate(
        [
            ("very_dissatisfied", "Rất không hài lòng"),
            ("dissatisfied", "Không hài lòng"),
            ("neutral", "Bình thường"),
            ("satisfied", "Hài lòng"),
            ("very_satisfied", "Rất hài lòng"),
        ],
        1,
    )
)
SCALE = (*(Option(one.value, one.name) for one in LEVELS), Option("na", "Không có ý kiến"))
QUESTIONS = ("noi_cho", "bieu_mau", "thai_do", "ket_qua")
AGES = ("a18", "a30", "a45", "a60")
FORM = FormSchema(
    "Khảo sát sự hài lòng",
    (
        Page(
            "p1",
            "Ý kiến của ông/bà",
            (
                *(Field(key, f"Câu {key}", FieldKind.CHOICE, required=True, options=SCALE) for key in QUESTIONS),
                Field("tuoi", "Tuổi", FieldKind.CHOICE, required=True, options=tuple(Option(one, one) for one in AGES)),
                Field("gop_y", "Góp ý", FieldKind.LONG_TEXT, max_length=500),
            ),
        ),
    ),
)
DEFINITION = Definition(
    title="Khảo sát sự hài lòng của người dân",
    levels=LEVELS,
    factors=(
        Factor("tiep-can", "Tiếp cận dịch vụ", ("noi_cho", "bieu_mau")),
        Factor("cong-chuc", "Công chức", ("thai_do",)),
        Factor("ket_qua", "Kết quả", ("ket_qua",)),
    ),
    shown=("tuoi",),
    traits=(TraitSteps("tuoi", {one: ("dưới 45" if one < "a45" else "từ 45", "*") for one in AGES}),),
    source="test",
)
DESIGN = Design({"commune": Stratum(6, 2, 8)}, modes=(Mode.INTERVIEWER,), reserve_percent=25)
FIELDS = ("Hộ tịch", "Đất đai", "Chứng thực")


def world_of_surveys(now: dt.datetime = NOW) -> World:
    world = build(now)
    for number, field in enumerate(FIELDS[1:], 1):
        line = {**CATALOGUE, "code": f"1.00999{number}", "field": field, "name": f"Thủ tục mẫu {field}"}
        body = json.dumps(line, ensure_ascii=False).encode()
        import_procedures([body], actor=SYSTEM, now=now, effective_on=BEGINNING, source="test")
    for name, role in (("runner", "control_officer"), ("interviewer", "clerk"), ("other_interviewer", "clerk")):
        post = PostFactory(unit=world.province, role=role, title=f"Vị trí {name}")
        world.users[name] = UserFactory(username=name, full_name=f"Cán bộ {name}")
        AssignmentFactory(user=world.users[name], post=post, valid_from=BEGINNING)
        world.actors[name] = load_actor(world.users[name].pk, legal_date(now))
    return world


def finished_dossiers(world: World, *, communes: int = 10, each: int = 60, people: int = 30, seed: int = 1) -> None:
    """Copies of one returned dossier, as rows, over communes, fields and people; finished in October 2026."""
    model = world.returned().pk
    dice = random.Random(seed)
    versions = list(ProcedureVersion.objects.order_by("pk").values_list("pk", flat=True))
    for number in range(communes):
        unit = UnitFactory(commune=True, code=f"TS-09{number:02d}", parent=world.province)
        parties = Party.objects.bulk_create(
            Party(kind="person", name=f"Người {number} {one}", search_text=f"nguoi {number} {one}")
            for one in range(people)
        )
        rows = [
            {
                "uid": str(new_id()),
                "receipt_no": f"BN-{number}-{one}",
                "code": f"MS-{number}-{one}",
                "link_secret": f"secret-{number}-{one}",
                "settling_unit_id": unit.pk,
                "version_id": dice.choice(versions),
                "applicant_id": dice.choice(parties).pk,
                "finished_at": f"2026-10-{dice.randint(1, 31):02d}T03:00:00Z",
            }
            for one in range(each + 5 * number)
        ]
        _copy(model, rows)
    rebuild_closure()


def _copy(model: int, rows: list[dict[str, object]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ',' ORDER BY attnum) FROM pg_attribute"
            " WHERE attrelid = 'dossier'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'id'"
        )
        names = cursor.fetchone()[0]
        cursor.execute(
            f"INSERT INTO dossier ({names}) SELECT {names} FROM ("
            "  SELECT (jsonb_populate_record(d, given)).* FROM dossier d, jsonb_array_elements(%s::jsonb) AS given"
            "  WHERE d.id = %s) AS copies",
            (json.dumps(rows), model),
        )


def published(world: World) -> None:
    start_survey(KEY, to_json(DEFINITION), actor=world.actors["runner"], now=NOW)
    day = legal_date(NOW)
    publish_survey(KEY, FORM, expected=1, valid_from=day, actor=world.actors["runner"], now=NOW)


def plan(design: Design = DESIGN) -> Plan:
    return Plan("Đợt tháng 10", dt.date(2026, 10, 1), dt.date(2026, 11, 1), dt.date(2026, 12, 31), design)


def fielded(world: World, seed: str = "61-33-08-14", design: Design = DESIGN) -> Wave:
    published(world)
    wave = plan_wave(KEY, plan(design), actor=world.actors["runner"], now=NOW)
    draw_wave(wave.uid, seed=seed, actor=world.actors["runner"], now=NOW)
    return start_fielding(wave.uid, actor=world.actors["runner"], now=NOW)


def answers(dice: random.Random) -> dict[str, object]:
    told: dict[str, object] = {
        key: dice.choices([one.key for one in SCALE], [1, 2, 3, 8, 5, 1])[0] for key in QUESTIONS
    }
    return told | {"tuoi": dice.choice(AGES)}


def entry(dice: random.Random, uid: UUID | None = None) -> Entry:
    return Entry(uid or new_id(), answers(dice), Mode.QR, legal_date(NOW))


def cases_of(wave: Wave) -> list[WaveCase]:
    return list(WaveCase.objects.filter(wave=wave).exclude(state="reserve").order_by("pk"))


def runner(world: World) -> Actor:
    return world.actors["runner"]
