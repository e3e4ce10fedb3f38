"""A report as if counted: numbers that stand in this file, so that words and papers are tested without a database."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final
from uuid import UUID

from motcua.core.canonical import Json, decode, encode
from motcua.figures.counting import Dimension
from motcua.figures.definitions.catalogue import shipped as definitions
from motcua.figures.definitions.evaluation import Absent, Values
from motcua.figures.definitions.model import MeasureKey
from motcua.figures.periods import Period, parse_code
from motcua.figures.publications.document import document
from motcua.figures.reform_report.asking import Words, asked_for
from motcua.figures.reform_report.letterhead import Letterhead
from motcua.figures.reform_report.models import ReformReport, ReformSection, State
from motcua.figures.reform_report.outlines import Outline, shipped
from motcua.organisation.models import Unit

PERIOD = parse_code("R2026-Q1")
AS_OF = dt.datetime(2026, 3, 16, 2, 0, tzinfo=dt.UTC)
NOW: Mapping[str, int | Absent] = {
    "tasks_planned": 64,
    "tasks_done": 18,
    "decisions_publication": 20,
    "procedures_decided_new": 91,
    "procedures_decided_amended": 504,
    "procedures_decided_abolished": 62,
    "procedures_province_level": 1376,
    "procedures_district_level": 288,
    "procedures_commune_level": 171,
    "services_full": 1246,
    "services_partial": 490,
    "dossiers_received": 257190,
    "dossiers_received_online": 231471,
    "dossiers_carried_over": 4120,
    "dossiers_settled": 250000,
    "dossiers_settled_early": 200000,
    "dossiers_settled_on_time": 48775,
    "dossiers_settled_late": 1225,
    "dossiers_open": 11310,
    "dossiers_all_components_digitised": 156657,
    "dossiers_result_digitised": 91979,
    "components_received": 600000,
    "components_digitised": 357300,
    "dossiers_with_result": 250000,
    "dossiers_electronic_result": 200800,
    "budget_revenue": Absent.NOT_REPORTED,
}


@dataclass
class GivenCounting:
    """Numbers of a period in thousandths of those above."""

    share: Mapping[str, int] = field(default_factory=lambda: {PERIOD.code: 1000, "R2025-Q4": 960, "R2025-Q1": 400})

    def count(self, facts: object, keys: Iterable[MeasureKey], unit: str, period: Period) -> Values:
        return {key: self._value(key.measure, self.share.get(period.code)) for key in keys}

    def _value(self, measure: str, thousandths: int | None) -> int | Fraction | Absent:
        value = NOW.get(measure, 7)
        if thousandths is None:
            return Absent.NO_DATA
        if isinstance(value, Absent) or thousandths == 1000:
            return value
        part = value * thousandths // 1000
        return part - 900 if measure == "dossiers_settled_early" else part

    def count_table(
        self,
        facts: object,
        keys: Iterable[MeasureKey],
        periods: Sequence[Period],
        *,
        by: Dimension,
        unit: str,
        on: dt.date | None = None,
    ) -> Mapping[str, Mapping[Period, Values]]:
        wanted = list(keys)
        return {
            member: {period: {key: self._value(key.measure, 10 * at) for key in wanted} for period in periods}
            for at, member in enumerate(("AS.S02", "AS.S03", "AS-0101"), 1)
        }


def words_of(outline: Outline, **changes: object) -> Words:
    head = Letterhead(
        superior="",
        agency="Ủy ban nhân dân tỉnh An Sơn",
        place="An Sơn",
        number="57/BC-UBND",
        day="2026-03-18",
        title=outline.title,
        authority="TM. ỦY BAN NHÂN DÂN",
        signer_title="CHỦ TỊCH",
        signer="Nguyễn Văn Minh Họa",
        recipients=outline.recipients,
    )
    given: dict[str, object] = {
        "head": head,
        "sections": outline.sections,
        "fragments": outline.fragments,
        "tables": outline.tables,
        "outline": {"reference": outline.reference},
    }
    return Words(**{**given, **changes})  # type: ignore[arg-type]


def given_document(
    words: Words | None = None, period: Period = PERIOD, by: GivenCounting | None = None
) -> dict[str, Json]:
    chosen = words or words_of(shipped().for_period(period))
    members = {
        "theo_co_quan": [("AS.S02", "Sở Nội vụ"), ("AS.S03", "Sở Tư pháp")],
        "theo_xa": [("AS-0101", "Phường An Thành")],
    }
    asked = asked_for(chosen, unit="AS", agency="Ủy ban nhân dân tỉnh An Sơn", members=members, period=period)
    return decode(document(asked, None, AS_OF, definitions(), by=by or GivenCounting()))  # type: ignore[arg-type]


SHOWN: Final = UUID("0198c0de-0000-7000-8000-0000000000f9")


def shown(now: dt.datetime, unit: Unit) -> ReformReport:
    """A draft with all its figures, under a public id that is always the same: for pages that show one."""
    outline = shipped().for_period(PERIOD)
    body = encode(given_document())
    report = ReformReport.objects.create(
        uid=SHOWN,
        unit=unit,
        period=PERIOD.code,
        first=PERIOD.first,
        last=PERIOD.last,
        edition=1,
        state=State.DRAFT.value,
        outline=outline.reference,
        title=outline.title,
        fragments=dict(outline.fragments),
        as_of=AS_OF,
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        changed=[{"key": "x", "name": "Hồ sơ đã giải quyết", "then": "249.000", "now": "250.000"}],
        made_at=now,
        changed_at=now,
    )
    ReformSection.objects.bulk_create(
        ReformSection(
            report=report,
            key=one.key,
            position=at,
            part=one.part,
            title=one.title,
            text=one.text,
            given=one.text,
            appendix=one.appendix,
        )
        for at, one in enumerate(outline.sections, 1)
    )
    return report
