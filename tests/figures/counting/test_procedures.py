"""Measures of procedures beside a table worked out by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from motcua.figures.counting import behind, count, registry_measures
from motcua.figures.definitions.catalogue import shipped
from motcua.figures.definitions.evaluation import Absent
from motcua.figures.definitions.model import CountsFor, MeasureKey
from motcua.figures.periods import PeriodKind, numbered

from .made import DEPARTMENT, OPEN, OTHER, PROVINCE, above, dossier, facts_of, map_of, unit

MARCH = numbered(PeriodKind.MONTH, 2026, 3)
SINCE = {"valid_from": OPEN, "valid_to": None}
PERSON, FIRM = "Công dân Việt Nam", "Doanh nghiệp"

# A: civil status, settled by a division of the commune, one-stop centre there; 8,000 at the counter.
# B: commune level too, no internal process, its only fee is 0 and its limit is not known.
# C: province level, settled by the department, centre of the province; the council set the national fee to 0.
# D: the same, received by the department itself, which is no one-stop desk; its fee hides behind a note.
# E: province level, nobody is competent. F: district level, the communes took it over.
WORDINGS: dict[str, tuple[str, str, str]] = {
    "A": ("commune", "Hộ tịch", PERSON),
    "B": ("commune", "Hộ tịch", FIRM),
    "C": ("province", "Đất đai", FIRM),
    "D": ("province", "Thuế", "Người nước ngoài"),
    "E": ("province", "Khác", FIRM),
    "F": ("district", "Hộ tịch", PERSON),
}


def rule(field: str, settling: str, code: str, kind: str, reception: str, reception_code: str = "", **more: Any) -> Any:
    empty = {"procedure": None, "case": "", "level": "", "area": ""}
    offices = {"settling": settling, "settling_code": code, "settling_kind": kind, "reception": reception}
    return {**empty, "field": field, **offices, "reception_code": reception_code, **SINCE, **more}


def fee(key: str, channel: str, amount: int | None) -> dict[str, Any]:
    return {
        "version": f"v{key}",
        "case": None,
        "channel": channel,
        "way": 1,
        "ordinal": 1,
        "fee": "f",
        "amount": amount,
    }


def registry() -> dict[str, Any]:
    mine = map_of()
    children = [("uid-MC", "AS-0101.MC", "one_stop_centre"), ("uid-VP", "AS-0101.VP", "commune_office")]
    mine["units"] += [
        {**unit(uid, code, "unit"), "kind": kind}
        for uid, code, kind in [*children, ("uid-PC", "AS.MC", "one_stop_centre")]
    ]
    for uid, _, _ in children:
        mine["unit_above"] += [above(uid, uid, 0), above(uid, "uid-0101", 1), above(uid, PROVINCE, 2)]
    mine["unit_above"] += [above("uid-PC", "uid-PC", 0), above("uid-PC", PROVINCE, 1)]
    mine["unit_above"] += [above("uid-VP2", "uid-VP2", 0), above("uid-VP2", OTHER, 1), above("uid-VP2", PROVINCE, 2)]
    mine["units"] += [{**unit("uid-VP2", "AS-0102.VP", "unit"), "kind": "commune_office"}]
    return {
        **mine,
        "procedure_versions": [
            {
                "version": f"v{key}",
                "procedure": key,
                "levels": [level],
                "field": field,
                "subjects": [who],
                "unknown": [],
                **SINCE,
            }
            for key, (level, field, who) in WORDINGS.items()
        ],
        "version_cases": [{"version": f"v{key}", "case": "default"} for key in WORDINGS],
        "filing_ways": [
            {
                "version": f"v{key}",
                "case": None,
                "ordinal": 1,
                "channel": "counter",
                "amount": None if key == "B" else 3,
                "amount_unit": "" if key == "B" else "working_day",
            }
            for key in WORDINGS
        ],
        "fees": [
            fee("A", "counter", 8_000),
            fee("B", "counter", 0),
            fee("C", "counter", 50_000),
            fee("D", "counter", None),
        ],
        "local_terms": [{"procedure": "C", "case": "", "channel": "", "replaces_fees": True, **SINCE}],
        "local_fees": [
            {"procedure": "C", "case": "", "channel": "", "terms_from": OPEN, "ordinal": 1, "fee": "f", "amount": 0}
        ],
        "version_results": [{"version": f"v{key}", "ordinal": 1} for key in "AC"],
        "process_bindings": [{"procedure": key, "case": "", "unit": "", **SINCE} for key in "ACDE"],
        "competences": [
            rule("Hộ tịch", "place_division", "", "commune_office", "place_centre"),
            rule("Đất đai", "named", "AS.S01", "", "province_centre"),
            rule("Thuế", "named", "AS.S01", "", "named", "AS.S01"),
            rule("Hộ tịch", "named", "AS.S01", "", "province_centre", area="AS-0102", procedure="A"),
        ],
    }


def counted(facts: Any, measure: str, unit_code: str, period: Any = MARCH) -> Any:
    key = MeasureKey(measure, None, CountsFor.OWNER)
    found = count(facts, [key], unit_code, period)[key]
    assert behind(facts, key, unit_code, period).total == found
    return found


#                                            AS  S01 0101 0102
BY_HAND = {
    "procedures_province_level":             (3, 2, 0, 0),
    "procedures_district_level":             (1, 0, 1, 1),
    "procedures_commune_level":              (2, 1, 2, 1),
    "procedures_one_stop":                   (4, 2, 3, 0),
    "procedures_one_stop_province_level":    (1, 1, 0, 0),
    "procedures_one_stop_district_level":    (1, 0, 1, 0),
    "procedures_one_stop_commune_level":     (2, 1, 2, 0),
    "procedures_with_process":               (4, 3, 1, 0),
    "procedures_with_process_province_level": (3, 2, 0, 0),
    "procedures_with_process_district_level": (0, 0, 0, 0),
    "procedures_with_process_commune_level": (1, 1, 1, 0),
    "procedures_with_electronic_process":    (2, 2, 1, 0),
    "procedures_with_fee":                   (2, 2, 1, 0),
    "procedures_for_persons":                (3, 2, 2, 1),
}  # fmt: skip
"""The department settles C and D everywhere, and A for the second commune, which has no centre of its own: so A is no
longer that commune's. D has a process but is filed at no one-stop desk with a known fee; nobody is competent for E."""


def test_procedures_when_counted_by_competence_then_they_equal_the_table_worked_by_hand() -> None:
    with facts_of(registry()) as facts:
        found = {
            measure: tuple(counted(facts, measure, code) for code in ("AS", "AS.S01", "AS-0101", "AS-0102"))
            for measure in BY_HAND
        }
        assert found == BY_HAND


def test_result_is_a_document_when_the_wording_lists_one_and_digitised_when_scanned_or_electronic() -> None:
    rows = [
        dossier(
            "a", "2026-03-02 08:00", "2026-03-03 08:00", version="vA", result_electronic=False, result_digitised=True
        ),
        dossier("b", "2026-03-02 08:00", "2026-03-03 08:00", version="vB", result_electronic=False, papers_digitised=1),
        dossier(
            "c", "2026-03-02 08:00", "2026-03-03 08:00", version="vC", result_electronic=True, result_digitised=True
        ),
    ]
    with facts_of({**registry(), "dossiers": rows}) as facts:
        wanted = (
            "dossiers_with_result",
            "dossiers_electronic_result",
            "dossiers_result_digitised",
            "dossiers_digitised_766",
            "dossiers_online_counted",
        )
        keys = {name: MeasureKey(name, None, CountsFor.SETTLING) for name in wanted}
        said = count(facts, keys.values(), "AS", MARCH)

    assert [said[keys[name]] for name in wanted] == [2, 1, 2, 1, 2]


def test_publication_is_on_time_when_every_decision_was_signed_five_working_days_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def latest(_revision: int, law_on: dt.date) -> dt.date:
        return law_on - dt.timedelta(days=7)

    monkeypatch.setattr(registry_measures, "_latest", latest)
    day = dt.date(2026, 3, 20)
    signed = {"kind": "new", "state": "signed", "unit": DEPARTMENT, "effective_on": day}
    decided = {
        "decisions": [
            {**signed, "decision": "d1", "signed_on": dt.date(2026, 3, 13), "law_effective_on": None},
            {**signed, "decision": "d2", "signed_on": dt.date(2026, 3, 16), "law_effective_on": day},
        ],
        "decision_items": [
            {"decision": one, "ordinal": place, "kind": "procedure", "procedure": key}
            for one, place, key in (("d1", 1, "A"), ("d1", 2, "B"), ("d2", 1, "B"), ("d2", 2, "C"))
        ],
    }
    with facts_of({**registry(), **decided}) as facts:
        assert counted(facts, "procedures_published_on_time", "AS") is Absent.NO_DATA
    calendars = [{"calendar": "as-settlement", "number": 1}]
    with facts_of({**registry(), **decided, "calendar_revisions": calendars}) as facts:
        assert counted(facts, "procedures_published", "AS") == 3
        assert counted(facts, "procedures_published_on_time", "AS") == 1


def test_every_measure_of_the_registry_has_a_binding() -> None:
    named = {name for name, measure in shipped().measures.items() if measure.source.value == "procedures"}
    assert named <= set(registry_measures.BINDINGS)
