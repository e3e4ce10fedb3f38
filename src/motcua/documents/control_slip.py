"""Form 05 of Circular 01/2018/TT-VPCP: the slip that follows a dossier through the agency and says who gave it to whom,
when, and whether each step kept its time (Decree 61/2018/ND-CP arts 18-19). It is internal: it names officials."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from motcua.core.canonical import Json
from motcua.documents.paper_parts import moment
from motcua.documents.slips import Slip

RESULTS = {"early": "Trước hạn", "on_time": "Đúng hạn", "late": "Quá hạn", "": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One line: ``giver`` handed it to ``receiver`` at ``at``; ``result`` (``early``, ``on_time``, ``late`` or empty)
    tells how the giver kept the step's time; ``note`` what was written, opinions included."""

    giver: str
    receiver: str
    at: dt.datetime
    result: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip05Data(Slip):
    template: ClassVar[str] = "slip05"
    title: ClassVar[str] = "Phiếu kiểm soát quá trình giải quyết hồ sơ"

    passages: Sequence[Passage]
    received_at: dt.datetime | None
    due_at: dt.datetime | None
    settling: str

    def due_on_mark(self) -> dt.datetime | None:
        return self.due_at

    def details(self) -> dict[str, Json]:
        return {
            "settling": self.settling,
            "received": moment(self.received_at) if self.received_at else None,
            "due": moment(self.due_at) if self.due_at else None,
            "passages": [
                {
                    "giver": one.giver,
                    "receiver": one.receiver,
                    "at": _short(one.at),
                    "result": RESULTS[one.result],
                    "late": one.result == "late",
                    "note": one.note,
                }
                for one in self.passages
            ],
        }


def _short(at: dt.datetime) -> dict[str, Json]:
    told = moment(at)
    return {"time": f"{told['hour']} giờ {told['minute']}", "day": told["day"]}
