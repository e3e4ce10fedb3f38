"""Whatever is changed in a backup is found before anything is restored, and named."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from motcua.backup.reading import check, open_backup
from motcua.backup.store import Store
from motcua.core.errors import Invalid
from tests.dossiers.world import NOW, World

from .conftest import backed_up, flipped

pytestmark = pytest.mark.django_db(transaction=True)


def fault(place: Store, name: str) -> tuple[str, str]:
    """The code, and the part it names."""
    with pytest.raises(Invalid) as error:
        check(open_backup(place, name))
    return error.value.code, str(error.value.params.get("part"))


def test_bit_when_flipped_anywhere_then_refused_with_the_part_named(filled: World, place: Store) -> None:
    name = backed_up(place).name
    check(open_backup(place, name))
    paths = sorted(path for path in place.folder.rglob("*") if path.is_file() and path.stat().st_size)
    paths = [path for path in paths if path.parent.name == name or "blobs" in path.parts]
    assert {path.name for path in paths} >= {"manifest.json", "database.part", "files.part", "gone.part"}

    @examples(max_examples=150)
    @given(st.data())
    def flip(data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(paths))
        offset = data.draw(st.integers(0, path.stat().st_size - 1))
        with flipped(path, offset, data.draw(st.integers(0, 7))):
            code, part = fault(place, name)
        if path.name == "manifest.json":
            assert code in {"backup_damaged", "backup_key_wrong", "backup_key_unknown", "backup_format_unknown"}
        else:
            relative = path.relative_to(place.folder)
            told = relative.name if relative.parts[0] == name else str(relative)
            assert (code, part) == ("backup_damaged", told)

    flip()
    check(open_backup(place, name))


def test_seal_when_one_of_its_letters_is_made_capital_then_refused(filled: World, place: Store) -> None:
    name = backed_up(place).name
    path = place.place(name) / "manifest.json"
    seal = json.loads(path.read_bytes())["mac"]
    letter = next(number for number, sign in enumerate(seal) if sign.isalpha())

    with flipped(path, path.read_bytes().index(seal.encode()) + letter, 5):
        assert fault(place, name) == ("backup_damaged", "manifest.json")


def test_part_when_cut_lengthened_missing_or_of_another_backup_then_refused(filled: World, place: Store) -> None:
    first, second = backed_up(place).name, backed_up(place, NOW + dt.timedelta(minutes=1)).name
    whole = place.place(second)
    for part in ("database.part", "files.part", "gone.part"):
        before = (whole / part).read_bytes()
        for changed in (before[:-1], before[: len(before) // 2], b"", before + b"\0"):
            (whole / part).write_bytes(changed)
            assert fault(place, second) == ("backup_damaged", part)
        shutil.copy(place.place(first) / part, whole / part)
        assert fault(place, second) == ("backup_damaged", part)
        (whole / part).unlink()
        assert fault(place, second) == ("backup_part_missing", part)
        (whole / part).write_bytes(before)
    check(open_backup(place, second))


def test_parts_when_swapped_with_manifest_and_all_then_still_refused(filled: World, place: Store) -> None:
    """Even somebody who could make the manifest say so cannot put one part in another's place: each has its own key."""
    from dataclasses import replace

    from motcua.backup import manifest

    backup = open_backup(place, backed_up(place).name)
    parts = dict(backup.manifest.parts)
    parts["database.part"], parts["files.part"] = parts["files.part"], parts["database.part"]
    swapped = replace(backup.manifest, parts=parts)
    (backup.place / "manifest.json").write_bytes(manifest.write(swapped, backup.key))
    _swap(backup.place / "database.part", backup.place / "files.part")

    assert fault(place, backup.name) == ("backup_damaged", "database.part")


def _swap(one: Path, other: Path) -> None:
    aside = one.with_name("aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


def test_blobs_when_swapped_or_missing_then_refused_with_their_names(filled: World, place: Store) -> None:
    filled.submit(files=((filled.component, filled.file()),))
    backup = open_backup(place, backed_up(place).name)
    one, other = [place.blob(blob.name) for blob in backup.files()][:2]

    _swap(one, other)
    assert fault(place, backup.name) == ("backup_damaged", str(one.relative_to(place.folder)))
    _swap(one, other)
    other.unlink()
    assert fault(place, backup.name) == ("backup_part_missing", str(other.relative_to(place.folder)))
