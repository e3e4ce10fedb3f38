"""Cells: what provinces published, each opened as facts of its own."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from motcua.core.canonical import Json
from motcua.core.errors import Conflict
from motcua.figures.facts.reader import Facts, open_facts

from .places import FolderPlace, Place
from .publication import Publication, check_files, required


@dataclass(frozen=True)
class Cell:
    """One province's newest publication and where it lies."""

    place: Place
    publication: Publication

    @property
    def code(self) -> str:
        return self.publication.cell

    def to_json(self) -> dict[str, Json]:
        found = self.publication
        return {
            "cell": found.cell,
            "name": found.cell_name,
            "place": self.place.shown,
            "number": found.number,
            "sha256": found.sha256,
            "settled_at": found.settled_at,
            "dossiers": found.as_manifest().rows().get("dossiers", 0),
        }


def open_cells(places: Sequence[Place], *, thoroughly: bool = False) -> tuple[Cell, ...]:
    """In order of their codes. Raises NotFound ``exchange_nothing_there``, Invalid (``exchange_manifest_damaged``,
    ``exchange_schema_newer``, ``exchange_file_missing``, ``exchange_file_damaged`` ...), each with the place, Conflict
    ``exchange_cell_twice``."""
    cells = [Cell(place, required(place)) for place in places]
    for cell in cells:
        check_files(cell.place, cell.publication, thoroughly=thoroughly)
        twice = [one.place.shown for one in cells if one.code == cell.code]
        if len(twice) > 1:
            raise Conflict("exchange_cell_twice", params={"cell": cell.code, "places": ", ".join(twice)})
    return tuple(sorted(cells, key=lambda cell: cell.code))


@contextmanager
def facts_of_cell(cell: Cell, as_of: dt.datetime | None = None) -> Iterator[Facts]:
    """As they were published, or as of an instant. What lies in a bucket is fetched for the block."""
    with local(cell) as root, open_facts(as_of, root=root, manifest=cell.publication.as_manifest()) as facts:
        yield facts


@contextmanager
def local(cell: Cell) -> Iterator[Path]:
    """The folder of its files; what lies in a bucket is fetched for the block."""
    if isinstance(cell.place, FolderPlace):
        yield cell.place.root
        return
    root = Path(tempfile.mkdtemp(prefix="motcua-cell-"))
    try:
        for file in cell.publication.files:
            target = root / file.lies_at
            target.parent.mkdir(parents=True, exist_ok=True)
            with cell.place.local(file.lies_at) as fetched:
                shutil.copyfile(fetched, target)
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)
