"""``motcua demo``: the demo province, loaded, served and shown."""

from __future__ import annotations

import json
import os
import shutil
import socket

import click
import structlog
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.utils.translation import gettext as _

from motcua import launcher
from motcua.cli import demo_check, demo_tour
from motcua.cli.children import Children, children
from motcua.cli.connection import analyze, as_owner, use_embedded_database
from motcua.cli.failures import Failure
from motcua.cli.migrate import migrate, unknown_migrations
from motcua.core import clock
from motcua.demo import history, loaded
from motcua.demo.accounts import shown_posts, totp_secret
from motcua.demo.assessments import load_assessments
from motcua.demo.base import load_base
from motcua.demo.certifying import load_certifications
from motcua.demo.info import demo_facts
from motcua.demo.national import load_national, load_publication
from motcua.demo.ratings import load_ratings
from motcua.demo.screens import count_screens
from motcua.demo.statutory import load_statutory
from motcua.demo.surveys import load_surveys
from motcua.people import totp

needs_database = False

DOSSIERS = 20_000

_sized = click.option(
    "--dossiers", default=DOSSIERS, show_default=True, type=click.IntRange(0), help=_("số hồ sơ trong lịch sử")
)


@click.group(help=_("Tỉnh mẫu An Sơn: nạp dữ liệu, chạy thử, xem tài khoản."))
def command() -> None:
    pass


@command.command(help=_("Nạp dữ liệu của tỉnh mẫu (đã nạp rồi thì thôi)."))
@click.option(
    "--dossiers", default=DOSSIERS, show_default=True, type=click.IntRange(0), help=_("số hồ sơ trong lịch sử")
)
def load(dossiers: int) -> None:
    _demo_only()
    use_embedded_database()
    migrate(verbosity=0)
    load_demo(dossiers=dossiers)
    _say_made(_make_whole())


@command.command("history", help=_("Nạp tiếp phần lịch sử còn lại của tỉnh mẫu; dừng giữa chừng thì lần sau nạp tiếp."))
def rest_of_history() -> None:
    _demo_only()
    use_embedded_database()
    os.nice(10)  # people who look at the demo come first
    _say_made(_make_whole())


@command.command(help=_("Chỉ đường cho người mới: ai đăng nhập, bấm gì; và các tài khoản, mã mẫu."))
@click.option("--json", "as_json", is_flag=True)
def info(as_json: bool) -> None:
    use_embedded_database()
    facts = demo_info()
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, default=str))
    else:
        demo_tour.show(facts)


@command.command(help=_("In mã xác thực hiện thời của một tài khoản mẫu, thay cho ứng dụng trên điện thoại."))
@click.argument("username")
def code(username: str) -> None:
    if username not in shown_posts():
        raise Failure(_("tỉnh mẫu không có tài khoản %(name)s; xem motcua demo info") % {"name": username})
    click.echo(totp.code_of(totp_secret(username), totp.step_at(clock.now())))


@command.command(help=_("Chuẩn bị mọi thứ và chạy tỉnh mẫu cho đến khi nhấn Ctrl-C."))
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--reset", is_flag=True, help=_("xóa dữ liệu cũ và nạp lại từ đầu"))
@click.option(
    "--dossiers", default=DOSSIERS, show_default=True, type=click.IntRange(0), help=_("số hồ sơ trong lịch sử")
)
@click.option("--check", is_flag=True, help=_("chạy trên một cổng trống, đưa một hồ sơ qua mọi bước, in ok rồi dừng"))
def up(port: int, reset: bool, dossiers: int, check: bool) -> None:
    _demo_only()
    if check:
        port = free_port()
    elif not _is_free(port):
        raise Failure(_("cổng %(port)d đang có chương trình khác dùng: chọn --port khác") % {"port": port})
    held = launcher.take_hold(settings.STATE_DIR, pg_bin=settings.PG_BIN) if settings.EMBEDDED_DATABASE else None
    try:
        if held is not None:
            _say(_("cơ sở dữ liệu: %(folder)s") % {"folder": held.cluster.folder})
        if settings.EMAIL_BACKEND.startswith("motcua.demo"):
            _say(_("thư gửi đi được giữ ở: %(folder)s") % {"folder": settings.DEMO_POST})
        use_embedded_database()
        if reset:
            reset_demo()
        _prepare(min(dossiers, history.OF_A_CHECK) if check else dossiers)
        _serve(port, check=check)
    except KeyboardInterrupt:
        _say(_("đã dừng"))
    finally:
        connections.close_all()
        if held is not None:
            held.release(stop_if_last=True)


def load_demo(*, dossiers: int) -> None:
    """Load the province and the part of its history that is there before anybody looks. Loading twice changes
    nothing."""
    is_older = loaded.is_of_another_version()
    is_new = not is_older and not loaded.is_noted()
    try:
        load_base(now=clock.now())
        history.begin(dossiers, now=clock.now())
        history.make_first()
    except Exception as error:
        if is_older:
            raise Failure(_("dữ liệu do bản trước của tỉnh mẫu nạp, không dùng tiếp được: thêm --reset")) from error
        raise
    if is_new:
        loaded.note_version(now=clock.now())
    if is_older:
        _say(_("dữ liệu do bản trước của tỉnh mẫu nạp, vẫn chạy được; muốn có dữ liệu mới: thêm --reset"))


def _make_whole() -> history.Made:
    try:
        made = history.make_all()
    except RuntimeError as error:
        raise Failure(_("lịch sử chưa đủ: chạy lại tỉnh mẫu để nạp tiếp")) from error
    if made.dossiers > history.OF_A_CHECK:
        load_certifications(now=clock.now())
        load_assessments(now=clock.now())
        load_statutory(now=clock.now())
        load_ratings(now=clock.now())
        load_surveys(now=clock.now())
        count_screens(now=clock.now())
    load_national(now=clock.now())
    load_publication(now=clock.now())
    return made


def _say_made(made: history.Made) -> None:
    if made.dossiers:
        numbers = {"dossiers": made.dossiers, "seconds": round(made.seconds), "rate": made.per_second}
        _say(_("đã nạp %(dossiers)d hồ sơ của lịch sử trong %(seconds)d giây (%(rate)s hồ sơ/giây)") % numbers)


def demo_info(base_url: str = "") -> dict[str, object]:
    """What a person or a program needs to use the demo: the shape of ``motcua demo info --json``."""
    return {"base_url": base_url or _last_address(), **demo_facts()}


def reset_demo() -> None:
    """Throw away everything in the database and all files of the demo."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    shutil.rmtree(settings.FILES_ROOT, ignore_errors=True)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _prepare(dossiers: int) -> None:
    _say(_("cập nhật cấu trúc…"))
    _migrate_or_advise()
    _say(_("nạp tỉnh mẫu…"))
    load_demo(dossiers=dossiers)
    analyze()
    connections.close_all()


def _migrate_or_advise() -> None:
    """Bring the tables up to date. Raises Failure for what another version left and this one cannot go on with."""
    unknown = unknown_migrations()
    if unknown:
        names = {"names": ", ".join(unknown[:3])}
        raise Failure(_("dữ liệu do bản mới hơn của Motcua tạo (%(names)s): dùng bản đó, hoặc thêm --reset") % names)
    try:
        migrate(verbosity=0)
    except (InconsistentMigrationHistory, DatabaseError) as error:
        raise Failure(_("dữ liệu của bản trước không nâng cấp được: thêm --reset để nạp lại từ đầu")) from error


def _serve(port: int, *, check: bool) -> None:
    base_url = f"http://127.0.0.1:{port}"
    with children(os.environ) as started:
        started.start("serve", f"--port={port}")
        started.start("worker")
        started.wait_for_answer(f"{base_url}/health/live", seconds=30)
        facts = demo_info(base_url)
        if check:
            demo_check.run(base_url)
            click.echo("ok")
            return
        started.start("demo", "history", is_errand=True)
        _remember_address(base_url)
        demo_tour.show(facts)
        click.echo(_("Ctrl-C để dừng."))
        _wait(started)


def _wait(started: Children) -> None:
    started.wait()
    raise Failure(_("chương trình %(name)s đã dừng; xem các dòng ở trên") % {"name": started.ended()[0]})


def _demo_only() -> None:
    """The demo's accounts have known passwords: they never come near people's real data."""
    if settings.SETTINGS_MODULE != "motcua.settings.dev":
        raise Failure(_("dữ liệu mẫu chỉ nạp được với motcua.settings.dev"))
    _quietly()


def _remember_address(base_url: str) -> None:
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    (settings.STATE_DIR / "address").write_text(base_url, encoding="utf-8")


def _last_address() -> str:
    try:
        return (settings.STATE_DIR / "address").read_text(encoding="utf-8")
    except FileNotFoundError:
        return "http://127.0.0.1:8000"


def _quietly() -> None:
    """Thousands of things are loaded: only what goes wrong is logged, unless a level was asked for."""
    if "MOTCUA_LOG_LEVEL" not in os.environ:
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))


def _say(text: str) -> None:
    click.echo(text, err=True)
