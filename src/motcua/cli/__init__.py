"""The ``motcua`` command.

Every module of this package that has a ``command`` (a click command or group) is a subcommand by the module's name,
``_`` read as ``-``. It is imported only when it is called for, with Django ready. Unless the module says
``needs_database = False``, the embedded PostgreSQL is started first when no ``DATABASE_URL`` is set.

A failure is one clear line on standard error and an exit code other than 0.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys

import click
import django
from django.core.exceptions import ImproperlyConfigured

from motcua.launcher import LauncherError


def main() -> None:
    """The entry point of the program."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.dev")
    try:
        django.setup()
    except (ImproperlyConfigured, LauncherError, ValueError) as error:
        sys.exit(f"Lỗi cấu hình / configuration error: {error}")
    from motcua.cli.failures import in_the_callers_language

    in_the_callers_language()
    motcua.main(prog_name="motcua")


class Rooms(click.Group):
    """Finds its subcommands among the modules of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = [module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__)]
        return [name for name in names if self.get_command(ctx, name) is not None]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = f"{__name__}.{cmd_name.replace('-', '_')}"
        if importlib.util.find_spec(module) is None:
            return None
        command = getattr(importlib.import_module(module), "command", None)
        return command if isinstance(command, click.Command) else None

    def invoke(self, ctx: click.Context) -> object:
        from motcua.cli.failures import said_in_one_line

        with said_in_one_line():
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None and not ctx.resilient_parsing and "--help" not in rest:
            module = importlib.import_module(f"{__name__}.{name.replace('-', '_')}")
            if getattr(module, "needs_database", True):
                from motcua.cli.connection import use_embedded_database

                use_embedded_database()
        return name, command, rest


@click.group(cls=Rooms)
@click.version_option(package_name="motcua")
def motcua() -> None:
    """Motcua: một cửa điện tử, mở và đúng hạn. / The open one-stop shop."""
