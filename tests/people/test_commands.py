"""``motcua token`` and ``motcua account``."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from motcua.cli import account, token
from motcua.core.clock import FrozenClock, legal_date
from motcua.people.actors import load_actor_by_token
from motcua.people.models import ApiToken, User
from motcua.people.services import second_factor
from motcua.people.services.sign_in import check_password
from motcua.people.totp import code_of, step_at
from tests.organisation.factories import PostFactory

from .factories import UserFactory

pytestmark = pytest.mark.django_db

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def run(command: object, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, list(arguments))
    return result.exit_code, result.stdout


def test_token_when_created_then_it_stands_alone_on_the_first_line_and_works(clock: FrozenClock) -> None:
    UserFactory(username="binh")

    code, out = run(token.command, "create", "--user", "Binh", "--scope", "dossiers:read,units:read")

    assert code == 0
    actor = load_actor_by_token(out.splitlines()[0], clock.now())
    assert actor.scopes == {"dossiers:read", "units:read"}


def test_token_when_asked_for_json_then_everything_about_it_once(clock: FrozenClock) -> None:
    UserFactory(citizen=True, email="hoa@example.vn")

    made = json.loads(
        run(token.command, "create", "--user", "hoa@example.vn", "--scope", "dossiers:submit", "--json")[1]
    )
    listed = json.loads(run(token.command, "list", "--json")[1])

    assert made["scopes"] == ["dossiers:submit"]
    assert made["token"] not in json.dumps(listed)
    assert listed[0]["id"] == made["id"]
    assert run(token.command, "revoke", made["id"])[0] == 0
    assert ApiToken.objects.get().revoked_at == clock.now()
    assert "đã thu hồi" in run(token.command, "list")[1]


def test_token_when_for_a_program_then_its_account_can_be_made_too(clock: FrozenClock) -> None:
    assert run(token.command, "create", "--user", "gateway", "--scope", "units:read")[0] != 0
    assert run(token.command, "create", "--user", "gateway", "--scope", "units:read", "--new-service")[0] == 0
    assert User.objects.get().kind == "service"


def test_token_when_the_scope_is_unknown_then_it_fails(clock: FrozenClock) -> None:
    UserFactory(username="binh")

    assert run(token.command, "create", "--user", "binh", "--scope", "everything")[0] != 0
    assert not ApiToken.objects.exists()


def test_account_when_created_then_the_first_password_works_and_must_be_changed(clock: FrozenClock) -> None:
    PostFactory(code="AS.QT")

    code, out = run(account.command, "create", "quan.tri", "--name", "Lê Văn Trị", "--post", "AS.QT")

    assert code == 0
    user = check_password("quan.tri", out.splitlines()[0], source="192.0.2.1", now=clock.now())
    assert user.must_change_password
    assert user.assignments.get().valid_from == legal_date(clock.now())


def test_account_when_the_post_is_unknown_then_nothing_is_made(clock: FrozenClock) -> None:
    assert run(account.command, "create", "quan.tri", "--name", "Lê Văn Trị", "--post", "NOWHERE")[0] != 0
    assert not User.objects.exists()


def test_account_when_the_telephone_is_lost_then_it_can_be_set_up_anew(clock: FrozenClock) -> None:
    user = UserFactory(username="binh")
    second_factor.set_up(user, KEY, code_of(KEY, step_at(clock.now())), clock.now())

    assert run(account.command, "reset-second-factor", "binh")[0] == 0

    assert not second_factor.is_set_up(user.pk)
    assert run(account.command, "reset-second-factor", "nobody")[0] != 0


def test_account_when_the_password_is_reset_or_the_account_switched_off_then_so(clock: FrozenClock) -> None:
    user = UserFactory(username="binh")

    word = run(account.command, "reset-password", "binh")[1].splitlines()[0]
    assert check_password("binh", word, source="192.0.2.1", now=clock.now()) == user
    assert run(account.command, "switch-off", "binh")[0] == 0

    user.refresh_from_db()
    assert not user.is_active


def test_grants_when_loaded_again_then_nothing_changes(clock: FrozenClock) -> None:
    assert run(account.command, "load-grants")[1].strip() == "thêm 0 quyền, kết thúc 0 quyền"
