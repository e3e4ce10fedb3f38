"""Learning, keeping and asking a model; and the rules it has to beat."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.petitions.suggesting.features import MOST_LETTERS, SPACE, features, words_of
from motcua.petitions.suggesting.fitting import Example, beats_rules, fit, judge, split
from motcua.petitions.suggesting.linear import TRACKS, decoded, digest
from motcua.petitions.suggesting.measures import by_category, calibration_error, judged, reliability
from motcua.petitions.suggesting.rules import read, shipped
from motcua.simulate.petitions.speech import families

from .examples import END, history, model

POTHOLE = "Mặt đường trước chợ Mới có nhiều ổ gà rất nguy hiểm"


def test_one_text_in_another_composition_or_case_has_the_same_features() -> None:
    usual = set(features(POTHOLE).places.tolist())

    assert set(features(unicodedata.normalize("NFD", POTHOLE)).places.tolist()) == usual
    assert set(features(POTHOLE.upper()).places.tolist()) == usual


def test_without_diacritics_most_features_stay() -> None:
    usual = set(features(POTHOLE).places.tolist())
    bare = set(features("Mat duong truoc cho Moi co nhieu o ga rat nguy hiem").places.tolist())

    assert bare < usual
    assert len(bare) > 0.85 * len(usual)


def test_numbers_are_alike_and_links_are_one_word() -> None:
    assert [one.whole for one in words_of("số 45 xem http://a.example/b?c=1 nhaaaa")] == [
        "số",
        "0",
        "xem",
        "link",
        "nha",
    ]


@given(st.text(max_size=400))
def test_any_text_has_features_within_the_table(text: str) -> None:
    seen = features(text)

    assert len(set(seen.places.tolist())) == len(seen.places)
    assert all(0 <= one < SPACE for one in seen.places.tolist())
    assert all(a <= b < len(seen.words) for a, b in zip(seen.first.tolist(), seen.last.tolist(), strict=True))


def test_a_very_long_text_is_read_up_to_a_bound() -> None:
    assert features("ổ gà " * 100_000).words[-1].end <= MOST_LETTERS


def test_the_model_beats_the_rules_on_what_came_later_and_says_so() -> None:
    metrics = judge(model(), shipped().categories, split(history()).held_out)

    assert beats_rules(metrics)
    assert metrics["model"]["accuracy"] > 0.7  # type: ignore[index]
    assert set(metrics["tracks"]) == set(TRACKS)  # type: ignore[call-overload]


def test_a_model_that_is_no_better_stays_out_of_force() -> None:
    same = {"accuracy": 0.5, "top_3": 0.6}

    assert not beats_rules({"model": same, "rules": same})
    assert not beats_rules({"model": {"accuracy": 0.6, "top_3": 0.5}, "rules": same})


def test_an_answer_has_three_categories_probabilities_and_words_of_the_text() -> None:
    answer = model().answer(POTHOLE)

    assert answer.categories[0][0] == "duong-hong"
    assert len(answer.categories) == 3
    assert 0 < sum(chance for _code, chance in answer.categories) <= 1 + 1e-9
    assert answer.words
    assert all(word in POTHOLE for word in answer.words)


@pytest.mark.parametrize("text", ["", "   ", "!!!", "😀", "ບໍ່ມີນໍ້າ", "ꨀꨆꨯ", "x" * 5000])
def test_texts_without_words_or_in_other_scripts_get_an_answer_too(text: str) -> None:
    answer = model().answer(text)

    assert len(answer.categories) == 3
    assert all(0 <= chance <= 1 for chance in answer.tracks.values())


def test_a_kept_model_answers_the_same_and_has_the_same_bytes_again() -> None:
    body = model().encoded()
    again = decoded(body)

    assert digest(again.encoded()) == digest(body)
    assert again.answer(POTHOLE) == model().answer(POTHOLE)


@pytest.mark.parametrize("spoiled", [b"", b"\x00\x00\x00\x02{}", b"\xff" * 40, "x" * 9])
def test_bytes_that_are_no_model_are_refused(spoiled: bytes | str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decoded(spoiled.encode() if isinstance(spoiled, str) else spoiled)


def test_too_little_to_learn_from_is_said() -> None:
    few = [Example(END.date(), "ổ gà", "duong-hong")] * 20

    with pytest.raises(ValueError, match="too little"):
        fit(split(few))


def test_learning_again_from_the_same_gives_the_same_model() -> None:
    some = split(history()[:900])

    assert digest(fit(some).encoded()) == digest(fit(some).encoded())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mat duong co o ga to", "duong-hong"),
        ("Nhà bên hát karaoke ồn ào", "tieng-on"),
        ("chó thả rông cắn người", "dong-vat"),
        ("pothole near the market", "duong-hong"),
        ("They overcharged us", "gia-ca"),
    ],
)
def test_rules_know_common_words_with_and_without_diacritics(text: str, code: str) -> None:
    assert shipped().categories(text)[0][0] == code
    assert shipped().said(text, code)


def test_rules_do_not_take_cho_for_dogs_nor_say_anything_of_nothing() -> None:
    assert shipped().categories("gửi cho tôi") == []
    assert shipped().categories("") == []


@pytest.mark.parametrize(
    ("text", "track"),
    [
        ("Tôi làm đơn khiếu nại quyết định thu hồi đất", "complaint"),
        ("toi to cao ong Nguyen Van A nhan hoi lo", "denunciation"),
        ("Vay tiền nhanh, giải ngân 5 phút", "spam"),
        ("dây điện đứt tóe lửa, khẩn cấp", "urgent"),
    ],
)
def test_rules_know_what_has_a_track_of_its_own(text: str, track: str) -> None:
    assert shipped().tracks(words_of(text))[track] >= 2


def test_rules_cover_every_category_that_people_tell_of() -> None:
    spoken = {code for rows in shipped().category.values() for _phrase, code in rows}

    assert spoken == set(families())


def test_a_table_of_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        read("format = 2")


def test_measures_count_by_hand() -> None:
    truth = ["a", "a", "b", "b"]
    said = [[("a", 0.9)], [("b", 0.6), ("a", 0.3)], [("b", 0.6)], []]

    found = judged(truth, said)

    assert (found["accuracy"], found["top_3"], found["answered"]) == (0.5, 0.75, 0.75)
    assert by_category(truth, said)["b"] == {"n": 2, "recall": 0.5, "precision": 0.5}
    assert reliability(truth, said) == [{"n": 2, "said": 0.6, "came": 0.5}, {"n": 1, "said": 0.9, "came": 1.0}]
    assert np.isclose(calibration_error(truth, said), (0.1 * 2 + 0.1) / 4)
