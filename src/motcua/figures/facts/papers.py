"""Papers of a dossier: what came and how, and the results that were given out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from motcua.core.canonical import Json
from motcua.dossiers.lifecycle import DossierState, Event, EventKind, Flag
from motcua.dossiers.lifecycle.events import Data
from motcua.dossiers.services.papers import OTHER

from .versions import Values

Put = Callable[[str, object, Values], None]
_ON_PAPER, _SCANNED, _BY_FILE, _REUSED, _FROM_STORE = range(5)
_WAYS = {"originals": _ON_PAPER, "reused": _REUSED, "from_store": _FROM_STORE}


def _codes(value: Json) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


class Papers:
    """Follows papers and results of one dossier. ``counted`` are the columns of the dossier's own row from
    ``papers_required`` to ``required_digitised``."""

    def __init__(self, dossier: str, procedure: str, put: Put, first: Data) -> None:
        self._dossier, self._procedure, self._put = dossier, procedure, put
        terms = first.get("terms")
        self._required = frozenset(_codes(terms.get("required"))) if isinstance(terms, dict) else frozenset()
        self._came: dict[str, list[bool]] = {}
        self._results: list[list[object]] = []
        self.handed_over_at: dt.datetime | None = None
        self.counted: Values = ()
        self._count()

    def hear(self, event: Event, after: DossierState, at: dt.datetime) -> None:
        data = event.data
        match event.kind:
            case EventKind.DOCUMENT_ADDED:
                self._document(data, Flag.ELECTRONIC in after.flags)
            case EventKind.ACCEPTED:
                for way, mark in _WAYS.items():
                    for code in _codes(data.get(way)):
                        self._mark(code, mark)
            case EventKind.RESULT_ISSUED:
                self._issued(data, at, is_correction=False)
            case EventKind.RESULT_CORRECTED:
                self.handed_over_at = None
                if "result" in data:
                    self._issued(data, at, is_correction=True)
            case EventKind.HANDED_OVER:
                self._handed_over(str(data["way"]), at)
            case _:
                return
        self._count()

    def _document(self, data: Data, is_electronic: bool) -> None:
        code = str(data["component"])
        if code == OTHER:
            return
        if data.get("by_applicant") is True or is_electronic:
            self._mark(code, _BY_FILE)
        else:
            self._mark(code, _SCANNED)

    def _mark(self, code: str, mark: int) -> None:
        marks = self._came.setdefault(code, [False] * 5)
        marks[mark] = True
        self._put("components", code, (self._dossier, self._procedure, code, code in self._required, *marks))

    def _issued(self, data: Data, at: dt.datetime, *, is_correction: bool) -> None:
        cost = data.get("cost")
        fault = data.get("fault") if is_correction else None
        self._results.append(
            [
                str(data["result"]),
                data["electronic"] is True,
                is_correction,
                str(fault) if fault else None,
                cost if is_correction and isinstance(cost, int) else None,
                at,
                None,
                None,
            ]
        )
        self._write(len(self._results))

    def _handed_over(self, way: str, at: dt.datetime) -> None:
        self.handed_over_at = at
        for number, result in enumerate(self._results, start=1):
            if result[6] is None:
                result[6], result[7] = at, way
                self._write(number)

    def _write(self, number: int) -> None:
        self._put("results", number, (self._dossier, self._procedure, number, *self._results[number - 1]))

    def _count(self) -> None:
        required, newest = self._required, self._results[-1] if self._results else None
        on_paper = scanned = by_file = reused = from_store = digitised = required_digitised = 0
        for code, (paper, scan, file, again, store) in self._came.items():
            on_paper += paper
            scanned += paper and scan
            by_file += file
            reused += again
            from_store += store
            if scan or file or again or store:
                digitised += 1
                required_digitised += code in required
        self.counted = (
            len(required),
            len(self._came),
            on_paper,
            scanned,
            by_file,
            reused,
            from_store,
            newest[1] if newest else None,
            newest[7] if newest and self.handed_over_at else None,
            digitised,
            required_digitised,
        )
