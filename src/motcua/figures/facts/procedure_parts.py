"""The fact tables of what procedures consist of and who is competent. Their rows come from the registry log."""

from __future__ import annotations

from typing import Final

from .registries import Field, field, number, refers, register_relation, text
from .schema import Kind

_VERSION: Final = refers("version", "procedure_versions", "public id of the version")
_PROCEDURE: Final = refers("procedure", "procedures", "key of the procedure")
_DECISION: Final = refers("decision", "decisions", "public id of the decision behind it")
_DATES: Final = (
    field("valid_from", Kind.DATE, "in force from"),
    field("valid_to", Kind.DATE, "in force until before; null: open"),
)
_CASE: Final = refers("case", "version_cases", "key of the case; null: all")


def _dong(name: str) -> Field:
    return number(name, "amount in dong; null: the source hides it behind a note, which is not free")


VERSION_CASES: Final = register_relation(
    "version_cases", "Cases of a version.", (_VERSION, text("case", "key of the case", "key")), name_by="key"
)
FILING_WAYS: Final = register_relation(
    "filing_ways",
    "Ways to file a case of a version, and the time it takes.",
    (
        _VERSION,
        _CASE,
        number("ordinal", "place in the version"),
        text("channel", "online, counter or post"),
        number("amount", "limit; null: the source does not say"),
        text("amount_unit", "working_hour, hour, working_day, day or month; empty", "unit"),
    ),
)
FEES: Final = register_relation(
    "fees",
    "Fees of a way to file, as the national wording has them.",
    (
        _VERSION,
        _CASE,
        text("channel", "online, counter or post"),
        number("way", "place of the way in the version"),
        number("ordinal", "place in the way"),
        text("fee", "key of the fee", "key"),
        _dong("amount"),
    ),
)
VERSION_RESULTS: Final = register_relation(
    "version_results",
    "Documents that a version gives as result; a version without one gives none.",
    (_VERSION, number("ordinal", "place in the version")),
)
LOCAL_TERMS: Final = register_relation(
    "local_terms",
    "The province's own terms; the most specific row decides.",
    (
        _PROCEDURE,
        _DECISION,
        text("case", "key of the case; empty: all", "case_key"),
        text("channel", "online, counter or post; empty: all"),
        field("replaces_fees", Kind.FLAG, "its fees stand instead of the national ones"),
        *_DATES,
    ),
)
LOCAL_FEES: Final = register_relation(
    "local_fees",
    "Fees of the province's own terms.",
    (
        _PROCEDURE,
        text("case", "key of the case; empty: all", "case_key"),
        text("channel", "online, counter or post; empty: all"),
        field("terms_from", Kind.DATE, "valid_from of the terms"),
        number("ordinal", "place in the terms"),
        text("fee", "key of the fee", "key"),
        number("amount", "amount in dong"),
    ),
)
COMPETENCES: Final = register_relation(
    "competences",
    "Who settles and who receives: for one procedure, a field or a level. The most specific rule decides.",
    (
        _DECISION,
        refers("procedure", "procedures", "key of the procedure; null: all of the field or level"),
        text("case", "key of the case; empty: all", "case_key"),
        text("field", "field of administration; empty"),
        text("level", "level of administration; empty"),
        text("area", "code of the unit it is limited to; empty: everywhere"),
        text("settling", "named, place, place_division or service_area"),
        text("settling_code", "code of the unit that is named; empty"),
        text("settling_kind", "kind of the division or of the service; empty"),
        text("reception", "place_centre, province_centre or named"),
        text("reception_code", "code of the unit that is named; empty"),
        *_DATES,
    ),
)
SERVICE_AREAS: Final = register_relation(
    "service_areas",
    "Units that serve an area across the tree.",
    (
        refers("unit", "units", "public id of the unit that serves"),
        refers("area", "units", "public id of the area, with all under it"),
        text("kind", "kind of work"),
        *_DATES,
    ),
)
RECEPTION_POINTS: Final = register_relation(
    "reception_points",
    "Places where one-stop centres receive people.",
    (
        text("uid", "public id"),
        refers("unit", "units", "public id of the centre"),
        text("code", "code of the place"),
        *_DATES,
    ),
)
