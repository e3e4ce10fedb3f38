"""What definitions say in English, in Vietnamese. Beside the definitions, so that their hashes do not change by it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def vietnamese() -> Mapping[str, str]:
    """English sentence -> Vietnamese."""
    text = files(__package__).joinpath("vi.toml").read_text(encoding="utf-8")
    return {key: str(value) for key, value in tomllib.loads(text).items()}


def said(sentence: str, language: str) -> str:
    """The sentence in this language; as it is where there is no text for it (a definition loaded by an office)."""
    return vietnamese().get(sentence, sentence) if language == "vi" else sentence
