"""The lines of a national file as rows: every one, the bad ones with what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from motcua.core.bulk import copy_rows

from .columns import DossierLine, ScoreLine
from .models import NationalDossier, NationalImport, NationalScore

_DOSSIER = ("source", "line", "code", "received_on", "finished_on", "state", "fault", "cells")
_SCORE = ("source", "line", "unit", "name", "total", "groups", "rank", "ranked_of", "fault", "cells")


def keep(source: NationalImport, lines: Iterable[DossierLine | ScoreLine]) -> None:
    """Write them in one statement for each kind."""
    dossiers, scores = [], []
    for one in lines:
        if isinstance(one, DossierLine):
            days = (one.received_on, one.finished_on)
            dossiers.append((source.pk, one.line, one.code, *days, one.state, one.fault, _json(one.cells)))
        else:
            total = "" if one.total is None else str(one.total)
            groups = _json({code: str(value) for code, value in one.groups.items()})
            row = (source.pk, one.line, one.unit, one.name, total, groups, one.rank, one.ranked_of)
            scores.append((*row, one.fault, _json(one.cells)))
    if dossiers:
        copy_rows(NationalDossier, _DOSSIER, dossiers)
    if scores:
        copy_rows(NationalScore, _SCORE, scores)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
