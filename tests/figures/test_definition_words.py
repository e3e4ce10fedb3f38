"""Every sentence that a proof page shows of the shipped definitions has its Vietnamese text."""

from __future__ import annotations

from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.words import said, vietnamese
from motcua.figures.trees import catalogue as trees


def test_every_sentence_of_the_shipped_definitions_is_there_in_vietnamese() -> None:
    catalogue = shipped()
    versions = [one for found in catalogue.indicators.values() for one in found]
    wanted = {
        *(measure.about for measure in catalogue.measures.values()),
        *(text for one in versions for text in (one.note, one.source)),
    }
    assert sorted(wanted - {""} - set(vietnamese())) == []


def test_every_note_of_index_766_is_there_in_vietnamese() -> None:
    found = [tree for (index, _), versions in trees.shipped().versions.items() if index == "qd766" for tree in versions]
    wanted = {text for tree in found for text in (tree.note, tree.level_note, *(one.note for one in tree.criteria))}

    assert found
    assert sorted(wanted - {""} - set(vietnamese())) == []


def test_sentence_when_an_office_wrote_its_own_then_it_stands_as_it_is() -> None:
    assert said("ngày tiếp nhận nằm trong kỳ, theo sổ", "vi") == "ngày tiếp nhận nằm trong kỳ, theo sổ"
    assert said("signed within the period", "en") == "signed within the period"
    assert said("signed within the period", "vi") == "ký trong kỳ"
