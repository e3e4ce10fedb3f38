"""Taking in the catalogue as rows."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.errors import NotAllowed
from motcua.people.actors import Actor, ActorKind
from motcua.procedures.content import digest
from motcua.procedures.lifecycle import DecisionState
from motcua.procedures.models import (
    Case,
    Channel,
    Component,
    Decision,
    FeeRow,
    Procedure,
    ProcedureVersion,
    ResultKind,
    ServiceLevel,
)
from motcua.procedures.selectors.wording import content_of
from motcua.procedures.source_rows import read_row

from .given import CODE, NOW, START, line, row, take_in

pytestmark = pytest.mark.django_db

LATER = dt.date(2026, 1, 1)


def test_import_when_new_then_rows_say_what_the_source_says() -> None:
    report = take_in(row(), row(code="1.000002", name="Thủ tục đăng ký kết hôn"))

    assert (report.read, report.created, report.updated, report.unchanged, report.rejected) == (2, 2, 0, 0, 0)
    version = ProcedureVersion.objects.get(procedure__code=CODE)
    assert content_of(version) == read_row(row()).content
    assert version.digest == digest(content_of(version))
    assert (version.valid_from, version.valid_to, version.number, version.origin) == (START, None, 1, "national")


def test_import_when_cases_and_channels_are_rich_then_rows_give_the_same_content_back() -> None:
    rich = row(
        cases=[{"key": "default", "name": "Cá nhân"}, {"key": "list", "name": "Theo danh sách"}],
        components=[
            {"name": "Tờ khai", "originals": 1, "copies": 2, "channels": ["online", "postal"], "group": "Nộp"},
            {"name": "Danh sách", "originals": 20251, "copies": 0, "case": "list", "reuse_result": "KQ.G15.000031"},
        ],
        channels=[
            {
                "channel": "online",
                "time": 1,
                "unit": None,
                "fees": [{"amount": 5000, "name": "Lệ phí", "note": "mỗi người"}],
            },
            {
                "channel": "counter",
                "time": 2,
                "unit": "month",
                "case": "list",
                "fees": [],
                "note": "trường hợp phức tạp",
            },
        ],
        unknown=["fee"],
        keywords=["làm giấy khai sinh"],
        conditions="Điều kiện\nthứ hai",
    )

    take_in(rich)

    version = ProcedureVersion.objects.get()
    assert content_of(version) == read_row(rich).content
    assert version.digest == digest(content_of(version))


def test_import_when_done_twice_then_nothing_changes_and_no_decision_is_made() -> None:
    first = take_in(row())
    second = take_in(row())

    assert first.decision
    assert (second.unchanged, second.created, second.updated, second.decision) == (1, 0, 0, "")
    assert Decision.objects.get().state == DecisionState.IN_FORCE
    assert ProcedureVersion.objects.count() == 1


def test_import_when_the_wording_changed_then_a_new_version_and_the_old_one_is_closed() -> None:
    take_in(row())

    report = take_in(row(name="Đăng ký khai sinh"), on=LATER)

    assert (report.updated, report.created) == (1, 0)
    assert list(ProcedureVersion.objects.order_by("number").values_list("name", "valid_from", "valid_to")) == [
        ("Thủ tục đăng ký khai sinh", START, LATER),
        ("Đăng ký khai sinh", LATER, None),
    ]


def test_import_when_changed_twice_on_one_day_then_the_last_one_is_in_force() -> None:
    take_in(row())
    take_in(row(name="B"))
    take_in(row(name="C"))

    assert ProcedureVersion.objects.get(valid_to=None).name == "C"
    assert ProcedureVersion.objects.count() == 3


def test_import_when_a_broken_line_is_among_good_ones_then_good_in_and_bad_listed() -> None:
    report = take_in(
        row(),
        b"{broken\n",
        b"\n",
        row(code="1.000002", name="x" * 1_000_000),
        row(code="1.000003", name="a\x00b"),
        row(code="1.000004"),
        row(name="Tên khác"),
        b'"just text"\n',
        row(code="1.000005", channels=[{"channel": "fax"}]),
    )

    assert (report.read, report.created, report.rejected) == (8, 2, 6)
    assert [(one.line, one.code) for one in report.rejections] == [
        (2, "not_json"),
        (4, "row_too_long"),
        (5, "text_nul"),
        (7, "repeated_code"),
        (8, "not_an_object"),
        (9, "unknown_channel"),
    ]
    assert report.read == report.created + report.updated + report.unchanged + report.rejected
    assert Procedure.objects.count() == 2


def test_import_when_strict_and_one_line_is_broken_then_nothing_is_taken() -> None:
    report = take_in(row(), b"{", row(code="1.000002"), strict=True)

    assert (report.is_applied, report.created, report.rejected) == (False, 0, 1)
    assert not Procedure.objects.exists()
    assert not Decision.objects.exists()
    assert take_in(row(), strict=True).created == 1


def test_import_when_effective_before_the_wording_in_force_then_that_line_is_refused() -> None:
    take_in(row(), on=LATER)

    report = take_in(row(name="B"), row(code="1.000002"), on=START)

    assert [(one.line, one.code) for one in report.rejections] == [(1, "before_current_version")]
    assert report.created == 1


def test_import_when_names_repeat_then_counted() -> None:
    report = take_in(row(), row(code="1.000002"), row(code="1.000003"))

    assert report.defects["repeated_name"] == 2


def test_import_when_a_level_is_declared_then_dated_and_only_written_when_new() -> None:
    take_in(row(service_level="full"))
    again = take_in(row(service_level="full"))
    changed = take_in(row(service_level="partial", partial_reason="presence", ground="Điều 1"), on=LATER)

    assert (again.unchanged, changed.updated) == (1, 1)
    assert list(ServiceLevel.objects.order_by("valid_from").values_list("level", "valid_from", "valid_to")) == [
        ("full", START, LATER),
        ("partial", LATER, None),
    ]
    assert ProcedureVersion.objects.count() == 1


def test_import_when_the_code_is_not_known_then_our_own_key() -> None:
    take_in(row(code=None, key="tro-cap"))

    procedure = Procedure.objects.get()
    assert (procedure.key, procedure.code) == ("tro-cap", None)
    assert ProcedureVersion.objects.get().origin == "local"


def test_import_when_many_then_statements_do_not_grow_with_the_rows(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    rows = [row(code=f"1.{number:06d}") for number in range(400)]

    with django_assert_max_num_queries(40):
        take_in(*rows)

    assert (Case.objects.count(), Channel.objects.count(), FeeRow.objects.count()) == (400, 1200, 800)
    assert Component.objects.count() == 1200
    assert ResultKind.objects.count() == 1


def test_import_when_the_actor_may_not_then_nothing_is_read() -> None:
    nobody = Actor(kind=ActorKind.OFFICIAL, user_id=1, uid=None, name="x")

    with pytest.raises(NotAllowed):
        take_in(line(row()), actor=nobody)


@pytest.mark.parametrize(
    "nasty", ["'; DROP TABLE x; --", "\\N", "\t|\\.", "<script>", "👩‍⚖️ ﷽ ಠ_ಠ", "{0} %s %(x)s", "=1+1"]
)
def test_import_when_texts_are_nasty_then_they_come_back_as_they_were(nasty: str) -> None:
    take_in(
        row(
            name=f"Tên {nasty}",
            field=f"Lĩnh vực {nasty}",
            components=[{"name": f"Giấy {nasty}", "originals": 1, "copies": 0, "case": f"Trường hợp {nasty}"}],
            results=[{"name": f"Kết quả {nasty}", "code": nasty[:50]}],
            keywords=[nasty],
        )
    )

    version = ProcedureVersion.objects.get()
    assert content_of(version).name == " ".join(f"Tên {nasty}".split())
    assert digest(content_of(version)) == version.digest


def test_import_when_now_is_given_then_it_is_the_time_of_record() -> None:
    take_in(row())

    assert ProcedureVersion.objects.get().recorded_at == NOW
