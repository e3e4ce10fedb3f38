"""Writing versions as rows, many at a time: the number of statements does not depend on how many there are."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from motcua.core.bulk import copy_rows, reserve_ids
from motcua.core.ids import new_id
from motcua.core.search_text import fold
from motcua.forms.generation import Paper
from motcua.forms.services import FormSpec, generated_versions
from motcua.procedures.content import CaseContent, PaperLine, ProcedureContent
from motcua.procedures.models import (
    Case,
    Channel,
    Component,
    Decision,
    FeeRow,
    LegalBasis,
    ProcedureVersion,
    ResultKind,
    VersionResult,
)
from motcua.procedures.terms import ChannelName


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to write. ``number`` counts up within the procedure. ``upstream_digest`` is the digest of the national
    wording it stands on, empty when there is none."""

    procedure_id: int
    key: str
    number: int
    content: ProcedureContent
    digest: str
    origin: str
    valid_from: dt.date
    upstream_digest: str = ""
    source: str = ""
    defects: Mapping[str, int] = field(default_factory=dict)


Numbered = list[tuple[int, NewVersion]]
CaseIds = dict[tuple[int, str], int]


def write_versions(new: Sequence[NewVersion], *, decision: Decision, now: dt.datetime) -> list[int]:
    """Write versions with everything they say, and the generated forms of their cases; their ids in order. The caller
    has closed what they replace; the decision is in force; everything happens in the caller's transaction."""
    if not new:
        return []
    forms = generated_versions([spec for item in new for spec in _form_specs(item)], now=now)
    ids = reserve_ids(ProcedureVersion, len(new))
    numbered = list(zip(ids, new, strict=True))
    _write_heads(numbered, decision, now)
    case_ids = _write_cases(numbered, forms)
    _write_components(numbered, case_ids)
    _write_channels(numbered, case_ids)
    _write_results(numbered)
    copy_rows(
        LegalBasis,
        ("version", "ordinal", "number", "as_given", "article", "title"),
        (
            (version_id, ordinal, law.number, law.as_given, law.article, law.title)
            for version_id, item in numbered
            for ordinal, law in enumerate(item.content.legal, start=1)
        ),
    )
    return ids


_CONTENT_TEXTS = ("name", "field", "ministry", "type", "publication", "summary", "conditions", "sequence")
_CONTENT_LISTS = ("levels", "subjects", "executing", "keywords", "life_events", "unknown")


def _write_heads(numbered: Numbered, decision: Decision, now: dt.datetime) -> None:
    own = (
        "id",
        "uid",
        "procedure",
        "number",
        "decision",
        "origin",
        "digest",
        "upstream_digest",
        "sort_name",
        "defects",
        "valid_from",
        "source",
        "recorded_at",
    )
    copy_rows(
        ProcedureVersion,
        (*own, *_CONTENT_TEXTS, *_CONTENT_LISTS),
        (
            (
                version_id,
                new_id(),
                item.procedure_id,
                item.number,
                decision.pk,
                str(item.origin),
                item.digest,
                item.upstream_digest,
                fold(item.content.name)[:2000],
                json.dumps(dict(item.defects)),
                item.valid_from,
                item.source,
                now,
                *(getattr(item.content, name) for name in _CONTENT_TEXTS),
                *(list(getattr(item.content, name)) for name in _CONTENT_LISTS),
            )
            for version_id, item in numbered
        ),
    )


def _form_key(procedure_key: str, case_key: str) -> str:
    return f"procedure:{procedure_key}:{case_key}"


def _form_specs(item: NewVersion) -> Iterator[FormSpec]:
    for case in item.content.cases:
        title = f"{item.content.name}: {case.name}" if case.name else item.content.name
        yield FormSpec(_form_key(item.key, case.key), title[:1200], tuple(_papers(item.content.papers, case)))


def _papers(common: Iterable[PaperLine], case: CaseContent) -> Iterator[Paper]:
    for paper in (*common, *case.papers):
        if paper.channels and ChannelName.ONLINE not in paper.channels:
            continue
        yield Paper(paper.code, paper.name, paper.required, paper.guidance)


def _write_cases(numbered: Numbered, forms: Mapping[str, int]) -> CaseIds:
    wanted = [
        (version_id, item.key, ordinal, case)
        for version_id, item in numbered
        for ordinal, case in enumerate(item.content.cases, start=1)
    ]
    ids = reserve_ids(Case, len(wanted))
    copy_rows(
        Case,
        ("id", "version", "ordinal", "key", "name", "form_version"),
        (
            (case_id, version_id, ordinal, case.key, case.name, forms[_form_key(key, case.key)])
            for case_id, (version_id, key, ordinal, case) in zip(ids, wanted, strict=True)
        ),
    )
    return {(version_id, case.key): case_id for case_id, (version_id, _, _, case) in zip(ids, wanted, strict=True)}


_COMPONENT_COLUMNS = (
    "version",
    "case",
    "ordinal",
    "group",
    "code",
    "name",
    "is_cut",
    "originals",
    "copies",
    "is_required",
    "is_guidance",
    "channels",
    "form_file",
    "reuse_result",
)


def _write_components(numbered: Numbered, case_ids: CaseIds) -> None:
    copy_rows(
        Component, _COMPONENT_COLUMNS, (row for one in numbered for row in _component_rows(*one, case_ids=case_ids))
    )


def _component_rows(version_id: int, item: NewVersion, *, case_ids: CaseIds) -> Iterator[Sequence[object]]:
    """The papers of all cases, then those of each, counted through."""
    lines: list[tuple[int | None, PaperLine]] = [(None, paper) for paper in item.content.papers]
    for case in item.content.cases:
        lines += [(case_ids[version_id, case.key], paper) for paper in case.papers]
    for ordinal, (case_id, paper) in enumerate(lines, start=1):
        yield (
            version_id,
            case_id,
            ordinal,
            paper.group,
            paper.code,
            paper.name,
            paper.cut,
            paper.originals,
            paper.copies,
            paper.required,
            paper.guidance,
            list(paper.channels),
            paper.form_file,
            paper.reuse_result,
        )


def _write_channels(numbered: Numbered, case_ids: CaseIds) -> None:
    wanted = [
        (version_id, ordinal, channel)
        for version_id, item in numbered
        for ordinal, channel in enumerate(item.content.channels, start=1)
    ]
    ids = reserve_ids(Channel, len(wanted))
    copy_rows(
        Channel,
        ("id", "version", "case", "ordinal", "channel", "amount", "unit", "note"),
        (
            (
                pk,
                version_id,
                case_ids[version_id, channel.case] if channel.case else None,
                ordinal,
                channel.channel,
                channel.amount,
                channel.unit,
                channel.note,
            )
            for pk, (version_id, ordinal, channel) in zip(ids, wanted, strict=True)
        ),
    )
    copy_rows(
        FeeRow,
        ("channel", "ordinal", "key", "name", "amount", "kind", "note", "has_note", "source"),
        (
            (pk, ordinal, fee.key, fee.name, fee.amount, fee.kind, fee.note, fee.has_note, fee.source)
            for pk, (_, _, channel) in zip(ids, wanted, strict=True)
            for ordinal, fee in enumerate(channel.fees, start=1)
        ),
    )


def _write_results(numbered: Numbered) -> None:
    names = {result.code: result.name for _, item in numbered for result in item.content.results if result.code}
    ResultKind.objects.bulk_create(
        (ResultKind(code=code, name=name) for code, name in sorted(names.items())), ignore_conflicts=True
    )
    kinds = dict(ResultKind.objects.filter(code__in=names).values_list("code", "pk"))
    copy_rows(
        VersionResult,
        ("version", "ordinal", "kind", "name"),
        (
            (version_id, ordinal, kinds.get(result.code), result.name)
            for version_id, item in numbered
            for ordinal, result in enumerate(item.content.results, start=1)
        ),
    )
