"""``motcua token``: tokens with which programs use the API. A token is printed once and kept nowhere."""

from __future__ import annotations

import datetime as dt
import json
from uuid import UUID

import click
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.core import clock
from motcua.people import policy, selectors
from motcua.people.actors import SYSTEM
from motcua.people.models import ApiToken
from motcua.people.permissions import SCOPES
from motcua.people.services.accounts import create_service
from motcua.people.services.tokens import create_token, revoke_token

_json_option = click.option("--json", "as_json", is_flag=True, help=_("in dạng JSON"))


@click.group(help=_("Mã truy cập API cho chương trình: tạo, xem, thu hồi."))
def command() -> None:
    pass


@command.command(help=_("Tạo mã truy cập và in ra một lần duy nhất, riêng ở dòng đầu."))
@click.option("--user", "name", required=True, help=_("tên đăng nhập, hoặc thư điện tử của người dân"))
@click.option("--scope", "scopes", multiple=True, required=True, help=" ".join(sorted(SCOPES)))
@click.option("--name", "label", default="", help=_("tên gọi để nhận ra mã này"))
@click.option("--days", type=click.IntRange(1, 3650), default=policy.TOKEN_LIFE.days, show_default=True)
@click.option("--new-service", is_flag=True, help=_("chưa có thì tạo tài khoản dành cho chương trình"))
@_json_option
def create(*, name: str, scopes: tuple[str, ...], label: str, days: int, new_service: bool, as_json: bool) -> None:
    now = clock.now()
    user = selectors.account_named(name)
    if user is None and new_service:
        user = create_service(name, label, actor=SYSTEM, now=now)
    if user is None:
        raise Failure(_("không có tài khoản %(name)s") % {"name": name})
    wanted = [scope for text in scopes for scope in text.replace(",", " ").split()]
    token, secret = create_token(user, wanted, actor=SYSTEM, now=now, name=label, life=dt.timedelta(days=days))
    if as_json:
        click.echo(json.dumps({"token": secret, **_shown(token)}, ensure_ascii=False, indent=2))
        return
    click.echo(secret)
    click.echo(_("Hãy cất mã này ngay: hệ thống không giữ lại và không in lần nữa."), err=True)


@command.command("list", help=_("Các mã đang có; không in được mã, chỉ in vài chữ đầu."))
@_json_option
def list_(*, as_json: bool) -> None:
    tokens = list(ApiToken.objects.select_related("user").order_by("created_at"))
    if as_json:
        click.echo(json.dumps([_shown(token) for token in tokens], ensure_ascii=False, indent=2))
        return
    for token in tokens:
        state = _("đã thu hồi") if token.revoked_at else str(token.expires_at or "-")
        click.echo(f"{token.uid}  {token.hint}…  {token.user.username}  {' '.join(token.scopes)}  {state}")


@command.command(help=_("Thu hồi một mã theo ID; có hiệu lực ngay."))
@click.argument("token_id", type=click.UUID)
def revoke(*, token_id: UUID) -> None:
    token = ApiToken.objects.filter(uid=token_id).select_related("user").first()
    if token is None:
        raise Failure(_("không có mã truy cập này"))
    revoke_token(token, actor=SYSTEM, now=clock.now())
    click.echo(_("đã thu hồi"))


def _shown(token: ApiToken) -> dict[str, object]:
    return {
        "id": str(token.uid),
        "hint": token.hint,
        "user": token.user.username,
        "name": token.name,
        "scopes": token.scopes,
        "created_at": token.created_at.isoformat(),
        "expires_at": token.expires_at.isoformat() if token.expires_at else None,
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
        "last_used_on": token.last_used_on.isoformat() if token.last_used_on else None,
    }
