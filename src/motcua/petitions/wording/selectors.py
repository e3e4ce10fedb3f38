"""Answers to start from for a category, and what an answer still lacks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final

from motcua.organisation.models import in_force
from motcua.petitions.wording.models import AnswerTemplate

_GAP: Final = re.compile(r"\{[^{}\n]{1,80}\}")


def gaps(text: str) -> list[str]:
    """What a template asks to be filled in and is not: ``{ngày xử lý}``, in order, each once."""
    return list(dict.fromkeys(found.group() for found in _GAP.finditer(text)))


def templates_for(categories: Sequence[str], on: dt.date) -> list[AnswerTemplate]:
    """Answers to start from: those of the categories (a branch and its parents), then those for all."""
    rows = AnswerTemplate.objects.filter(in_force(on), category__in=["", *categories])
    order = {code: place for place, code in enumerate(categories)}
    return sorted(rows, key=lambda one: (order.get(one.category, len(order)), one.title, one.pk))
