"""``motcua serve``: the web, by threads."""

from __future__ import annotations

import importlib.util
import os
import sys

import click
from django.utils.translation import gettext as _

THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)


@click.command(help=_("Chạy máy chủ web."))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help=_("số tiến trình"))
@click.option(
    "--threads", default=THREADS, show_default=True, type=click.IntRange(1, 256), help=_("số luồng mỗi tiến trình")
)
def command(host: str, port: int, workers: int, threads: int) -> None:
    if importlib.util.find_spec("granian") is None:  # no wheel for this machine: gunicorn serves, more slowly
        _gunicorn(host, port, workers, threads)
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # Each thread keeps its own database connection: workers x threads of them.
    Granian(
        "motcua.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        blocking_threads_idle_timeout=600,
        backpressure=threads * 16,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        log_level=LogLevels.warning,
    ).serve()


def _gunicorn(host: str, port: int, workers: int, threads: int) -> None:
    """Become gunicorn; does not return."""
    arguments = ["--worker-class=gthread", f"--workers={workers}", f"--threads={threads}", f"--bind={host}:{port}"]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments, "motcua.wsgi:application"])  # noqa: S606
