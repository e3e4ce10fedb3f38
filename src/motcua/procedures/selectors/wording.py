"""The content of a version read back from its rows: the inverse of the store."""

from __future__ import annotations

from collections import defaultdict

from motcua.procedures.content import (
    CaseContent,
    ChannelContent,
    FeeLine,
    LegalLine,
    PaperLine,
    ProcedureContent,
    ResultLine,
)
from motcua.procedures.models import (
    Case,
    Channel,
    Component,
    FeeRow,
    LegalBasis,
    ProcedureVersion,
    VersionResult,
)


def content_of(version: ProcedureVersion) -> ProcedureContent:
    """Everything the version says. Its digest is the version's own, or somebody tampered with the rows."""
    papers: dict[int | None, list[PaperLine]] = defaultdict(list)
    for row in Component.objects.filter(version=version).order_by("ordinal"):
        papers[row.case_id].append(_paper(row))
    cases = list(Case.objects.filter(version=version).order_by("ordinal"))
    keys = {case.pk: case.key for case in cases}
    results = VersionResult.objects.filter(version=version).select_related("kind").order_by("ordinal")
    return ProcedureContent(
        name=version.name,
        field=version.field,
        ministry=version.ministry,
        levels=tuple(version.levels),
        type=version.type,
        subjects=tuple(version.subjects),
        executing=tuple(version.executing),
        publication=version.publication,
        summary=version.summary,
        conditions=version.conditions,
        sequence=version.sequence,
        keywords=tuple(version.keywords),
        life_events=tuple(version.life_events),
        unknown=tuple(version.unknown),
        papers=tuple(papers[None]),
        cases=tuple(CaseContent(case.key, case.name, tuple(papers[case.pk])) for case in cases),
        channels=_channels(version, keys),
        results=tuple(ResultLine(row.kind.code if row.kind else "", row.name) for row in results),
        legal=tuple(
            LegalLine(row.number, row.as_given, row.article, row.title)
            for row in LegalBasis.objects.filter(version=version).order_by("ordinal")
        ),
    )


def _paper(row: Component) -> PaperLine:
    return PaperLine(
        code=row.code,
        name=row.name,
        originals=row.originals,
        copies=row.copies,
        required=row.is_required,
        guidance=row.is_guidance,
        cut=row.is_cut,
        form_file=row.form_file,
        reuse_result=row.reuse_result,
        group=row.group,
        channels=tuple(row.channels),
    )


def _channels(version: ProcedureVersion, keys: dict[int, str]) -> tuple[ChannelContent, ...]:
    fees: dict[int, list[FeeLine]] = defaultdict(list)
    for fee in FeeRow.objects.filter(channel__version=version).order_by("channel", "ordinal"):
        fees[fee.channel_id].append(
            FeeLine(fee.key, fee.name, fee.amount, fee.kind, fee.note, fee.has_note, fee.source)
        )
    return tuple(
        ChannelContent(
            row.channel,
            row.amount,
            row.unit,
            keys[row.case_id] if row.case_id is not None else "",
            row.note,
            tuple(fees[row.pk]),
        )
        for row in Channel.objects.filter(version=version).order_by("ordinal")
    )
