"""The posting sheet of one field at one centre: what hangs on the wall, made from what is in force."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Q, QuerySet

from motcua.core.errors import NotFound
from motcua.core.vietnamese_order import dictionary_key
from motcua.documents.paper_parts import Office
from motcua.documents.posting import PostedProcedure, PostingSheetData
from motcua.forms.digest import digest
from motcua.organisation.models import Unit, UnitLevel, in_force
from motcua.organisation.selectors import ancestors, unit_on
from motcua.procedures.compiling import CaseRow
from motcua.procedures.models import PostingSheet, ProcedureVersion, ServiceLevel
from motcua.procedures.selectors.loading import ProcedureFacts
from motcua.procedures.selectors.memory import Memory, memory
from motcua.procedures.selectors.pages import WayPage, ways_of
from motcua.procedures.words import CHANNELS, ONLINE_LEVELS, fee_words, limit_words, paper_words


def posting_sheet(unit_code: str, field: str, on: dt.date, *, now: dt.datetime, url: str) -> PostingSheetData:
    """The sheet of ``field`` for the one-stop centre ``unit_code``, from the procedures of its level in force on the
    day; print it with ``documents.printing.print_paper``. Raises NotFound ``unit_unknown``, ``posting_field_empty``.
    The number of statements does not depend on how many procedures there are."""
    unit = unit_on(unit_code, on)
    above = ancestors(unit.pk, on)
    level = centre_level(above)
    held = memory()
    found = held.warm(Q(pk__in=posted_versions(field, level, on).values("procedure")), on)
    if not found:
        raise NotFound("posting_field_empty", params={"field": field})
    levels = dict(
        ServiceLevel.objects.filter(in_force(on), procedure__in=[facts.id for facts in found])
        .order_by("pk")
        .values_list("procedure_id", "level")
    )
    publications = dict(posted_versions(field, level, on).values_list("procedure_id", "publication"))
    procedures = [
        _posted(held, facts, on, levels.get(facts.id, ""), publications[facts.id])
        for facts in sorted(found, key=lambda facts: facts.key)
    ]
    starts = [head.span.valid_from for facts in found if (head := facts.version_on(on))]
    sheet = PostingSheetData(
        office=_office(unit, above),
        field_name=field,
        field_code="",
        version="",
        valid_from=max(starts),
        issued_at=now,
        procedures=tuple(procedures),
        url=url,
    )
    return replace(sheet, version=digest(sheet.to_json()["procedures"])[:12])


def centre_level(above: list[Unit]) -> str:
    """The level whose procedures a centre posts: that of the unit it belongs to."""
    return "province" if above and above[0].level == UnitLevel.PROVINCE else "commune"


def posted_versions(field: str, level: str, on: dt.date) -> QuerySet[ProcedureVersion]:
    """The wordings that a sheet shows: of the field, done at the level, in force on the day."""
    return ProcedureVersion.objects.filter(in_force(on), field=field, levels__contains=[level]).order_by("pk")


def _posted(held: Memory, facts: ProcedureFacts, on: dt.date, level: str, publication: str) -> PostedProcedure:
    head = facts.version_on(on)
    if head is None:
        raise NotFound("procedure_not_found", params={"procedure": facts.key})
    body = held.body(head.id)
    several = len(body.cases) > 1
    limits: list[str] = []
    fees: list[str] = []
    papers: list[str] = []
    for case in body.cases.values():
        ways = ways_of(held, facts.key, body, case, on)
        limits += _lines(case, [(way, limit_words(way.terms.limit)) for way in ways], several=several)
        fees += _lines(case, [(way, fee_words(way.terms.fees)) for way in ways], several=several)
        lines = [paper_words(line.term) for line in body.lines(case.id) if not line.term.guidance]
        papers += [f"{case.name}: {line}" if several and case.name else line for line in lines]
    return PostedProcedure(
        code=facts.code or facts.key,
        name=head.name,
        limits=tuple(limits),
        fees=tuple(fees),
        papers=tuple(dict.fromkeys(papers)),
        online_level=ONLINE_LEVELS.get(level, ""),
        decision=publication,
    )


def _lines(case: CaseRow, words: list[tuple[WayPage, str]], *, several: bool) -> list[str]:
    """One line a way; one line alone when all ways say the same."""
    lead = f"{case.name}: " if several and case.name else ""
    if len({text for _, text in words}) == 1:
        return [lead + words[0][1]]
    return [f"{lead}{CHANNELS[way.channel]}: {text}" for way, text in words]


def _office(unit: Unit, above: list[Unit]) -> Office:
    return Office(
        superior=above[0].name if above else settings.PROVINCE_NAME,
        name=unit.name,
        place=settings.PROVINCE_NAME,
        address=unit.address,
        phone=unit.phone,
        website=settings.BASE_URL,
    )


@dataclass(frozen=True, slots=True)
class FieldPosting:
    """How a field stands at a centre. ``posted_on`` None = no sheet hangs; ``is_current``: the sheet names exactly the
    wordings in force."""

    field: str
    procedures: int
    posted_on: dt.date | None
    version: str
    is_current: bool


def field_postings(unit_code: str, on: dt.date) -> list[FieldPosting]:
    """Every field that a centre posts, by name; a number of statements that does not depend on them. Raises NotFound
    ``unit_unknown``."""
    unit = unit_on(unit_code, on)
    level = centre_level(ancestors(unit.pk, on))
    wordings: dict[str, set[int]] = defaultdict(set)
    rows = ProcedureVersion.objects.filter(in_force(on), levels__contains=[level]).order_by("field", "pk")
    for field, pk in rows.values_list("field", "pk"):
        wordings[field].add(pk)
    sheets = {
        sheet.field: (sheet, {entry.version_id for entry in sheet.entries.all()})
        for sheet in PostingSheet.objects.filter(unit=unit, removed_on=None).order_by("pk").prefetch_related("entries")
    }
    found = []
    for field, versions in wordings.items():
        sheet, named = sheets.get(field, (None, set()))
        found.append(
            FieldPosting(
                field,
                len(versions),
                sheet.posted_on if sheet else None,
                sheet.digest if sheet else "",
                named == versions,
            )
        )
    return sorted(found, key=lambda one: (dictionary_key(one.field), one.field))


def sheet_up(unit_code: str, field: str, on: dt.date) -> PostingSheet | None:
    """The sheet of a field that hangs at a centre."""
    rows = PostingSheet.objects.filter(unit=unit_on(unit_code, on), field=field, removed_on=None)
    return rows.select_related("posted_by").first()
