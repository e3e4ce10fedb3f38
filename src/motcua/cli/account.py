"""``motcua account``: accounts of officials, above all the first administrator, and what to do when a telephone is
lost."""

from __future__ import annotations

import datetime as dt
import secrets

import click
from django.utils.translation import gettext as _

from motcua.cli.failures import Failure
from motcua.core import clock
from motcua.organisation.models import Post, in_force
from motcua.people import selectors
from motcua.people.actors import SYSTEM
from motcua.people.models import User
from motcua.people.services import accounts, grants, postings, second_factor


@click.group(help=_("Tài khoản cán bộ: tạo, đặt lại mật khẩu và xác thực hai lớp, khóa."))
def command() -> None:
    pass


@command.command(help=_("Tạo tài khoản cán bộ; in mật khẩu dùng lần đầu, riêng ở dòng đầu."))
@click.argument("username")
@click.option("--name", required=True, help=_("họ và tên"))
@click.option("--email", default="")
@click.option("--post", "post_code", help=_("mã vị trí được phân công từ hôm nay"))
def create(*, username: str, name: str, email: str, post_code: str | None) -> None:
    now = clock.now()
    post = None if post_code is None else _post(post_code, clock.legal_date(now))
    word = _first_password()
    user = accounts.create_official(username, name, actor=SYSTEM, now=now, password=word, email=email)
    if post is not None:
        postings.assign(user, post, actor=SYSTEM, now=now, valid_from=clock.legal_date(now))
    click.echo(word)
    click.echo(_("Lần đăng nhập đầu sẽ yêu cầu đổi mật khẩu và thiết lập xác thực hai lớp."), err=True)


@command.command("reset-password", help=_("Đặt mật khẩu dùng một lần, in ra riêng ở dòng đầu; mọi phiên kết thúc."))
@click.argument("username")
def reset_password(*, username: str) -> None:
    word = _first_password()
    accounts.set_password(_official(username), word, actor=SYSTEM, now=clock.now())
    click.echo(word)


@command.command(
    "reset-second-factor", help=_("Mất điện thoại: lần đăng nhập sau phải thiết lập lại; mọi phiên kết thúc.")
)
@click.argument("username")
def reset_second_factor(*, username: str) -> None:
    second_factor.reset(_official(username), actor=SYSTEM, now=clock.now())
    click.echo(_("xong"))


@command.command("switch-off", help=_("Khóa tài khoản ngay, kể cả các phiên và mã truy cập."))
@click.argument("username")
def switch_off(*, username: str) -> None:
    accounts.switch_off(_official(username), actor=SYSTEM, now=clock.now())
    click.echo(_("xong"))


@command.command("load-grants", help=_("Đưa bảng quyền đi kèm chương trình vào cơ sở dữ liệu sau khi nâng cấp."))
def load_grants() -> None:
    loaded = grants.load_shipped(actor=SYSTEM, now=clock.now())
    click.echo(_("thêm %(begun)d quyền, kết thúc %(ended)d quyền") % {"begun": loaded.begun, "ended": loaded.ended})


def _first_password() -> str:
    return secrets.token_urlsafe(15)


def _official(username: str) -> User:
    user = selectors.account_named(username)
    if user is None:
        raise Failure(_("không có tài khoản %(name)s") % {"name": username})
    return user


def _post(code: str, on: dt.date) -> Post:
    post = Post.objects.filter(in_force(on), code=code).select_related("unit").first()
    if post is None:
        raise Failure(_("không có vị trí %(code)s") % {"code": code})
    return post
