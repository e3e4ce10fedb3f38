"""``motcua serve``: the web, by threads, on ``--host`` and ``--port``, or on the socket that systemd hands over."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click
from django.conf import settings
from django.utils.translation import gettext as _

FIGURES: Final = "PROMETHEUS_MULTIPROC_DIR"


@click.command(help=_("Chạy máy chủ web."))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers", default=settings.WEB_WORKERS, show_default=True, type=click.IntRange(1, 64), help=_("số tiến trình")
)
@click.option(
    "--threads",
    default=settings.WEB_THREADS,
    show_default=True,
    type=click.IntRange(1, 256),
    help=_("số luồng mỗi tiến trình"),
)
def command(host: str, port: int, workers: int, threads: int) -> None:
    if importlib.util.find_spec("granian") is None:  # no wheel for this machine: gunicorn serves, more slowly
        _gunicorn(host, port, workers, threads)
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from motcua.cli.activation import ActivatedGranian, handed_over

    kind = ActivatedGranian if handed_over() else Granian
    # Each thread keeps its own database connection: workers x threads of them.
    server = kind(
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
    )
    with _figures_together(workers):
        server.serve()


@contextmanager
def _figures_together(workers: int) -> Iterator[None]:
    """With several processes: a folder in which they put their figures together, so that ``/metrics`` of any of them
    is whole. The library looks for it when a process first imports it, which is after this. A folder that was named
    from outside is left as it is."""
    if workers == 1 or FIGURES in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="motcua-figures-", ignore_cleanup_errors=True) as folder:
        os.environ[FIGURES] = folder
        try:
            yield
        finally:
            del os.environ[FIGURES]


def _gunicorn(host: str, port: int, workers: int, threads: int) -> None:
    """Become gunicorn; does not return."""
    if workers > 1:
        os.environ.setdefault(FIGURES, tempfile.mkdtemp(prefix="motcua-figures-"))
    arguments = ["--worker-class=gthread", f"--workers={workers}", f"--threads={threads}", f"--bind={host}:{port}"]
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments, "motcua.wsgi:application"])  # noqa: S606
