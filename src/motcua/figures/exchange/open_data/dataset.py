"""The public dataset: counts of dossiers by unit, month and field of administration.

Counts of a unit's work are statutory and never suppressed. What says something about persons (who was helped to file)
is left out where it, or its complement, is of 1 to 4 persons.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from motcua.figures.facts.reader import Facts

SMALLEST: Final = 5
"""Fewer persons than this are not shown."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column as it is published. ``persons``: a cross-tabulation about persons, suppressed when small."""

    name: str
    type: str
    about_vi: str
    about_en: str
    persons: bool = False


FIELDS: Final = (
    Field("unit", "string", "mã đơn vị giải quyết", "code of the unit that settles"),
    Field("unit_name", "string", "tên đơn vị", "its name"),
    Field("month", "string", "tháng, dạng 2026-03", "month, as 2026-03"),
    Field("field", "string", "lĩnh vực của thủ tục; để trống khi chưa rõ", "field of administration; empty if unknown"),
    Field("received", "integer", "hồ sơ tiếp nhận trong tháng", "dossiers accepted in the month"),
    Field("received_online", "integer", "trong đó nộp trực tuyến", "of them filed online"),
    Field("settled", "integer", "hồ sơ có kết quả trong tháng", "dossiers whose result was issued in the month"),
    Field("settled_late", "integer", "trong đó sau hạn theo luật", "of them after the date set by law"),
    Field("refused", "integer", "hồ sơ trả kết quả từ chối", "of them refusals as a result"),
    Field(
        "assisted",
        "integer",
        "hồ sơ tiếp nhận mà cán bộ nộp hộ; trống khi có từ 1 đến 4 người",
        "dossiers accepted that an official filed for the person; empty for 1 to 4 persons",
        persons=True,
    ),
)

Row = tuple[str | int | None, ...]

# The newest name and code of a unit; the newest field of a procedure. Months are legal ones.
_COUNTED: Final = """
WITH named AS (
    SELECT uid, arg_max(code, valid_from) AS code, arg_max(name, valid_from) AS name FROM units GROUP BY uid
), fields AS (
    SELECT procedure, arg_max(field, valid_from) AS field FROM procedure_versions
    GROUP BY procedure
), own AS (SELECT * FROM dossiers WHERE NOT umbrella AND accepted_on IS NOT NULL),
moments AS (
    SELECT settling_unit, procedure, accepted_on AS day, 1 AS received, (channel = 'online')::INT AS received_online,
        assisted::INT AS assisted, 0 AS settled, 0 AS settled_late, 0 AS refused
    FROM own WHERE accepted_on < $until
    UNION ALL
    SELECT settling_unit, procedure, finished_on, 0, 0, 0, 1, (statutory_timeliness = 'late')::INT,
        (outcome = 'refusal')::INT
    FROM own WHERE finished_on < $until
)
SELECT coalesce(n.code, '') AS unit, coalesce(n.name, '') AS unit_name, strftime(m.day, '%Y-%m') AS month,
    coalesce(f.field, '') AS field, sum(received)::BIGINT, sum(received_online)::BIGINT, sum(settled)::BIGINT,
    coalesce(sum(settled_late), 0)::BIGINT, coalesce(sum(refused), 0)::BIGINT, coalesce(sum(assisted), 0)::BIGINT
FROM moments m LEFT JOIN named n ON n.uid = m.settling_unit LEFT JOIN fields f ON f.procedure = m.procedure
GROUP BY ALL ORDER BY unit, unit_name, month, field
"""


def rows(facts: Facts, until: dt.date) -> list[Row]:
    """In order; of whole months before ``until``, the first day of one."""
    counted = facts.connection.execute(_COUNTED, {"until": until}).fetchall()
    return [shown(row) for row in counted]


def shown(row: Sequence[str | int | None]) -> Row:
    """The row with small numbers of persons left out."""
    place = {field.name: number for number, field in enumerate(FIELDS)}
    whole = row[place["received"]]
    return tuple(
        None if field.persons and withheld(row[number], whole) else row[number] for number, field in enumerate(FIELDS)
    )


def withheld(part: str | int | None, whole: str | int | None) -> bool:
    """Is the number left out? Would the number single out persons, by itself or by what is left of the whole?"""
    if not isinstance(part, int) or not isinstance(whole, int):
        return True
    return 0 < part < SMALLEST or (part > 0 and 0 < whole - part < SMALLEST)
