"""Commands: update, compile, merge FRAGMENT..., check."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from motcua.web.translation import catalogue, checks

LANGUAGES = ("en", "vi")


@click.group(help=__doc__)
def main() -> None:
    pass


@main.command()
def extract() -> None:
    """Print how many texts the sources hold."""
    click.echo(f"{len(list(catalogue.messages(catalogue.extract())))} texts")


@main.command()
def update() -> None:
    """Bring the English catalogue in line with the sources: new texts in, unused ones out."""
    english = catalogue.brought_up_to_date(catalogue.read("en"), catalogue.extract())
    catalogue.write(english, "en")
    catalogue.write(catalogue.read("vi"), "vi")
    click.echo(f"{len(english)} texts, {len(catalogue.untranslated(english))} without English")


@main.command("compile")
def compile_() -> None:
    """Write the .mo files that Django reads."""
    catalogue.compile_all(LANGUAGES)


@main.command()
@click.argument("fragments", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--override", is_flag=True, help="Let a fragment replace a translation that is there already.")
def merge(fragments: tuple[Path, ...], *, override: bool) -> None:
    """Update, then take over the English of .po FRAGMENTS, then compile."""
    english = catalogue.brought_up_to_date(catalogue.read("en"), catalogue.extract())
    for path in fragments:
        taken, different, unknown = catalogue.merge(english, catalogue.read_fragment(path, "en"), override=override)
        click.echo(f"{path.name}: {taken} taken, {len(different)} differ, {len(unknown)} not said anywhere")
        for text in different:
            click.echo(f"  differs: {text}")
        for text in unknown:
            click.echo(f"  unused: {text}")
    catalogue.write(english, "en")
    catalogue.write(catalogue.read("vi"), "vi")
    catalogue.compile_all(LANGUAGES)
    click.echo(f"{len(english)} texts, {len(catalogue.untranslated(english))} without English")


@main.command()
def check() -> None:
    """Fail when a text has no English, a catalogue is stale, or a text is written so that it breaks."""
    template = catalogue.extract()
    english = catalogue.read("en")
    faults = [
        *checks.bare_percents(),
        *checks.untranslated(template, english),
        *checks.different_places(english),
        *checks.foreign_without_vietnamese(),
        *checks.stale(template),
    ]
    for fault in faults:
        click.echo(fault, err=True)
    click.echo(f"{len(english)} texts, {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
