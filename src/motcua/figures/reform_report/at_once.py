"""A report written in one go, without a draft that is kept: for the command line and for trying a template."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from motcua.core.canonical import decode
from motcua.figures.definitions.catalogue import shipped as definitions
from motcua.figures.facts.reader import open_facts
from motcua.figures.facts.window import watermark
from motcua.figures.periods import Period
from motcua.figures.publications.document import FROM_FACTS, Counting, document
from motcua.figures.statutory.gathering import unit_of_period

from .asking import Words, asked_for, members_of
from .filling import fill
from .letterhead import agency_of, letterhead
from .outlines import shipped
from .report import Filled
from .source import unwritten
from .templates import newest_template


@dataclass(frozen=True)
class Written:
    """``unwritten``: headings that wait for an author."""

    filled: Filled
    as_of: dt.datetime
    unwritten: list[str]


def write_at_once(
    unit_code: str, period: Period, *, now: dt.datetime, as_of: dt.datetime | None = None, by: Counting = FROM_FACTS
) -> Written:
    """By the newest template and the facts as of ``as_of`` (default: the latest settled instant). Raises NotFound
    (unit, outline) and as :func:`open_facts`."""
    unit, outline = unit_of_period(unit_code, period), shipped().for_period(period)
    template = newest_template(outline.id)
    sections = template.sections if template else outline.sections
    words = Words(
        head=letterhead(
            unit, title=template.title if template else outline.title, recipients=outline.sent_to(unit.level)
        ),
        sections=sections,
        fragments={**outline.fragments, **(template.fragments if template else {})},
        tables=outline.tables,
        outline={"reference": outline.reference, "source": outline.source, "mark": outline.mark.value},
    )
    members = members_of(words, unit, period)
    asked = asked_for(words, unit=unit.code, agency=agency_of(unit), members=members, period=period)
    then = as_of or watermark(now).settled_at
    with open_facts(then, now=now) as facts:
        body = document(asked, facts, then, definitions(), by=by)
    waiting = [
        " – ".join(part for part in (one.title or one.part, head) if part)
        for one in sections
        for head in unwritten(one.text, words.fragments)
    ]
    return Written(fill(decode(body)), then, waiting)
