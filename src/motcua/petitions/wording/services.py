"""Shipped words put in force, words found for a category, and what an answer still lacks."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from motcua.organisation.models import in_force
from motcua.petitions.wording.models import AnswerTemplate, CallScript

SHIPPED = Path(__file__).with_name("words.toml")
_GAP: Final = re.compile(r"\{[^{}\n]{1,80}\}")


def gaps(text: str) -> list[str]:
    """What a template asks to be filled in and is not: ``{ngày xử lý}``, in order, each once."""
    return list(dict.fromkeys(found.group() for found in _GAP.finditer(text)))


def templates_for(categories: Sequence[str], on: dt.date) -> list[AnswerTemplate]:
    """Answers to start from: those of the categories (a branch and its parents), then those for all."""
    rows = AnswerTemplate.objects.filter(in_force(on), category__in=["", *categories])
    order = {code: place for place, code in enumerate(categories)}
    return sorted(rows, key=lambda one: (order.get(one.category, len(order)), one.title, one.pk))


def script_for(categories: Sequence[str], on: dt.date) -> list[str]:
    """What to ask about a category: its own script, else its parent's, else the common one."""
    rows = {one.category: one for one in CallScript.objects.filter(in_force(on), category__in=["", *categories])}
    found = next((rows[code] for code in [*categories, ""] if code in rows), None)
    return [line.strip() for line in found.lines.splitlines() if line.strip()] if found else []


def scripts(on: dt.date) -> dict[str, list[str]]:
    """Every script in force, by category; the common one under the empty code."""
    rows = CallScript.objects.filter(in_force(on)).order_by("category")
    return {one.category: [line.strip() for line in one.lines.splitlines() if line.strip()] for one in rows}


def load_words(path: Path = SHIPPED) -> int:
    """Put the words of a file in force where there are none of their category (and title); how many are new."""
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    shared = {"valid_from": data["valid_from"], "source": str(data["source"])[:300]}
    known = set(AnswerTemplate.objects.values_list("category", "title"))
    answers = [
        AnswerTemplate(**shared, category=row["category"], title=row["title"], text=row["text"].strip())
        for row in data["answer"]
        if (row["category"], row["title"]) not in known
    ]
    asked = set(CallScript.objects.values_list("category", flat=True))
    questions = [
        CallScript(**shared, category=row["category"], lines="\n".join(row["lines"]))
        for row in data["script"]
        if row["category"] not in asked
    ]
    AnswerTemplate.objects.bulk_create(answers)
    CallScript.objects.bulk_create(questions)
    return len(answers) + len(questions)
