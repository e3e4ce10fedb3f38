from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from motcua.figures.facts import manifest as manifests
from motcua.figures.facts import prune as pruning
from motcua.figures.facts.prune import prune

from .conftest import SETTLED, dossier, province

NOW = SETTLED + dt.timedelta(days=90)


@pytest.mark.django_db
def test_prune_when_a_publication_names_an_old_manifest_then_it_and_its_files_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = province(tmp_path, "XA", [dossier("a")])
    second = manifests.publish(tmp_path, replace(first, number=2, files=first.files[:1]))
    third = manifests.publish(tmp_path, replace(first, number=3, files=first.files[:2]))
    monkeypatch.setattr(pruning, "_keepers", {**pruning._keepers, "test": lambda: [second.sha256]})

    counted = prune(now=NOW, older_than=dt.timedelta(days=30), root=tmp_path, dry_run=True)
    assert manifests.newest(tmp_path) == third
    done = prune(now=NOW, older_than=dt.timedelta(days=30), root=tmp_path)

    assert counted == done
    assert (done.manifests, done.files, done.kept) == (1, len(first.files) - 2, 2)
    assert [one.number for one in manifests.all_manifests(tmp_path)] == [3, 2]
    manifests.check_files(tmp_path, third, thoroughly=True)
    assert not (tmp_path / first.files[-1].name).exists()


@pytest.mark.django_db
def test_prune_when_manifests_are_young_then_they_stay(tmp_path: Path) -> None:
    first = province(tmp_path, "XA", [dossier("a")])
    manifests.publish(tmp_path, replace(first, number=2))

    done = prune(now=SETTLED + dt.timedelta(days=1), older_than=dt.timedelta(days=30), root=tmp_path)

    assert (done.manifests, done.kept) == (0, 2)


def test_keepers_when_the_program_starts_then_publications_are_among_them() -> None:
    assert "publications" in pruning._keepers
