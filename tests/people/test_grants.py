"""The shipped rights as data, and rights as dated rows."""

from __future__ import annotations

import datetime as dt

import pytest

from motcua.core.errors import Conflict, Invalid, NotAllowed
from motcua.core.models import AuditRecord
from motcua.people import grants_file, verbs
from motcua.people.actors import SYSTEM, Actor, ActorKind
from motcua.people.checks import shipped_grants_name_known_verbs
from motcua.people.models import ReachKind, Role, RoleGrant
from motcua.people.services.grants import end_grant, give_grant, load_shipped

NOW = dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 23)
STRANGER = Actor(kind=ActorKind.OFFICIAL, user_id=1, uid=None, name="x")

SMALL = """
format = 1
valid_from = 2000-01-01
source = "shipped"
[[role]]
code = "tester"
name = "Người thử"
own_unit = ["test.one", "test.two"]
"""
SMALLER = SMALL.replace(', "test.two"', "")


def test_shipped_file_when_read_then_roles_of_the_design_are_there() -> None:
    codes = {role.code for role in grants_file.shipped().roles}

    assert codes == {
        "reception_officer",
        "reception_head",
        "hotline_operator",
        "settling_officer",
        "division_head",
        "unit_head",
        "clerk",
        "province_leader",
        "control_officer",
        "control_head",
        "auditor",
        "administrator",
        "operator",
    }


def test_shipped_file_when_read_then_nobody_both_manages_people_and_reads_dossiers() -> None:
    for role in grants_file.shipped().roles:
        given = {verb for verb, _ in role.grants}
        assert not {"people.manage", "dossier.read"} <= given


def test_shipped_file_when_read_then_who_drafts_never_signs() -> None:
    for role in grants_file.shipped().roles:
        given = {verb for verb, _ in role.grants}
        assert not {"procedure.draft", "procedure.sign"} <= given


def test_reaches_when_listed_then_the_file_and_the_table_know_the_same() -> None:
    assert set(grants_file.REACHES) == set(ReachKind.values)


@pytest.mark.parametrize(
    "text",
    [
        SMALL.replace("format = 1", "format = 2"),
        SMALL.replace("own_unit", "own_units"),
        SMALL + '[[role]]\ncode = "tester"\nname = "x"\n',
    ],
)
def test_file_when_it_is_not_understood_then_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"format|unknown keys|twice"):
        grants_file.parse(text)


def test_check_when_a_verb_is_misspelt_then_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grants_file, "shipped", lambda: grants_file.parse(SMALL))

    assert [one.id for one in shipped_grants_name_known_verbs(None)] == ["motcua.people.W001"] * 2


def test_verbs_when_named_twice_differently_then_a_programming_error() -> None:
    with pytest.raises(ValueError, match="has a name already"):
        verbs.register({"people.manage": "something else"})
    assert list(verbs.registered()) == sorted(verbs.registered())


@pytest.mark.django_db
def test_database_when_new_then_the_shipped_rights_are_in_it_and_loading_changes_nothing() -> None:
    in_file = {(role.code, verb, reach) for role in grants_file.shipped().roles for verb, reach in role.grants}

    loaded = load_shipped(actor=SYSTEM, now=NOW)

    assert set(RoleGrant.objects.values_list("role__code", "verb", "reach")) == in_file
    assert (loaded.begun, loaded.ended) == (0, 0)
    assert not AuditRecord.objects.exists()


@pytest.mark.django_db
class TestLoading:
    @pytest.fixture(autouse=True)
    def only_small(self) -> None:
        RoleGrant.objects.all().delete()
        load_shipped(actor=SYSTEM, now=NOW, file=grants_file.parse(SMALL))

    def rows(self, verb: str) -> list[tuple[dt.date, dt.date | None]]:
        return list(RoleGrant.objects.filter(verb=verb).order_by("valid_from").values_list("valid_from", "valid_to"))

    def test_loading_when_first_then_from_the_files_date(self) -> None:
        assert self.rows("test.one") == [(dt.date(2000, 1, 1), None)]
        assert AuditRecord.objects.get().act == "people.grants_loaded"

    def test_loading_when_the_file_dropped_a_right_then_it_ends_today_and_comes_back_later(self) -> None:
        later = NOW + dt.timedelta(days=10)

        load_shipped(actor=SYSTEM, now=NOW, file=grants_file.parse(SMALLER))
        assert self.rows("test.two") == [(dt.date(2000, 1, 1), TODAY)]

        load_shipped(actor=SYSTEM, now=later, file=grants_file.parse(SMALL))
        assert self.rows("test.two") == [(dt.date(2000, 1, 1), TODAY), (dt.date(2026, 12, 3), None)]

    def test_loading_when_the_province_ended_a_right_then_it_stays_ended(self) -> None:
        grant = RoleGrant.objects.get(verb="test.two")
        end_grant(grant, TODAY, actor=SYSTEM, now=NOW, source="QĐ 12/QĐ-UBND")

        load_shipped(actor=SYSTEM, now=NOW, file=grants_file.parse(SMALL))

        assert self.rows("test.two") == [(dt.date(2000, 1, 1), TODAY)]

    def test_loading_when_the_province_gave_a_right_then_it_is_left_alone(self) -> None:
        self.give("test.own")

        load_shipped(actor=SYSTEM, now=NOW, file=grants_file.parse(SMALL))

        assert self.rows("test.own") == [(TODAY, None)]

    def give(self, verb: str, actor: Actor = SYSTEM) -> RoleGrant:
        return give_grant(
            "tester", verb, ReachKind.SUBTREE, actor=actor, now=NOW, valid_from=TODAY, source="QĐ 12/QĐ-UBND"
        )

    def test_giving_when_it_is_given_already_then_conflict(self) -> None:
        self.give("test.own")

        with pytest.raises(Conflict, match="dates_overlap"):
            self.give("test.own")

    def test_ending_when_before_it_began_then_refused(self) -> None:
        with pytest.raises(Invalid, match="dates_reversed"):
            end_grant(self.give("test.own"), TODAY, actor=SYSTEM, now=NOW, source="x")

    def test_any_change_when_the_actor_does_not_manage_people_then_refused(self) -> None:
        grant = RoleGrant.objects.get(verb="test.one")

        with pytest.raises(NotAllowed):
            self.give("test.own", STRANGER)
        with pytest.raises(NotAllowed):
            end_grant(grant, TODAY, actor=STRANGER, now=NOW, source="x")
        with pytest.raises(NotAllowed):
            load_shipped(actor=STRANGER, now=NOW)

    def test_role_when_renamed_in_the_file_then_renamed(self) -> None:
        load_shipped(actor=SYSTEM, now=NOW, file=grants_file.parse(SMALL.replace("Người thử", "Người kiểm thử")))

        assert Role.objects.get(code="tester").name == "Người kiểm thử"
