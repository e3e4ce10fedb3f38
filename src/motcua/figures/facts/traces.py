"""What else the log says: supplements, opinions, contacts with the applicant, decided causes of lateness."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from motcua.core.canonical import Json
from motcua.dossiers.lifecycle import DossierState, Event, EventKind
from motcua.dossiers.lifecycle.events import Data
from motcua.dossiers.lifecycle.state import parse_instant

from .versions import Values

Put = Callable[[str, object, Values], None]


def _integer(value: Json) -> int | None:
    return value if isinstance(value, int) else None


def _text(value: Json) -> str | None:
    return str(value) if value else None


class Traces:
    """Follows one dossier."""

    def __init__(self, dossier: str, procedure: str, put: Put, channel: str) -> None:
        self._dossier, self._procedure, self._put, self._channel = dossier, procedure, put, channel
        self._asked: tuple[str, int, Values] | None = None
        self._opinions: dict[str, list[object]] = {}

    def hear(self, event: Event, after: DossierState, seq: int, at: dt.datetime) -> None:
        data = event.data
        match event.kind:
            case EventKind.SUPPLEMENT_REQUESTED:
                self._supplement(data, after, at)
                self._contact(after, seq, at, "message", f"supplement_{data['stage']}", None)
            case EventKind.SUPPLEMENT_ANSWERED:
                self._answered(at)
            case EventKind.ACCEPTED:
                waited = _integer(data.get("waited_minutes"))
                if waited is not None or self._channel == "counter":
                    self._contact(after, seq, at, "visit", "submit", waited)
            case EventKind.VERIFICATION_RECORDED if data["finished"] is True:
                self._contact(after, seq, at, "field_check", "verification", None)
            case EventKind.HANDED_OVER if data["way"] == "counter":
                self._contact(after, seq, at, "visit", "collect_result", None)
            case EventKind.CONSULTATION_ASKED:
                self._opinions[str(data["consultation"])] = [
                    str(data["asked_unit"]),
                    at,
                    parse_instant(data["due"]),
                    None,
                    False,
                ]
                self._opinion(str(data["consultation"]))
            case EventKind.CONSULTATION_ANSWERED:
                self._opinions[str(data["consultation"])][3:] = [at, data["lapsed"] is True]
                self._opinion(str(data["consultation"]))
            case EventKind.REROUTED:
                self._asked_elsewhere(data.get("asked_units"))
            case EventKind.RESPONSIBILITY_DECIDED:
                self._cause(data, at)
            case _:
                return

    def _supplement(self, data: Data, after: DossierState, at: dt.datetime) -> None:
        stage = str(data["stage"])
        items = data["items"]
        late = data.get("notice_late")
        values: Values = (
            len(items) if isinstance(items, list) else 0,
            str(data["reason_code"]),
            _text(data.get("clock_rule")),
            late if isinstance(late, bool) else None,
            at,
            parse_instant(data["next_at"]),
        )
        self._asked = stage, after.supplements[stage], values
        self._write_supplement(None)

    def _answered(self, at: dt.datetime) -> None:
        if self._asked is not None:
            self._write_supplement(at)
            self._asked = None

    def _write_supplement(self, answered: dt.datetime | None) -> None:
        if self._asked is None:
            return
        stage, number, values = self._asked
        row = (self._dossier, self._procedure, stage, number, *values, answered)
        self._put("supplements", (stage, number), row)

    def _opinion(self, key: str) -> None:
        self._put("consultations", key, (self._dossier, key, *self._opinions[key]))

    def _asked_elsewhere(self, units: Json) -> None:
        for key, unit in units.items() if isinstance(units, dict) else ():
            if key in self._opinions:
                self._opinions[key][0] = str(unit)
                self._opinion(key)

    def _contact(
        self, after: DossierState, seq: int, at: dt.datetime, kind: str, purpose: str, waited: int | None
    ) -> None:
        row = (self._dossier, self._procedure, kind, purpose, after.reception_unit, at, waited)
        self._put("contacts", (seq, kind), row)

    def _cause(self, data: Data, at: dt.datetime) -> None:
        account = str(data["account"])
        self._put(
            "causes",
            account,
            (
                self._dossier,
                account,
                str(data["unit"]),
                str(data["cause"]),
                data["external"] is True,
                str(data["decision"]),
                _integer(data["minutes"]),
                _integer(data["over"]),
                _integer(data["late"]),
                at,
            ),
        )
