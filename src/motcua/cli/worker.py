"""``motcua worker``: background jobs, their timetable, and the drains of the outbox."""

from __future__ import annotations

import os
import signal
import threading

import click
import structlog
from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _
from procrastinate.connector import BaseAsyncConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from motcua.cli.failures import Failure
from motcua.core import outbox

log = structlog.get_logger()


@click.command(help=_("Chạy các việc nền: hàng đợi, lịch chạy, thông báo."))
@click.option(
    "--concurrency",
    default=settings.WORKER_CONCURRENCY,
    show_default=True,
    type=click.IntRange(1, 32),
    help=_("số việc cùng lúc"),
)
@click.option("--one-shot", is_flag=True, help=_("làm hết việc đang chờ rồi dừng"))
def command(concurrency: int, one_shot: bool) -> None:
    stop = threading.Event()
    drains = _Drains(stop)
    drains.start()
    try:
        _run_jobs(concurrency, wait=not one_shot)
        while one_shot and _drained_something():
            _run_jobs(concurrency, wait=False)
    finally:
        stop.set()
        drains.join()
    if drains.failed:
        raise Failure(_("vòng gửi thông báo đã dừng vì lỗi; xem nhật ký"))


def _run_jobs(concurrency: int, *, wait: bool) -> None:
    with app.replace_connector(_connector()) as worker_app:
        worker_app.run_worker(concurrency=concurrency, wait=wait, install_signal_handlers=True)


def _drained_something() -> bool:
    """Whether there was work for the drains, which may have ordered new jobs."""
    turn = outbox.drain_all()
    return turn.handled > 0 or turn.busy


def _connector() -> BaseAsyncConnector:
    """Django's own connector cannot wait for notifications; this one goes to the same database."""
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise Failure(_("hàng đợi chưa dùng cơ sở dữ liệu của Django"))
    return connector.get_worker_connector()


class _Drains(threading.Thread):
    """Runs the outbox until ``stop``. A fault in it ends the whole worker: who supervises it starts it again."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(name="outbox")
        self._stop_event = stop
        self.failed = False

    def run(self) -> None:
        try:
            outbox.run_forever(self._stop_event)
        except Exception:
            self.failed = True
            log.exception("worker.drains_failed")
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            connections.close_all()
